"""A trial that is killed and goes on equals one that never was, bit for bit."""

from __future__ import annotations

import importlib.util
import signal
from typing import Any

import keras
import pytest

NEEDS_TENSORFLOW = pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="data of tf.data")
NEEDS_TORCH = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="a DataLoader of Torch")
NOT_ON_TORCH = pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras refuses steps_per_execution there")
STATEFUL = pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras cannot train stateful layers there")
PLANS: dict[str, dict[str, Any]] = {
    "arrays, learning rate schedule": {"data": "arrays", "schedule": True},
    "sequence": {"data": "sequence"},
    "dataset": {"data": "dataset"},
    "dataset in files": {"data": "cache in files"},
}
MORE: dict[str, dict[str, Any]] = {
    "nested arrays, two outputs": {"data": "nested", "model": "nested"},
    "validation split and class weights": {"data": "split"},
    "model built by its data": {"data": "arrays", "model": "unbuilt"},
    "subclassed model": {"data": "sequence", "model": "subclassed"},
    "dataset of unknown length": {"data": "unknown"},
    "loader of Torch": {"data": "loader"},
    "generator": {"data": "generator"},
    "metrics objects": {"model": "measured"},
    "stateful layers": {"model": "stateful"},
    "two optimizers": {"model": "two optimizers"},
    "several batches an execution": {"data": "arrays", "execution": 3},
    "steps per epoch": {"data": "arrays", "fit": {"epochs": 4, "steps_per_epoch": 7}, "length": {"batches": 24}},
    "batch callbacks": {"data": "arrays", "heard_batches": True},
    "validations within epochs": {"data": "arrays", "config": {"min_validation_period": {"batches": 4}}},
}


def plans(specs: dict[str, dict[str, Any]]) -> list[Any]:
    """As parameters of a test; on JAX and Torch those of tf.data run where TensorFlow is beside them."""
    needs = {"dataset": [NEEDS_TENSORFLOW], "loader": [NEEDS_TORCH], "stateful": [STATEFUL]}
    marks = {name: [*needs.get(name.partition(" ")[0], [])] for name in specs}
    for name, spec in specs.items():
        marks[name] += [NOT_ON_TORCH] if "execution" in spec else []
    return [pytest.param(spec, id=name, marks=marks[name]) for name, spec in specs.items()]


# (batches after which checkpoints are taken, batch after which the process is killed)
MID_EPOCH, END_OF_EPOCH = (5, 16), (None, 11)


def killed_and_resumed(
    trials: Any, spec: dict[str, Any], period: int | None, death: int, whole: Any | None = None
) -> None:
    config = dict(spec.get("config", {}))
    if period:
        config["min_checkpoint_period"] = {"batches": period}
    spec = {**spec, "config": config}
    whole = whole or trials.train(**spec)
    assert whole.status == 0, whole.log
    broken = trials.train(**spec, die_after=death)
    assert broken.status == -signal.SIGKILL, broken.log
    at, latest = max(broken.checkpoints.items())
    assert 0 < at < death
    resumed = trials.train(**spec, latest=latest)
    assert resumed.status == 0, resumed.log

    joined = {**{n: row for n, row in broken.batches.items() if n <= at}, **resumed.batches}
    assert joined == whole.batches
    assert min(resumed.batches) == at + 1
    assert {**{n: v for n, v in broken.validations.items() if n <= at}, **resumed.validations} == whole.validations
    assert resumed.weights == whole.weights
    ends = [told for told in whole.heard if told[0] in ("epoch_begin", "epoch_end", "batch")]
    later = [told for told in resumed.heard if told[0] in ("epoch_begin", "epoch_end", "batch")]
    assert later == ends[len(ends) - len(later) :]
    assert len({row["loss"] for row in whole.batches.values()}) > 8


def test_a_run_killed_within_an_epoch_equals_one_that_took_no_checkpoints_there(trials: Any, whole: Any) -> None:
    killed_and_resumed(trials, {}, *MID_EPOCH, whole)


@pytest.mark.parametrize("spec", plans(PLANS))
def test_a_run_killed_within_an_epoch_goes_on_exactly(trials: Any, spec: dict[str, Any]) -> None:
    killed_and_resumed(trials, spec, *MID_EPOCH)


@pytest.mark.slow
@pytest.mark.parametrize("spec", plans(PLANS))
def test_a_run_that_goes_on_at_an_epochs_end_goes_on_exactly(trials: Any, spec: dict[str, Any]) -> None:
    killed_and_resumed(trials, spec, *END_OF_EPOCH)


@pytest.mark.slow
@pytest.mark.parametrize("spec", plans(MORE))
def test_other_models_and_data_go_on_exactly(trials: Any, spec: dict[str, Any]) -> None:
    killed_and_resumed(trials, spec, *MID_EPOCH)
