"""The kernel itself ends a trial for want of memory, in a control group of the test's own."""

from __future__ import annotations

import json
import os
import pathlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cluster import PYTHON, Cluster, eventually

pytestmark = pytest.mark.slow

LIMIT = 200 * 2**20
GROUPS = pathlib.Path("/sys/fs/cgroup")
SCRIPT = """
from determined.core import current

run = current()
run.initialise()
run.start_loop()
run.reports.metrics("training", 1, {"loss": 1.0})
held = [b"x" * 2**24 for _ in range(100)] if run.info.run_id == 1 else []
run.reports.metrics("training", 2, {"loss": 0.5})
run.finish()
"""


def limited(name: str) -> pathlib.Path:
    """A new control group that holds at most LIMIT bytes, of either version; OSError where none can be had."""
    if (GROUPS / "memory").is_dir():
        group = GROUPS / "memory" / name
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(LIMIT))
        return group
    control = GROUPS / "cgroup.subtree_control"
    if "memory" not in control.read_text().split():
        control.write_text("+memory")
    group = GROUPS / name
    group.mkdir()
    (group / "memory.max").write_text(str(LIMIT))
    swap = group / "memory.swap.max"
    if swap.exists():
        swap.write_text("0")
    return group


def kills(group: pathlib.Path) -> int:
    file = next(file for file in (group / "memory.oom_control", group / "memory.events") if file.exists())
    return int(dict(line.split() for line in file.read_text().splitlines())["oom_kill"])


@pytest.fixture
def group() -> Iterator[pathlib.Path]:
    try:
        made = limited(f"det-test-{uuid.uuid4().hex[:8]}")
    except OSError as refused:
        pytest.skip(f"no control group for memory can be made here: {refused}")
    yield made
    eventually(lambda: (made / "cgroup.procs").read_text(), lambda left: not left, 30, "its processes to be gone")
    made.rmdir()


def test_a_trial_that_the_kernel_kills_is_out_of_memory_and_goes_on(
    group: pathlib.Path, new_cluster: Callable[..., Cluster], tmp_path: pathlib.Path
) -> None:
    # Supervisors, and with them their trials, enter the group before anything else.
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho $$ > {group}/cgroup.procs\nexec {PYTHON} "$@"\n')
    python.chmod(0o755)
    cluster = new_cluster()
    where = ["--data", str(cluster.data), "--port", str(cluster.port)]
    cluster.det("up", *where, "--slots", "1", "--python", str(python))
    context = tmp_path / "context"
    context.mkdir()
    (context / "train.py").write_text(SCRIPT)
    config: dict[str, Any] = {
        "name": "hungry",
        "searcher": {"name": "single", "metric": "loss"},
        "max_restarts": 1,
        "internal": {"native": {"command": ["train.py"]}},
        "environment": {"python": str(PYTHON)},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    done = cluster.det("experiment", "create", str(tmp_path / "config.json"), str(context))
    experiment = int(done.stdout.split()[-1])
    assert cluster.ended(experiment, limit=120) == "STATE_COMPLETED", os.linesep.join(
        cluster.log(cluster.trials(experiment)[0]["id"])
    )
    assert kills(group) == 1
    (trial,) = cluster.trials(experiment)
    assert trial["restarts"] == 1
    log = "\n".join(cluster.log(trial["id"]))
    assert "ended by signal SIGKILL: the kernel killed it for want of memory" in log
    assert "(restart 1 of 1)" in log
