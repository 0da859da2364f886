"""Arguments and configurations of both generations, on a real cluster and on this machine."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
from typing import Any

from cluster import PYTHON, SCRIPTS, Cluster, eventually

OLD: dict[str, Any] = {
    "description": "as Determined 0.12 has it",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 2, "max_steps": 2},
    "batches_per_step": 5,
    "min_validation_period": 1,
    "checkpoint_policy": "none",
    "hyperparameters": {"scale": {"type": "double", "minval": 1, "maxval": 2}},
    "reproducibility": {"experiment_seed": 999},
}


def run(cluster: Cluster, directory: pathlib.Path, how: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    shutil.copy(SCRIPTS / "local_keras.py", directory / "train.py")
    (directory / "config.json").write_text(json.dumps(OLD))
    done = subprocess.run(
        [str(PYTHON), "train.py", json.dumps(how)],
        cwd=directory,
        env={**cluster.environment, "DET_LOCAL_DIR": str(directory / "local")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def submitted(cluster: Cluster, directory: pathlib.Path, how: dict[str, Any]) -> int:
    found = re.search(r"^Created experiment (\d+)$", run(cluster, directory, how).stdout, re.MULTILINE)
    assert found
    return int(found[1])


def test_a_configuration_in_steps_trains_so_many_batches_everywhere(
    shared_cluster: Cluster, tmp_path: pathlib.Path
) -> None:
    experiment = submitted(shared_cluster, tmp_path, {"mode": "cluster"})
    run(shared_cluster, tmp_path, {"local": True, "test": False})
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    trials = sorted(shared_cluster.trials(experiment), key=lambda trial: trial["id"])
    (place,) = (tmp_path / "local").iterdir()
    ours = json.loads((place / "1" / "status.json").read_text())["trials"]
    assert [trial["hparams"] for trial in trials] == [trial["hparams"] for trial in ours]
    for its, mine in zip(trials, ours, strict=True):
        assert [report["totalBatches"] for report in shared_cluster.training(its["id"])] == [5, 10]
        workloads = shared_cluster.get(f"/api/v1/trials/{its['id']}/workloads?limit=1000")["workloads"]
        assert [each["validation"]["totalBatches"] for each in workloads if each.get("validation")] == [5, 10]
        assert [each["batches"] for each in mine["validations"]] == [5, 10]


def test_a_test_on_the_cluster_trains_one_batch_of_one_hidden_trial_and_keeps_nothing(
    shared_cluster: Cluster, tmp_path: pathlib.Path
) -> None:
    experiment = submitted(shared_cluster, tmp_path, {"mode": "cluster", "test": True})
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    (trial,) = shared_cluster.trials(experiment)
    assert (trial["totalBatchesProcessed"], trial["restarts"]) == (1, 0)
    described = shared_cluster.get(f"/api/v1/experiments/{experiment}")
    assert described["config"]["description"] == "[test-mode] as Determined 0.12 has it"
    assert described["experiment"]["archived"] is True
    eventually(
        lambda: [
            each["state"]
            for each in shared_cluster.get(f"/api/v1/experiments/{experiment}/checkpoints?limit=0")["checkpoints"]
        ],
        ["STATE_DELETED"].__eq__,
        60,
        "its only checkpoint to be gone",
    )
