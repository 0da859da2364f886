"""Searches that benchmarks run on a cluster."""

from __future__ import annotations

import pathlib
import re
import subprocess
import time

from cluster import PYTHON, Cluster

NO_OP = pathlib.Path(__file__).resolve().parent / "makespan" / "noop.py"


def no_op(cluster: Cluster, trials: int) -> float:
    """Seconds from the submission to the end of a search whose trials train one batch of one number."""
    experiment = submit(cluster, NO_OP, ".", str(trials))
    start = time.monotonic()
    completed(cluster, experiment)
    return time.monotonic() - start


def submit(cluster: Cluster, script: pathlib.Path, *words: str, python: pathlib.Path = PYTHON) -> int:
    """Runs a script that submits an experiment; the number of that."""
    done = subprocess.run(
        [str(python), script.name, *words],
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=True,
        env=cluster.environment,
    )
    found = re.search(r"Created experiment (\d+)", done.stdout)
    if not found:
        raise SystemExit(done.stderr)
    return int(found[1])


def completed(cluster: Cluster, experiment: int) -> None:
    """Waits for the end of an experiment that must have completed."""
    state = cluster.ended(experiment, limit=1800)
    if state != "STATE_COMPLETED":
        raise SystemExit(f"the search ended as {state}")
