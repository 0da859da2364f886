"""A master on a database of 100,000 trials and 50 million metric rows: start, lists and series.

bench/run scale          the full size: about 7 GB and some minutes to fill
python bench/scale 0.1   a tenth of the trials and of the rows
"""

from __future__ import annotations

import http.client
import json
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench"), str(ROOT / "bench" / "scale")]

from asked import Filled, questions  # noqa: E402
from cluster import Cluster  # noqa: E402
from fill import Filler, Size  # noqa: E402
from searches import no_op  # noqa: E402
from table import show  # noqa: E402

REQUESTS = 200
LONG_TRIALS, LONG_ROWS = 3, 20_000
READY, ANSWER = 5.0, 100.0


def size(scale: float) -> Size:
    """Half of the trials are of one search, a fifth of ten large ones, the others of searches of a hundred."""
    total = int(100_000 * scale)
    trials = [total // 2, *[total // 50] * 10]
    trials += [100] * ((total - sum(trials)) // 100)
    return Size(trials, training=490, validations=10, long_trials=LONG_TRIALS, long_rows=LONG_ROWS)


class Asker:
    """Asks one master again and again over one connection."""

    def __init__(self, cluster: Cluster) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", cluster.port)
        self.headers = {"Authorization": f"Bearer {cluster.token()}"}

    def get(self, path: str) -> Any:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"GET {path} answered {answer.status}: {body[:500]!r}")
        return json.loads(body)

    def millis(self, path: Callable[[], str]) -> list[float]:
        taken = []
        for _ in range(REQUESTS):
            asked = path()
            start = time.perf_counter()
            self.get(asked)
            taken.append((time.perf_counter() - start) * 1000)
        return taken


def start(cluster: Cluster) -> float:
    began = time.monotonic()
    cluster.up()
    return time.monotonic() - began


def prepare(cluster: Cluster, wanted: Size) -> Filled:
    """A database of that size."""
    cluster.up()
    no_op(cluster, 1)
    cluster.down()
    began = time.monotonic()
    filler = Filler(cluster.data / "master.db")
    first = filler.one("experiments")["id"] + 1, filler.one("trials")["id"] + 1
    filler.fill(wanted)
    filler.close()
    file = cluster.data / "master.db"
    gigabytes = file.stat().st_size / 1e9
    print(f"filled with {wanted.rows:,} metric rows in {time.monotonic() - began:.0f} s: {gigabytes:.1f} GB")
    return Filled(wanted, *first)


def measure(asker: Asker, filled: Filled) -> list[list[str]]:
    """Asks everything again and again, and shows what takes its time."""
    rows = []
    for what, path in questions(asker.get, filled).items():
        asker.millis(path)
        taken = sorted(asker.millis(path))
        late = taken[int(len(taken) * 0.99)]
        rows.append(
            [what, f"{statistics.median(taken):.1f} ms", f"{late:.1f} ms", f"{ANSWER:g} ms", yes(late <= ANSWER)]
        )
    return rows


def starts(cluster: Cluster) -> list[str]:
    ready = []
    for _ in range(3):
        ready.append(start(cluster))
        cluster.down()
    longest = max(ready)
    return ["ready", f"{statistics.median(ready):.2f} s", f"{longest:.2f} s", f"{READY:g} s", yes(longest <= READY)]


def main() -> int:
    wanted = size(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        cluster = Cluster(pathlib.Path(name))
        try:
            filled = prepare(cluster, wanted)
            rows = [starts(cluster)]
            cluster.up()
            rows += measure(Asker(cluster), filled)
        finally:
            cluster.destroy()
    show(f"{filled.total:,} trials, {wanted.rows:,} metric rows", ["what", "median", "p99", "bound", "holds"], rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


def yes(held: bool) -> str:
    return "yes" if held else "NO"


if __name__ == "__main__":
    sys.exit(main())
