"""A master on a database of 100,000 trials and 50 million metric rows: start, lists and series.

bench/run scale          the full size: about 7 GB and some minutes to fill
python bench/scale 0.1   a tenth of the trials and of the rows
"""

from __future__ import annotations

import http.client
import json
import pathlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench"), str(ROOT / "bench" / "scale")]

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


def prepare(cluster: Cluster, wanted: Size) -> tuple[int, int]:
    """A database of that size, and the first of its new experiments and trials."""
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
    return first


def main() -> int:
    wanted = size(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
    total, large = sum(wanted.trials), wanted.trials[0]
    dice = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        cluster = Cluster(pathlib.Path(name))
        try:
            experiment, trial = prepare(cluster, wanted)
            ready = []
            for _ in range(3):
                ready.append(start(cluster))
                cluster.down()
            cluster.up()
            asker = Asker(cluster)
            trials = f"/api/v1/experiments/{experiment}/trials?limit=25"

            def by_metric() -> str:
                return f"{trials}&sortBy=SORT_BY_BEST_VALIDATION_METRIC&offset={dice.randrange(large)}"

            cursor = ""

            def next_part() -> str:
                nonlocal cursor
                path = f"{trials}&sortBy=SORT_BY_DURATION&cursor={cursor}"
                cursor = asker.get(path)["nextCursor"]
                return path

            asked: dict[str, Callable[[], str]] = {
                "experiments, newest 25": lambda: "/api/v1/experiments?orderBy=ORDER_BY_DESC&limit=25",
                f"25 of {large:,} trials, by number, deep": lambda: f"{trials}&offset={dice.randrange(large)}",
                f"25 of {large:,} trials, by metric, deep": by_metric,
                f"25 of {large:,} trials, by duration, cursor": next_part,
                f"25 of {large:,} trials, completed ones, by end": lambda: (
                    f"{trials}&states=STATE_COMPLETED&sortBy=SORT_BY_END_TIME&offset={dice.randrange(large)}"
                ),
                "one experiment": lambda: (
                    f"/api/v1/experiments/{experiment + 1 + dice.randrange(len(wanted.trials) - 1)}"
                ),
                "one trial": lambda: f"/api/v1/trials/{trial + dice.randrange(total)}",
                "series of one trial": lambda: (
                    f"/api/v1/trials/time-series?trialIds={trial + LONG_TRIALS + dice.randrange(total - LONG_TRIALS)}"
                    "&metricNames=loss&group=training&maxDatapoints=300"
                ),
                f"series of {LONG_ROWS:,} rows": lambda: (
                    f"/api/v1/trials/time-series?trialIds={trial + dice.randrange(LONG_TRIALS)}"
                    "&metricNames=noise&group=long&maxDatapoints=300"
                ),
            }
            rows = [
                [
                    "ready",
                    f"{statistics.median(ready):.2f} s",
                    f"{max(ready):.2f} s",
                    f"{READY:g} s",
                    yes(max(ready) <= READY),
                ]
            ]
            for what, path in asked.items():
                asker.millis(path)
                taken = sorted(asker.millis(path))
                late = taken[int(len(taken) * 0.99)]
                rows.append(
                    [
                        what,
                        f"{statistics.median(taken):.1f} ms",
                        f"{late:.1f} ms",
                        f"{ANSWER:g} ms",
                        yes(late <= ANSWER),
                    ]
                )
        finally:
            cluster.destroy()
    show(f"{total:,} trials, {wanted.rows:,} metric rows", ["what", "median", "p99", "bound", "holds"], rows)
    return 0 if all(row[-1] == "yes" for row in rows) else 1


def yes(held: bool) -> str:
    return "yes" if held else "NO"


if __name__ == "__main__":
    sys.exit(main())
