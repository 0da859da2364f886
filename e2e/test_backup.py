"""A backup taken in the middle of a search is put back elsewhere, and the search ends there with everything once."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from cluster import PYTHON, ROOT, Cluster, alive, eventually

pytestmark = pytest.mark.slow

LENGTH = 150
SEARCH: dict[str, Any] = {
    "name": "kept",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 3, "max_length": {"batches": LENGTH}},
    "hyperparameters": {"scale": {"type": "double", "minval": 1, "maxval": 2}},
    "data": {"pause": 0.1, "hold_at": LENGTH - 10},  # so that the old cluster never ends it
}


def submit(cluster: Cluster) -> int:
    """By the client: the script needs no framework."""
    context = cluster.directory / "context"
    context.mkdir()
    (context / "train.py").write_text((ROOT / "e2e" / "scripts" / "plain.py").read_text())
    (context / "config.json").write_text(json.dumps(SEARCH))
    config = cluster.directory / "experiment.json"
    command = ["train.py", '{"mode": "cluster"}']
    config.write_text(
        json.dumps({**SEARCH, "internal": {"native": {"command": command}}, "environment": {"python": str(PYTHON)}})
    )
    return int(cluster.det("experiment", "create", str(config), str(context)).stdout.split()[-1])


def trained(cluster: Cluster, experiment: int) -> int:
    return sum(trial["totalBatchesProcessed"] for trial in cluster.trials(experiment))


def test_a_search_goes_on_from_a_backup_elsewhere(
    cluster: Cluster, new_cluster: Callable[..., Cluster], tmp_path: pathlib.Path
) -> None:
    experiment = submit(cluster)
    eventually(lambda: trained(cluster, experiment), lambda batches: batches > 10, 300, "a search under way")
    file = tmp_path / "one.backup"
    told = cluster.det("backup", str(file), "--data", str(cluster.data))
    assert "Backed up 1 experiment" in told.stdout
    assert "does not hold checkpoints" in told.stderr
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    at_backup = trained(cluster, experiment)
    eventually(lambda: trained(cluster, experiment), lambda batches: batches > at_backup, 120, "more than was kept")

    running = cluster.det("restore", str(file), "--data", str(cluster.data), "--yes", check=False)
    assert running.returncode == 1
    assert "a master runs there" in running.stderr
    assert "det down" in running.stderr
    pids = cluster.runner_pids(experiment)
    cluster.kill_master()
    orphans = cluster.det("restore", str(file), "--data", str(cluster.data), "--yes", check=False)
    assert orphans.returncode == 1
    assert "still run there without a master" in orphans.stderr
    cluster.destroy()
    eventually(lambda: [pid for pid in pids if alive(pid)], lambda left: not left, 60, "the old trials to be gone")

    there = new_cluster(data=tmp_path / "there")
    told = there.det("restore", str(file), "--data", str(there.data))
    assert "Restored 1 experiment and" in told.stdout
    there.up()
    assert there.ended(experiment) == "STATE_COMPLETED"
    trials = there.trials(experiment)
    assert len(trials) == 3
    for trial in trials:
        assert trial["state"] == "STATE_COMPLETED"
        assert trial["restarts"] == 0
        steps = [report["totalBatches"] for report in there.training(trial["id"])]
        assert steps == list(range(1, LENGTH + 1))
    again = there.det("backup", str(file), "--data", str(there.data), check=False)
    assert again.returncode == 1
    assert "not overwritten" in again.stderr
    there.down()

    refused = there.det("restore", str(file), "--data", str(there.data), check=False)
    assert refused.returncode == 1
    assert "holds a cluster already, with 1 experiments and 3 trials" in refused.stderr
    replaced = there.det("restore", str(file), "--data", str(there.data), "--yes")
    assert "is kept in" in replaced.stderr
    assert len(list(there.data.glob("replaced-*/master.db"))) == 1
