"""A newer master on a database of an older schema with 100,000 trials: how long the first start takes.

bench/run upgrade             from the second schema, the oldest whose masters ran trials, and from the newest but one
python bench/upgrade 10000 5  so many trials, and from this schema
"""

from __future__ import annotations

import pathlib
import re
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench")]

from cluster import Cluster  # noqa: E402
from table import show  # noqa: E402

MIGRATIONS = ROOT / "master" / "src" / "main" / "resources" / "db" / "migration"
DUMPS = ROOT / "master" / "src" / "test" / "resources" / "schema"
WORDS = {"clustered": " WITHOUT ROWID", "bytes": "BLOB", "json": "", "json_each": "json_each"}
TRIALS, OLDEST = 100_000, 2
# The tables that have rows of a trial, and the column that names it.
OF_TRIAL = {"trials": "id", "metrics": "trial_id", "metric_summaries": "trial_id", "metric_runs": "trial_id"}
HISTORY = """
CREATE TABLE flyway_schema_history (
    installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL,
    type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL,
    installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')), execution_time INT NOT NULL,
    success BOOLEAN NOT NULL
)
"""


def migrations() -> dict[int, pathlib.Path]:
    return {int(file.name[1:].split("__")[0]): file for file in MIGRATIONS.glob("V*__*.sql")}


def checksum(text: str) -> int:
    """As the tool that runs migrations notes it: of the lines without their ends, with a sign."""
    found = 0
    for line in text.splitlines():
        found = zlib.crc32(line.encode(), found)
    return found - (1 << 32) if found >= 1 << 31 else found


def old(connection: sqlite3.Connection, schema: int) -> None:
    """A database as a master of that schema left it."""
    connection.executescript(HISTORY)
    for number in range(1, schema + 1):
        file = migrations()[number]
        text = file.read_text()
        connection.executescript(re.sub(r"\$\{(\w+)}", lambda found: WORDS[found[1]], text))
        connection.execute(
            "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
            " installed_by, execution_time, success) VALUES (?, ?, ?, 'SQL', ?, ?, '', 1, 1)",
            (number, str(number), file.stem.split("__")[1].replace("_", " "), file.name, checksum(text)),
        )
    connection.executescript((DUMPS / f"V{schema}.sql").read_text())
    connection.commit()


def multiply(connection: sqlite3.Connection, trials: int) -> int:
    """So many copies of a trial that completed, with all that it reported; how many rows of metrics there are then."""
    (like,) = connection.execute(
        "SELECT id FROM trials WHERE state LIKE '%\"COMPLETED\"%' ORDER BY id LIMIT 1"
    ).fetchone()
    for table, owner in OF_TRIAL.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        own = {owner: "1000 + n.i"}
        if table == "trials":
            own["task_id"] = "task_id || '-' || n.i"
        if table == "metrics":
            count = connection.execute("SELECT COUNT(*) FROM metrics WHERE trial_id = ?", (like,)).fetchone()[0]
            own["id"] = (
                f"1000000 + n.i * {count} + (SELECT COUNT(*) FROM metrics o WHERE o.trial_id = {like} AND o.id < m.id)"
            )
        connection.execute(
            f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {trials})"
            f" INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {', '.join(own.get(column, 'm.' + column) for column in columns)}"
            f" FROM n CROSS JOIN (SELECT * FROM {table} WHERE {owner} = {like}) m"
        )
        connection.commit()
    return int(connection.execute("SELECT COUNT(*) FROM metrics").fetchone()[0])


def upgrade(schema: int, trials: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="upgrade-") as name:
        cluster = Cluster(pathlib.Path(name))
        cluster.data.mkdir(parents=True)
        file = cluster.data / "master.db"
        try:
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                old(connection, schema)
                rows = multiply(connection, trials)
            connection.close()
            megabytes = file.stat().st_size / 1e6
            began = time.monotonic()
            cluster.up()
            first = time.monotonic() - began
            cluster.down()
            began = time.monotonic()
            cluster.up()
            second = time.monotonic() - began
            told = [line for line in (cluster.data / "master.log").read_text().splitlines() if " upgrade: " in line]
            print("\n".join(told))
        finally:
            cluster.destroy()
    return [f"V{schema}", f"{trials:,}", f"{rows:,}", f"{megabytes:.0f} MB", f"{first:.1f} s", f"{second:.1f} s"]


def main(words: Sequence[str]) -> int:
    newest = max(migrations())
    trials = int(words[0]) if words else TRIALS
    schemas = [int(word) for word in words[1:]] or sorted({OLDEST, newest - 1})
    show(
        f"upgrade to V{newest}",
        ["from", "trials", "metric rows", "database", "first start", "next start"],
        [upgrade(schema, trials) for schema in schemas],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
