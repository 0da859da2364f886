"""Searches that tell their trials how far to train, on real processes."""

from __future__ import annotations

import pytest
from cluster import Cluster

BATCHES_AN_EPOCH = 15


@pytest.mark.slow
def test_halving_trains_a_few_trials_further_and_none_twice(cluster: Cluster) -> None:
    experiment = cluster.experiment(
        "search",
        name="halving",
        searcher={
            "name": "async_halving",
            "metric": "val_loss",
            "num_rungs": 2,
            "divisor": 2,
            "target_trial_steps": 4,
            "max_trials": 4,
            "max_concurrent_trials": 4,
        },
        hyperparameters={"learning_rate": {"type": "log", "base": 10, "minval": -4, "maxval": -2}},
        reproducibility={"experiment_seed": 7},
        scheduling_unit=BATCHES_AN_EPOCH,
        data={"epochs": 1, "pace": 0.01},
    )
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    trials = cluster.trials(experiment)
    assert [trial["state"] for trial in trials] == ["STATE_COMPLETED"] * 4
    assert [trial["restarts"] for trial in trials] == [0] * 4
    lengths = sorted(cluster.batches(trial["id"]) for trial in trials)
    assert lengths in ([30, 30, 60, 60], [30, 60, 60, 60])
    for trial in trials:
        steps = [report["totalBatches"] for report in cluster.training(trial["id"])]
        assert steps == sorted(set(steps))
        done = [line for line in cluster.log(trial["id"]) if line.endswith(" done")]
        assert len(done) == cluster.batches(trial["id"])
