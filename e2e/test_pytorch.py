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

    trials = eventually(lambda: cluster.trials(1), lambda found: bool(found), 120, "a trial")
    first = min(trial["id"] for trial in trials)
    eventually(lambda: cluster.batches(first), lambda count: count >= 200, 400, "two hundred batches")
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
