"""What a managed `fit` does that can be seen from outside, on whichever Keras runs this."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

KERAS_3 = keras.__version__.startswith("3.")


def searcher(metric: str, length: Any = None, **more: Any) -> dict[str, Any]:
    return {"searcher": {"name": "random", "metric": metric, "max_length": length or {"epochs": 3}}, **more}


def ending(trained: Any) -> tuple[Any, Any]:
    """How the run ended, and the failure it reported."""
    failures = [(one["kind"], one["restartable"]) for one in trained.of("failure")]
    return trained.end["status"], failures[0] if failures else None


@pytest.mark.parametrize(
    "fit", [{"epochs": 3}, {"epochs": 4, "initial_epoch": 1, "validation_freq": 2}], ids=["usual", "freq"]
)
def test_callbacks_hear_what_a_plain_fit_tells_them(trials: Any, fit: dict[str, Any]) -> None:
    config = {"searcher": {"name": "single", "metric": "val_loss"}}
    plain = trials.train(script="plain", fit=fit, heard_batches=True)
    managed = trials.train(fit=fit, heard_batches=True, config=config)
    assert managed.end == {"end": "StopLoadingImplementation", "status": 0}, managed.log

    def shape(told: list[Any]) -> list[Any]:
        return [*told[:2], sorted(told[2])] if told[0] == "epoch_end" else told

    assert list(map(shape, managed.heard)) == list(map(shape, plain.heard))
    assert sorted(managed.batches) == list(range(1, 28))
    last = max(managed.checkpoints)
    assert last == max(managed.validations) == 27


def test_a_length_that_ends_within_an_epoch_ends_there_validated_and_saved(trials: Any) -> None:
    trained = trials.train(length={"batches": 13}, heard_batches=True)
    assert trained.end["status"] == 0, trained.log
    assert sorted(trained.batches) == list(range(1, 14))
    assert max(trained.validations) == max(trained.checkpoints) == 13
    assert [told[0] for told in trained.heard if told[0] != "batch"] == [
        *("train_begin", "epoch_begin", "epoch_end", "epoch_begin", "train_end")
    ]


def test_what_a_trial_trained_last_is_saved_whatever_the_policy(trials: Any) -> None:
    trained = trials.train(length={"batches": 5}, config={"checkpoint_policy": "none"})
    assert trained.end["status"] == 0, trained.log
    assert (sorted(trained.validations), sorted(trained.checkpoints)) == ([5], [5])


def test_validations_within_an_epoch_leave_training_as_it_was(trials: Any, whole: Any) -> None:
    calm = whole
    busy = trials.train(config={"min_validation_period": {"batches": 2}, "perform_initial_validation": True})
    assert busy.batches == calm.batches
    assert busy.weights == calm.weights
    assert sorted(busy.validations) == [0, 2, 4, 6, 8, 9, 11, 13, 15, 17, 18, 20, 22, 24, 26, 27]


@pytest.mark.slow
@pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras cannot train stateful layers there")
def test_a_validation_within_an_epoch_leaves_what_stateful_layers_remember(trials: Any) -> None:
    calm, busy = (
        trials.train(model="stateful", config={"min_validation_period": {"batches": batches}}) for batches in (9, 2)
    )
    assert len(busy.validations) > len(calm.validations)
    assert busy.batches == calm.batches
    assert busy.weights == calm.weights


def test_the_checkpoint_is_a_model_that_keras_loads(trials: Any, tmp_path: Path) -> None:
    trained = trials.train(model="unbuilt", data="sequence")
    directory = tmp_path / "storage" / trained.checkpoints[27]
    (file,) = directory.glob("determined-keras-model.*")
    assert file.suffix == (".keras" if KERAS_3 else ".h5")
    # In memory: a model made here would start TensorFlow's threads, which the children could not inherit.
    import h5py

    with h5py.File(_weights(file)) as weights:
        arrays: list[bytes] = []
        weights.visititems(
            lambda _, item: arrays.append(item[()].tobytes()) if isinstance(item, h5py.Dataset) else None
        )
    floats = {array.tobytes() for array in trained.arrays if array.dtype.kind == "f"}
    assert floats <= set(arrays)


def _weights(file: Path) -> Any:
    import zipfile

    return io.BytesIO(zipfile.ZipFile(file).read("model.weights.h5")) if KERAS_3 else file


def test_an_early_stop_is_a_success(trials: Any) -> None:
    by_epoch = trials.train(patience=0, min_delta=9.0, fit={"epochs": 30}, length={"epochs": 30})
    within = trials.train(faulty="stops")
    asked = trials.train(script="stop requested")
    for trained in (by_epoch, within, asked):
        assert ending(trained) == (0, None), trained.log
        assert [one["reason"] for one in trained.of("stopped")] == ["user"]
        assert max(trained.checkpoints) == max(trained.validations) == max(trained.batches)
    assert max(by_epoch.batches) == 18
    assert max(within.batches) == 5
    assert max(asked.batches) == 10


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "said"), [("raises", "the callback's own fault"), ("interrupts", "KeyboardInterrupt")]
)
def test_an_exception_of_a_callback_leaves_fit_as_it_is(trials: Any, kind: str, said: str) -> None:
    trained = trials.train(faulty=kind)
    assert trained.status != 0
    assert said in trained.log
    assert trained.end == {"end": "no end", "status": None}
    assert sorted(trained.batches) == [1, 2, 3, 4]


@pytest.mark.once
def test_a_metric_that_no_training_reports_fails_for_good_after_the_first_batch(trials: Any) -> None:
    trained = trials.train(config=searcher("val_auc"))
    assert ending(trained) == (3, ("missing_metric", False)), trained.log
    assert trained.end["end"] == "TrialFailed"
    assert "accuracy, loss, val_accuracy, val_loss" in trained.of("failure")[0]["message"]
    assert len(trained.batches) == 1


@pytest.mark.once
def test_a_validation_metric_without_validation_data_fails_before_training(trials: Any) -> None:
    trained = trials.train(config=searcher("val_loss"), data="generator")
    assert ending(trained) == (3, ("missing_metric", False)), trained.log
    assert trained.batches == {}


@pytest.mark.once
def test_metric_names_of_the_other_generation_are_understood(trials: Any) -> None:
    trained = trials.train(config=searcher("val_acc"))
    assert trained.end["status"] == 0, trained.log
    assert trained.log.count('"val_acc" is taken as "val_accuracy"') <= 1


def test_without_validation_data_a_search_may_decide_by_a_training_metric(trials: Any) -> None:
    trained = trials.train(config={}, data="generator")
    assert trained.end["status"] == 0, trained.log
    assert sorted(trained.validations) == [9, 18, 27]
    assert all(set(one) == {"loss"} for one in trained.validations.values())


@pytest.mark.once
def test_a_swallowed_stop_changes_nothing(trials: Any) -> None:
    trained = trials.train(script="swallows")
    assert trained.end == {"end": "StopLoadingImplementation", "status": 0}
    assert "swallowed StopLoadingImplementation" in trained.log
    assert "the script went on after its training loop had ended; what was reported stands" in trained.log
    assert sorted(trained.batches) == list(range(1, 28))


@pytest.mark.parametrize(
    "spec",
    [
        {"script": "fit_generator", "data": "sequence"},
        {"script": "fit_generator", "data": "generator"},
        {"data": "generator", "fit": {"epochs": 3, "steps_per_epoch": 8.5}},
        {"numpy numbers": True, "fit": {"epochs": 3, "steps_per_epoch": 9, "verbose": 0}},
        {"model": "own fit"},
        {"script": "helper first", "length": {"epochs": 1}},
        {"hparams": {"global_batch_size": 10}, "fit": {"epochs": 3, "batch_size": 45}},
        {"data": "sequence", "length": {"records": 270}},
    ],
    ids=[
        "fit_generator",
        "fit_generator of a generator",
        "a part of a step",
        "numbers of NumPy",
        "own fit",
        "fit within fit",
        "global batch size",
        "records",
    ],
)
def test_other_ways_to_the_same_loop(trials: Any, spec: dict[str, Any]) -> None:
    trained = trials.train(**spec)
    assert ending(trained) == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, 10 if spec.get("length") == {"epochs": 1} else 28))
    assert np.isfinite([row["loss"] for row in trained.batches.values()]).all()
