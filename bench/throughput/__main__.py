"""Empty trials per second on two slots, from the submission to the last one's end, against empty jobs of Slurm.

Slurm's job is a shell script without a line; ours is a Python script. Slurm runs as it is installed, and once more with
its scheduler told to look at once and each second, as its guide for many short jobs has it.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench"), str(HERE)]

from cluster import Cluster  # noqa: E402
from searches import completed, submit  # noqa: E402
from slurm import Slurm  # noqa: E402
from table import median, show, spread  # noqa: E402

WANTED = 3.0
EAGER = "batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1"


def ours(trials: int, rounds: int) -> list[float]:
    with tempfile.TemporaryDirectory() as directory:
        cluster = Cluster(pathlib.Path(directory))
        cluster.up()
        try:
            search(cluster, 2)
            return [search(cluster, trials) for _ in range(rounds)]
        finally:
            cluster.destroy()


def search(cluster: Cluster, trials: int) -> float:
    start = time.monotonic()
    completed(cluster, submit(cluster, HERE / "empty.py", str(trials)))
    return time.monotonic() - start


def slurm(jobs: int, rounds: int, parameters: str) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as directory, Slurm(pathlib.Path(directory), parameters) as other:
        other.array(2)
        return {
            "an array": [other.array(jobs) for _ in range(rounds)],
            "one by one": [other.singly(jobs) for _ in range(rounds)],
        }


def main() -> None:
    trials, rounds = (int(word) for word in (*sys.argv[1:], "60", "3")[:2])
    rates = [trials / seconds for seconds in ours(trials, rounds)]
    rows = [["ours", spread(rates, "/s"), "", ""]]
    for name, parameters in {"as installed": "", "told to hurry": EAGER}.items():
        for way, seconds in slurm(trials, rounds if parameters else 1, parameters).items():
            theirs = [trials / took for took in seconds]
            ratio = f"{median(rates) / median(theirs):.1f}"
            rows.append([f"Slurm {name}, {way}", spread(theirs, "/s"), ratio, f"{WANTED:.1f}"])
    show(f"{trials} empty trials on 2 slots, {rounds} times", ["", "rate", "ours to it", "wanted"], rows)


if __name__ == "__main__":
    main()
