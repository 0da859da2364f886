"""A script that cannot train fails at its first run, once, with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from cluster import Cluster

SINGLE: dict[str, Any] = {
    "name": "bad script",
    "searcher": {"name": "single", "metric": "val_loss"},
    "hyperparameters": {"width": 8},
    "scheduling_unit": 5,
    "max_restarts": 2,
}


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("no_fit", "no_training_loop", "fit"),
        ("raises", "script_raised", "the label file is not there"),
        ("exits", "script_exited", "7"),
        ("two_inits", "bad_script", "init"),
        ("nan", "nan_metric", "NaN"),
    ],
)
def test_a_script_that_cannot_train_says_why(shared_cluster: Cluster, fault: str, kind: str, words: str) -> None:
    config = {**SINGLE, "data": {"fault": fault, "epochs": 1}}
    if fault == "raises":
        config["max_restarts"] = 0
    experiment = shared_cluster.experiment(fault, **config)
    assert shared_cluster.ended(experiment) == "STATE_ERROR"
    trial = shared_cluster.trials(experiment)[0]
    assert trial["restarts"] == 0
    assert trial["failure"]["kind"] == kind
    assert words in trial["failure"]["message"]
    waited = shared_cluster.det("experiment", "wait", str(experiment), check=False)
    assert waited.returncode == 1
    assert words in waited.stdout + waited.stderr


def test_a_metric_that_is_not_reported_ends_the_trial_and_names_those_that_are(shared_cluster: Cluster) -> None:
    experiment = shared_cluster.experiment(
        "metric", **{**SINGLE, "searcher": {"name": "single", "metric": "val_f1"}, "data": {"epochs": 1}}
    )
    assert shared_cluster.ended(experiment) == "STATE_ERROR"
    trial = shared_cluster.trials(experiment)[0]
    assert trial["failure"]["kind"] == "missing_metric"
    assert "val_f1" in trial["failure"]["message"]
    assert "val_loss" in trial["failure"]["message"]


def test_a_script_that_swallows_the_stop_is_told_and_completes(shared_cluster: Cluster) -> None:
    experiment = shared_cluster.experiment("swallows", **{**SINGLE, "data": {"fault": "swallows", "epochs": 1}})
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    trial = shared_cluster.trials(experiment)[0]["id"]
    assert any("swallow" in line.lower() or "caught" in line.lower() for line in shared_cluster.log(trial))
