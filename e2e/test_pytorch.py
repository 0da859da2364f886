"""PyTorch trials on a real cluster, on real data."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest
from cluster import ROOT, SCRIPTS, Cluster, eventually

PYTHON = ROOT / ".envs" / "frameworks" / "bin" / "python"
EXAMPLE = ROOT / "examples" / "fashion_mnist_pytorch"
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
BATCHES = 938  # an epoch of 60,000 images in batches of 64
TRAIN_BATCH = "def train_batch(self, batch, model, epoch_idx, batch_idx):\n"
# The first run of a trial waits there until it is killed.
HELD = """        import os, time
        while batch_idx == 250 and os.environ["DET_TRIAL_RUN_ID"] == "1":
            time.sleep(0.01)
"""


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_the_example_learns_and_survives_a_kill(cluster: Cluster, tmp_path: pathlib.Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__"))
    script = tmp_path / "example" / "train.py"
    script.write_text(
        script.read_text()
        .replace('"hyperparameters": {', '"min_checkpoint_period": {"batches": 100},\n    "hyperparameters": {')
        .replace(TRAIN_BATCH, TRAIN_BATCH + HELD)
    )
    done = subprocess.run(
        [str(PYTHON), "train.py"],
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=300,
        env=cluster.environment,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"Created experiment 1\n", done.stdout)

    def kept() -> list[int]:
        paths = [f"/api/v1/trials/{trial['id']}/checkpoints" for trial in cluster.trials(1)]
        return [len(cluster.get(path)["checkpoints"]) for path in paths]

    assert HELD in script.read_text()
    eventually(kept, lambda counts: len(counts) == 2 and min(counts) >= 1, 400, "a checkpoint of each")
    pids = cluster.runner_pids(1)
    assert len(pids) == 2
    for pid in pids:
        os.kill(pid, signal.SIGKILL)

    assert cluster.ended(1, limit=600) == "STATE_COMPLETED"
    trials = cluster.trials(1)
    assert [trial["restarts"] for trial in trials] == [1, 1]
    for trial in trials:
        assert cluster.batches(trial["id"]) == BATCHES
        assert trial["bestValidation"]["metrics"]["avgMetrics"]["accuracy"] > 0.82
        assert any("going on after" in line for line in cluster.log(trial["id"]))
    cluster.det("checkpoint", "list", "1")
    loaded = subprocess.run(
        [str(PYTHON), str(SCRIPTS / "pytorch_check.py"), "1"],
        cwd=script.parent,
        env={**cluster.environment, "PYTHONPATH": str(script.parent)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert loaded.stdout == "equal\n", loaded.stderr


@pytest.mark.slow
def test_a_restart_from_a_warm_process_trains_on_bit_for_bit(cluster: Cluster) -> None:
    def submit(**more: str) -> int:
        script = SCRIPTS / "drawing_torch.py"
        done = subprocess.run(
            [str(PYTHON), script.name, "600"],
            cwd=script.parent,
            capture_output=True,
            text=True,
            timeout=300,
            env={**cluster.environment, **more},
        )
        return int(re.sub(r"\D", "", done.stdout) or pytest.fail(done.stderr))

    def reports(experiment: int) -> list[object]:
        (trial,) = cluster.trials(experiment)
        return [report["metrics"]["batchMetrics"] for report in cluster.training(trial["id"])]

    def run(experiment: int, unlike: int = 0) -> int:
        return eventually(
            lambda: next(iter(cluster.runner_pids(experiment)), 0), lambda pid: pid not in (0, unlike), 300, "a runner"
        )

    whole = submit()
    assert cluster.ended(whole, limit=600) == "STATE_COMPLETED"
    killed = submit(HOLD="75")
    warm = eventually(lambda: warm_processes(cluster), lambda found: bool(found), 300, "a warm process")
    eventually(lambda: len(reports(killed)), lambda count: count >= 5, 300, "fifty batches")
    runner = run(killed)
    os.kill(runner, signal.SIGKILL)
    again = run(killed, unlike=runner)
    assert parent(parent(again)) in warm
    assert cluster.ended(killed, limit=600) == "STATE_COMPLETED"
    assert sum(map(len, reports(whole))) == 600
    assert [row for rows in reports(killed) for row in rows] == [row for rows in reports(whole) for row in rows]


def parent(pid: int) -> int:
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def warm_processes(cluster: Cluster) -> list[int]:
    """Those of the starter of this cluster that have finished their imports and said so."""
    starters = [
        pid for pid in processes() if is_of(pid, "determined.run.starter") and parent(pid) == cluster.master_pid
    ]
    warm = [pid for pid in processes() if is_of(pid, "determined.run.warm") and parent(pid) in starters]
    return [pid for pid in warm if waits(pid)]


def processes() -> list[int]:
    return [int(path.name) for path in pathlib.Path("/proc").glob("[0-9]*")]


def is_of(pid: int, module: str) -> bool:
    try:
        return module.encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def waits(pid: int) -> bool:
    """Whether it sits in its loop: it hears then of the ends of its children, which it does last before."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGCHLD - 1) & 1)
