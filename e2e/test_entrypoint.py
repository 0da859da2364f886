"""`entrypoint: module:Class`: a class without a script, on this machine and on a cluster."""

from __future__ import annotations

import json
import pathlib
import re
import shutil

import pytest
from cluster import SCRIPTS, Cluster
from test_local import PLAIN, SEARCH


def context(directory: pathlib.Path) -> tuple[str, str]:
    """A configuration and a directory, as `det experiment create` takes them."""
    (directory / "work").mkdir()
    shutil.copy(SCRIPTS / "plain.py", directory / "work" / "plain.py")
    config = {**SEARCH, "entrypoint": "plain:Plain", "environment": {"python": str(PLAIN)}}
    (directory / "config.yaml").write_text(json.dumps(config))
    return str(directory / "config.yaml"), str(directory / "work")


@pytest.mark.slow
def test_a_class_trains_on_a_cluster_and_here_alike(cluster: Cluster, tmp_path: pathlib.Path) -> None:
    given = context(tmp_path)
    created = cluster.det("experiment", "create", *given)
    experiment = int(re.search(r"^Created experiment (\d+)$", created.stdout, re.MULTILINE)[1])
    cluster.environment["DET_LOCAL_DIR"] = str(tmp_path / "local")
    python = ("--python", str(PLAIN))
    tested = cluster.det("experiment", "create", *given, "--local", "--test", *python)
    assert tested.returncode == 0, tested.stderr
    assert "the test passed" in tested.stdout
    here = cluster.det("experiment", "create", *given, "--local", *python)
    assert here.returncode == 0, here.stderr
    (place,) = (tmp_path / "local").iterdir()
    ours = json.loads((place / "1" / "status.json").read_text())["trials"]
    assert [trial["totalBatchesProcessed"] for trial in ours] == [20, 20, 20]
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    theirs = sorted(cluster.trials(experiment), key=lambda trial: trial["id"])
    assert [trial["hparams"] for trial in theirs] == [trial["hparams"] for trial in ours]
    for mine, its in zip(ours, theirs, strict=True):
        assert its["bestValidation"]["metrics"]["avgMetrics"]["val_loss"] == mine["searcherMetricValue"]


def test_a_class_is_tested_on_a_cluster(cluster: Cluster, tmp_path: pathlib.Path) -> None:
    config, directory = context(tmp_path)
    passed = cluster.det("experiment", "create", config, directory, "--test")
    assert passed.stdout == "Created experiment 1\nModel definition test succeeded\n"
    stages = ("Scheduling task", "Testing training", "Testing validation", "Testing checkpointing")
    assert re.findall(r"\u2714 (.+)", passed.stderr) == list(stages)
    (trial,) = cluster.trials(1)
    assert trial["totalBatchesProcessed"] == 1
    assert cluster.get("/api/v1/experiments/1")["experiment"]["archived"]
    assert cluster.state(1) == "STATE_COMPLETED"
    broken = pathlib.Path(directory, "plain.py")
    broken.write_text(broken.read_text() + '\nraise ValueError("no such column")\n')
    failed = cluster.det("experiment", "create", config, directory, "--test", check=False)
    assert failed.returncode == 1
    assert "ValueError: no such column" in failed.stdout
    assert "succeeded" not in failed.stdout
    assert "no such column" in failed.stderr
