"""Trials on GPUs that are slots, on real data."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
from collections.abc import Callable

import pytest
from cluster import ROOT, Cluster, eventually
from test_pytorch import DATA, EXAMPLE, parent, warm_processes

PYTHON = ROOT / ".envs" / "frameworks" / "bin" / "python"
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(shutil.which("nvidia-smi") is None, reason="there is no nvidia-smi"),
    pytest.mark.skipif(not DATA.is_dir(), reason="needs Debian's package dataset-fashion-mnist"),
]
ORIGINAL = {
    "trials": '"max_trials": 2',
    "epochs": '"epochs": 1',
    "batch": "def train_batch(self, batch, model, epoch_idx, batch_idx):",
}
CHECKED = """def train_batch(self, batch, model, epoch_idx, batch_idx):
        assert batch[0].is_cuda and model(batch[0]).dtype == torch.float16"""


def gpus() -> list[list[str]]:
    """UUID and name of each."""
    asked = ["nvidia-smi", "--query-gpu=uuid,name", "--format=csv,noheader"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return [line.split(", ", 1) for line in done.stdout.splitlines()]


def submitted(cluster: Cluster, folder: pathlib.Path, **replaced: str) -> None:
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = folder / "train.py"
    text = script.read_text()
    for old, new in replaced.items():
        old = ORIGINAL[old]
        assert old in text
        text = text.replace(old, new)
    text = text.replace(
        '"hyperparameters": {',
        '"optimizations": {"mixed_precision": "O1"},\n    "min_checkpoint_period": {"batches": 100},\n'
        '    "hyperparameters": {',
    )
    script.write_text(text)
    done = subprocess.run(
        [str(PYTHON), "train.py"], cwd=folder, capture_output=True, text=True, timeout=300, env=cluster.environment
    )
    assert done.returncode == 0, done.stderr


def test_each_gpu_is_a_slot_on_which_a_trial_trains_in_mixed_precision_and_survives_a_kill(
    new_cluster: Callable[..., Cluster], tmp_path: pathlib.Path
) -> None:
    cluster = new_cluster(slots=None)
    cluster.up()
    (agent,) = cluster.get("/api/v1/agents")["agents"]
    devices = [slot["device"] for slot in agent["slots"].values()]
    assert [[device["uuid"], device["brand"]] for device in devices] == gpus()
    assert {device["type"] for device in devices} == {"TYPE_CUDA"}
    assert gpus()[0][1] in cluster.det("slot", "list").stdout

    submitted(cluster, tmp_path / "example", trials='"max_trials": 1', epochs='"epochs": 6', batch=CHECKED)
    (trial,) = eventually(lambda: cluster.trials(1), lambda found: bool(found), 60, "a trial")
    eventually(lambda: cluster.batches(trial["id"]), lambda count: count >= 200, 120, "two hundred batches")
    (pid,) = cluster.runner_pids(1)
    seen = dict(entry.split("=", 1) for entry in pathlib.Path(f"/proc/{pid}/environ").read_text().split("\0") if entry)
    assert seen["CUDA_VISIBLE_DEVICES"] == gpus()[0][0]
    warm = eventually(lambda: warm_processes(cluster), lambda found: bool(found), 60, "a warm process")
    assert cluster.runner_pids(1) == [pid]
    os.kill(pid, signal.SIGKILL)
    (again,) = eventually(lambda: cluster.runner_pids(1), lambda pids: pids not in ([], [pid]), 60, "another run")
    assert parent(parent(again)) in warm, "a copy of a process with PyTorch imported uses the GPU"
    assert cluster.ended(1, limit=240) == "STATE_COMPLETED", cluster.log(trial["id"])[-20:]
    (trial,) = cluster.trials(1)
    assert trial["restarts"] == 1
    assert trial["bestValidation"]["metrics"]["avgMetrics"]["accuracy"] > 0.7


def test_a_slot_of_processors_sees_no_gpu(new_cluster: Callable[..., Cluster], tmp_path: pathlib.Path) -> None:
    (tmp_path / "master.yaml").write_text("slot_type: cpu\n")
    cluster = new_cluster(slots=1)
    cluster.up("--config", str(tmp_path / "master.yaml"))
    submitted(cluster, tmp_path / "example", trials='"max_trials": 1')
    assert cluster.ended(1) == "STATE_ERROR"
    told = cluster.det("why", "1").stdout
    assert "mixed_precision is O1, which needs a CUDA device" in told, told


def test_more_slots_than_gpus_are_refused(new_cluster: Callable[..., Cluster]) -> None:
    many = len(gpus()) + 1
    refused = new_cluster(slots=many)
    with pytest.raises(AssertionError, match=f"{many} slots were asked for, but each is a GPU"):
        refused.up()
