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
    done = subprocess.run(
        [str(PYTHON), NO_OP.name, ".", str(trials)],
        cwd=NO_OP.parent,
        capture_output=True,
        text=True,
        check=True,
        env=cluster.environment,
    )
    start = time.monotonic()
    found = re.search(r"Created experiment (\d+)", done.stdout)
    if not found:
        raise SystemExit(done.stderr)
    state = cluster.ended(int(found[1]), limit=1800)
    if state != "STATE_COMPLETED":
        raise SystemExit(f"the search ended as {state}")
    return time.monotonic() - start
