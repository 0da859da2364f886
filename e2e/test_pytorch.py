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


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_the_example_learns_and_survives_a_kill(cluster: Cluster, tmp_path: pathlib.Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__"))
    script = tmp_path / "example" / "train.py"
    script.write_text(
        script.read_text().replace(
            '"hyperparameters": {', '"min_checkpoint_period": {"batches": 100},\n    "hyperparameters": {'
        )
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

    def least() -> int:
        counts = [cluster.batches(trial["id"]) for trial in cluster.trials(1)]
        return min(counts) if len(counts) == 2 else 0

    eventually(least, lambda count: count >= 200, 400, "two hundred batches of both")
    for pid in cluster.runner_pids(1):
        os.kill(pid, signal.SIGKILL)

    assert cluster.ended(1, limit=600) == "STATE_COMPLETED"
    trials = cluster.trials(1)
    assert len(trials) == 2
    assert sum(trial["restarts"] for trial in trials) >= 1
    for trial in trials:
        assert cluster.batches(trial["id"]) == BATCHES
        assert trial["bestValidation"]["metrics"]["avgMetrics"]["accuracy"] > 0.82
        assert any("going on after" in line for line in cluster.log(trial["id"])) == (trial["restarts"] > 0)
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
    def submit() -> int:
        script = SCRIPTS / "drawing_torch.py"
        done = subprocess.run(
            [str(PYTHON), script.name, "600"],
            cwd=script.parent,
            capture_output=True,
            text=True,
            timeout=300,
            env=cluster.environment,
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
    killed = submit()
    warm = eventually(lambda: warm_processes(cluster), lambda found: bool(found), 120, "a warm process")
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
    """Those of the starter of this cluster that have finished their imports, which take no more processor time."""
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
    """Whether it sits in its loop, its working directory left."""
    return str(pathlib.Path(f"/proc/{pid}/cwd").readlink()) == "/"
