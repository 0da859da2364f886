"""Makespan of cold no-op trials on two slots against `xargs -P2 python` with the same script and with its import."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench")]

from cluster import PYTHON, Cluster  # noqa: E402
from searches import NO_OP, no_op  # noqa: E402
from table import show  # noqa: E402


def xargs(trials: int, *command: str) -> float:
    start = time.monotonic()
    subprocess.run(
        ["xargs", "-P2", "-I{}", str(PYTHON), *command],
        input="\n".join(map(str, range(trials))),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - start


def search(trials: int) -> float:
    with tempfile.TemporaryDirectory() as directory:
        cluster = Cluster(pathlib.Path(directory))
        cluster.up()
        try:
            return no_op(cluster, trials)
        finally:
            cluster.destroy()


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    ours = search(trials)
    same = xargs(trials, str(NO_OP))
    bare = xargs(trials, "-c", "import tensorflow")
    show(
        f"Makespan of {trials} cold no-op trials on 2 slots",
        ["", "seconds", "ratio of ours to it"],
        [
            ["our search", f"{ours:.1f}", ""],
            ["xargs -P2, the same script", f"{same:.1f}", f"{ours / same:.2f} (at most 1.25)"],
            ["xargs -P2, its import alone", f"{bare:.1f}", f"{ours / bare:.2f}"],
        ],
    )


main()
