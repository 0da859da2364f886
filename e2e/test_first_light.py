"""A user's script becomes a search: submitted by one line, trained on the cluster, seen through every window."""

from __future__ import annotations

import json
import pathlib
import urllib.request
from typing import Any

import pytest
from cluster import Cluster

SEARCH: dict[str, Any] = {
    "name": "first light",
    "searcher": {
        "name": "random",
        "metric": "val_accuracy",
        "smaller_is_better": False,
        "max_trials": 3,
        "max_concurrent_trials": 2,
    },
    "hyperparameters": {
        "width": {"type": "int", "minval": 8, "maxval": 32},
        "learning_rate": {"type": "log", "base": 10, "minval": -3, "maxval": -2},
    },
    "reproducibility": {"experiment_seed": 7},  # some points learn too little in 30 batches
    "scheduling_unit": 5,
    "data": {"epochs": 2},
}


@pytest.fixture(scope="module")
def searched(shared_cluster: Cluster) -> Cluster:
    done = shared_cluster.submit("search", **SEARCH)
    assert done.stdout == "Created experiment 1\n"
    assert "after init" not in done.stdout + done.stderr
    assert f"{shared_cluster.url}/det/experiments/1" in done.stderr
    waited = shared_cluster.det("experiment", "wait", "1")
    assert "val_accuracy" in waited.stdout + waited.stderr
    return shared_cluster


def test_every_trial_trains_to_its_end_with_its_own_hyperparameters(searched: Cluster) -> None:
    trials = searched.trials(1)
    assert [trial["state"] for trial in trials] == ["STATE_COMPLETED"] * 3
    assert len({trial["hparams"]["width"] for trial in trials}) > 1
    assert all(trial["totalBatchesProcessed"] == 30 for trial in trials)
    assert all(trial["restarts"] == 0 for trial in trials)
    assert all(trial["bestValidation"]["metrics"]["avgMetrics"]["val_accuracy"] > 0.3 for trial in trials)


def test_each_batch_is_reported_once(searched: Cluster) -> None:
    for trial in searched.trials(1):
        assert [report["totalBatches"] for report in searched.training(trial["id"])] == [5, 10, 15, 20, 25, 30]
        assert searched.batches(trial["id"]) == 30


def test_the_log_has_what_the_script_printed_and_nothing_from_after_fit(searched: Cluster) -> None:
    lines = searched.log(1)
    assert [number for number in range(1, 31) if not any(line.endswith(f"batch {number} done") for line in lines)] == []
    assert any(line.endswith("after init") for line in lines)
    assert not any("must never be printed" in line for line in lines)


def test_the_best_checkpoint_can_be_taken_home(searched: Cluster, tmp_path: pathlib.Path) -> None:
    listed = json.loads(searched.det("checkpoint", "list", "1", "-o", "json").stdout)
    assert len(listed) >= 3
    searched.det("checkpoint", "download", listed[0]["uuid"], "-o", str(tmp_path / "best"))
    assert list((tmp_path / "best").rglob("*.keras"))


@pytest.mark.parametrize("form", ["table", "json", "csv", "yaml"])
def test_lists_come_in_every_form(searched: Cluster, form: str) -> None:
    assert "first light" in searched.det("experiment", "list", "-o", form).stdout


def test_the_page_is_there(searched: Cluster) -> None:
    with urllib.request.urlopen(f"{searched.url}/det/experiments/1") as page:
        assert page.headers["Content-Type"].startswith("text/html")


def test_up_again_changes_nothing(searched: Cluster) -> None:
    before = searched.master_pid
    searched.up()
    assert searched.master_pid == before
