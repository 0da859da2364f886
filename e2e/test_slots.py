"""Trials on several slots of a real cluster."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
from typing import Any

import pytest
from cluster import ROOT, SCRIPTS, Cluster, eventually

PYTHON = ROOT / ".envs" / "frameworks" / "bin" / "python"


def submitted(cluster: Cluster, slots: int, batches: int, noisy: bool, hold: dict[str, int] | None = None) -> int:
    context = cluster.directory / "context"
    context.mkdir(exist_ok=True)
    shutil.copy(SCRIPTS / "slots.py", context)
    config = {
        "name": f"{slots} slots",
        "searcher": {"name": "single", "metric": "val_loss", "max_length": {"batches": batches}},
        "scheduling_unit": 10,
        "min_checkpoint_period": {"batches": 10},
        "hyperparameters": {"global_batch_size": 32, "noisy": noisy, "hold": hold or {}},
        "resources": {"slots_per_trial": slots},
        "reproducibility": {"experiment_seed": 7},
    }
    (context / "config.json").write_text(json.dumps(config))
    done = subprocess.run(
        [str(PYTHON), "slots.py"], cwd=context, capture_output=True, text=True, timeout=300, env=cluster.environment
    )
    found = re.search(r"^Created experiment (\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return int(found[1])


def trial_of(cluster: Cluster, experiment: int) -> int:
    (trial,) = eventually(lambda: cluster.trials(experiment), bool, 120, "a trial")
    return int(trial["id"])


def ranks(cluster: Cluster, experiment: int) -> list[int]:
    """The process of each rank, once they train."""
    (directory,) = [path for path in cluster.run_directories(experiment) if (path / "runner.json").exists()]
    return list(json.loads((directory / "runner.json").read_text())["ranks"])


def weights(cluster: Cluster, experiment: int, batches: int) -> dict[str, list[float]]:
    """What the checkpoint after so many batches holds."""
    found = cluster.get(f"/api/v1/experiments/{experiment}/checkpoints?limit=0")["checkpoints"]
    (uuid,) = {each["uuid"] for each in found if each["metadata"]["steps_completed"] == batches}
    read: dict[str, list[float]] = json.loads((cluster.data / "checkpoints" / uuid / "weights.json").read_text())
    return read


def rows(cluster: Cluster, trial: int) -> list[Any]:
    return [row for report in cluster.training(trial) for row in report["metrics"]["batchMetrics"]]


@pytest.mark.slow
def test_two_slots_train_what_one_does_and_go_on_exactly(cluster: Cluster) -> None:
    one = submitted(cluster, 1, 60, noisy=False)
    assert cluster.ended(one) == "STATE_COMPLETED"
    two = submitted(cluster, 2, 60, noisy=False)
    assert cluster.ended(two) == "STATE_COMPLETED", cluster.log(trial_of(cluster, two))
    left, right = weights(cluster, one, 60), weights(cluster, two, 60)
    assert list(left) == list(right)
    for name, values in left.items():
        assert values == pytest.approx(right[name], rel=1e-10, abs=1e-12)
    said = [line for line in cluster.log(trial_of(cluster, two)) if "rank" in line]
    for rank in (0, 1):
        assert any(f"[rank={rank}]" in line and line.endswith(f"rank {rank} of 2") for line in said), said

    whole = submitted(cluster, 2, 60, noisy=True)
    assert cluster.ended(whole) == "STATE_COMPLETED"
    killed = submitted(cluster, 2, 60, noisy=True, hold={"1": 25, "2": 45})
    trial = trial_of(cluster, killed)
    eventually(lambda: cluster.batches(trial), lambda count: count >= 20, 300, "twenty batches")
    first, second = ranks(cluster, killed)
    os.kill(second, signal.SIGKILL)
    eventually(lambda: pathlib.Path(f"/proc/{first}").exists(), lambda there: not there, 120, "the end of rank 0")
    eventually(lambda: cluster.batches(trial), lambda count: count >= 40, 300, "forty batches")
    cluster.det("experiment", "pause", str(killed))
    eventually(lambda: cluster.runner_pids(killed), lambda pids: not pids, 120, "the pause")
    cluster.det("experiment", "activate", str(killed))
    assert cluster.ended(killed) == "STATE_COMPLETED"
    (ended,) = cluster.trials(killed)
    assert ended["restarts"] == 1
    assert weights(cluster, killed, 60) == weights(cluster, whole, 60)
    assert rows(cluster, trial) == rows(cluster, trial_of(cluster, whole))
    assert any("process of rank 1 was ended by signal SIGKILL" in line for line in cluster.log(trial))
