"""What a managed `train_and_evaluate` does that can be seen from outside."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import names
import numpy as np
import pytest
from test_resume import LENGTH
from trained import call_in_child


def test_a_model_without_noise_becomes_what_tensorflow_itself_makes_of_it(trials: Any) -> None:
    length = {"batches": 20}
    managed = trials.train(model="linear", seeded=True, length=length, config={"min_validation_period": {"batches": 3}})
    plain = trials.train(script="plain", model="linear", seeded=True, length=length, run_config={"tf_random_seed": 42})
    assert (managed.status, plain.status) == (0, 0), managed.log + plain.log
    assert managed.weights == plain.weights


def test_every_batch_and_validation_is_reported_by_the_names_of_the_summaries(trials: Any, whole: Any) -> None:
    assert whole.end == {"end": "StopLoadingImplementation", "status": 0}
    assert sorted(whole.batches) == list(range(1, LENGTH + 1))
    assert {frozenset(row) for row in whole.batches.values()} == {frozenset({"loss", "accuracy_1"})}
    assert {frozenset(row) for row in whole.validations.values()} == {frozenset({"loss", "accuracy", "global_step"})}
    assert whole.validations[35]["global_step"] == 35
    assert max(whole.checkpoints) == max(whole.validations) == LENGTH


def test_the_checkpoint_holds_the_model_its_graph_and_what_is_served(trials: Any, tmp_path: Path) -> None:
    trained = trials.train(serving=True, length={"epochs": 1})
    assert trained.end["status"] == 0, trained.log
    (announced,) = trained.of("checkpoint")
    files = set(announced["resources"])
    expected = {"checkpoint", "graph.pbtxt", "model.ckpt-9.index", "model.ckpt-9.meta", "diary.json"}
    assert expected <= files
    assert announced["metadata"]["format"] == "saved_model"
    assert announced["metadata"]["framework"].startswith("tensorflow-2.")
    directory = tmp_path / "storage" / announced["uuid"]
    assert 'model_checkpoint_path: "model.ckpt-9"' in (directory / "checkpoint").read_text()
    served = trials.train(script="serve", directory=str(directory))
    classes = json.loads((served.directory / "served.json").read_text())
    assert set(classes) <= {0, 1} and len(classes) == 30, served.log


def test_hooks_of_a_preempted_run_and_of_the_next_hear_of_their_checkpoints(trials: Any, whole: Any) -> None:
    first = trials.train(length={"batches": LENGTH}, preempt_after=9)
    assert first.ending == (0, None), first.log
    rest = trials.train(length={"batches": LENGTH}, latest=first.checkpoints[9])
    assert {**first.batches, **rest.batches} == whole.batches
    assert rest.weights == whole.weights
    diary = json.loads((rest.directory / "diary.json").read_text())
    assert diary == ["end", "load", "end", "close"]


@pytest.mark.parametrize("spec", [{"hook": "stops"}, {"script": "asks for the end"}], ids=["hook", "context"])
def test_an_early_stop_is_a_success(trials: Any, spec: dict[str, Any]) -> None:
    trained = trials.train(length={"batches": LENGTH}, **spec)
    assert trained.ending == (0, None), trained.log
    assert [one["reason"] for one in trained.of("stopped")] == ["user"]
    last = 5 if "hook" in spec else 1
    assert max(trained.checkpoints) == max(trained.validations) == max(trained.batches) == last
    again = trials.train(length={"batches": LENGTH}, **spec, latest=trained.checkpoints[last])
    assert (again.end["status"], again.batches) == (0, {})


@pytest.mark.parametrize(
    ("spec", "batches"),
    [
        ({"length": None, "max_steps": 7}, 7),
        ({"length": None}, 9),
        ({"length": None, "max_steps": 20}, 9),
        ({"length": None, "max_steps": 20, "data": "endless"}, 20),
        ({"length": {"epochs": 2}, "max_steps": 7}, 18),
        ({"length": {"epochs": 1}, "data": "unknown"}, 9),
        ({"length": {"records": 45}, "hparams": {"global_batch_size": 10}}, 5),
        ({"length": {"batches": 4}, "data": "tensors"}, 4),
        ({"length": None, "script": "unwrapped", "max_steps": 3}, 3),
        ({"length": None, "script": "swallows", "max_steps": 3}, 3),
    ],
    ids=str,
)
@pytest.mark.slow
def test_the_length_is_the_configurations_else_the_scripts(trials: Any, spec: dict[str, Any], batches: int) -> None:
    trained = trials.train(**spec)
    assert trained.ending == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, batches + 1))
    assert max(trained.checkpoints) == max(trained.validations) == batches
    assert ("the script went on after its training loop" in trained.log) == (spec.get("script") == "swallows")


@pytest.mark.slow
def test_save_checkpoints_steps_is_honoured_where_the_configuration_is_silent(trials: Any) -> None:
    trained = trials.train(length={"batches": 7}, run_config={"save_checkpoints_steps": 3})
    assert trained.ending == (0, None), trained.log
    assert sorted(trained.validations) == sorted(trained.checkpoints) == [3, 6, 7]
    assert "every 3 batches, by save_checkpoints_steps" in trained.log


@pytest.mark.slow
def test_what_run_config_asks_for_and_does_not_get_is_in_the_log(trials: Any) -> None:
    asked = {"tf_random_seed": 5, "save_checkpoints_steps": None, "save_checkpoints_secs": 60}
    trained = trials.train(length={"batches": 2}, run_config=asked)
    assert trained.ending == (0, None), trained.log
    assert "the seed is that of the trial, 42, not RunConfig's 5" in trained.log
    assert "save_checkpoints_secs=60 is not used" in trained.log
    silent = trials.train(length={"batches": 2})
    assert "RunConfig's" not in silent.log


@pytest.mark.parametrize(
    ("spec", "kind", "said"),
    [
        ({"model": "bursts"}, "nan_metric", "batch 1 is NaN"),
        ({"nothing held out": True}, "empty_data", "The validation data are empty"),
        pytest.param({"data": "endless"}, "bad_configuration", "never ends", marks=pytest.mark.slow),
        pytest.param({"data": "endless", "length": None}, "bad_configuration", "no max_steps", marks=pytest.mark.slow),
        pytest.param(
            {"data": "tensors", "length": {"batches": 20}},
            "data_ended",
            "ended after 9 batches",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["nan", "nothing to validate on", "epochs of endless data", "no end", "data end early"],
)
def test_what_cannot_work_fails_for_good_with_a_sentence(
    trials: Any, spec: dict[str, Any], kind: str, said: str
) -> None:
    trained = trials.train(**spec)
    assert trained.ending == (3, (kind, False)), trained.log
    assert said in trained.of("failure")[0]["message"]
    assert trained.checkpoints == {}


def test_a_class_given_to_create_trains_as_the_script_does(trials: Any, whole: Any) -> None:
    trained = trials.train(script="class", length={"batches": LENGTH}, serving=True)
    assert trained.ending == (0, None), trained.log
    assert trained.batches == whole.batches
    assert trained.weights == whole.weights
    (announced,) = trained.of("checkpoint")
    assert any(name.startswith("export/") for name in announced["resources"])


@pytest.mark.slow
def test_a_cached_dataset_is_made_once_and_read_on_where_a_run_was_killed(trials: Any, tmp_path: Path) -> None:
    layer = {"data_layer": {"type": "shared_fs", "host_storage_path": str(tmp_path / "cache")}}
    spec = {"script": "class", "data": "cached", "length": {"batches": 24}}
    config = {**layer, "min_checkpoint_period": {"batches": 5}}
    whole = trials.train(**spec, config=config)
    assert whole.ending == (0, None), whole.log
    killed = trials.train(**spec, config=config, die_after=17)
    at = max(killed.checkpoints)
    rest = trials.train(**spec, config=config, latest=killed.checkpoints[at])
    assert rest.ending == (0, None), rest.log
    assert min(rest.batches) == at + 1
    assert {**{n: row for n, row in killed.batches.items() if n <= at}, **rest.batches} == whole.batches
    assert rest.weights == whole.weights
    assert ["the dataset is made" in trained.log for trained in (whole, killed, rest)] == [True, False, False]


def test_a_class_that_builds_no_spec_raises_what_is_wrong_with_it(trials: Any) -> None:
    trained = trials.train(script="class", wrong=True)
    assert "`eval_spec` must have type `tf.estimator.EvalSpec`, got: <class 'function'>" in trained.log
    assert trained.batches == {}


def test_a_hooks_own_fault_leaves_the_call_as_it_is_and_the_trial_is_closed(trials: Any) -> None:
    trained = trials.train(hook="faulty")
    assert "the hook's own fault" in trained.log
    assert trained.end == {"end": "no end", "status": None}
    assert json.loads((trained.directory / "diary.json").read_text()) == ["close"]


def test_what_keeps_a_resume_from_being_exact_is_said_once(trials: Any) -> None:
    trained = trials.train(data="python", length={"batches": 6}, config={"min_checkpoint_period": {"batches": 2}})
    assert trained.ending == (0, None), trained.log
    assert trained.log.count("uses Python functions, whose state TensorFlow does not save") == 1


def test_the_log_has_no_notice_of_deprecation(whole: Any) -> None:
    assert "Instructions for updating" not in whole.log
    assert "and will be removed" not in whole.log
    assert whole.log.count("notices of deprecation are left out") == 1
    assert all(math.isfinite(row["loss"]) and np.isfinite(row["accuracy_1"]) for row in whole.batches.values())


def test_a_trial_object_is_made_outside_of_a_cluster(tmp_path: Path) -> None:
    def check() -> None:
        import lab
        import tensorflow as tf

        from determined.experimental import create_trial_instance

        made = create_trial_instance(lab.trial_class({}, tmp_path), tmp_path / "a", {"hyperparameters": {"width": 3}})
        assert made.context.get_hparams() == {"width": 3}
        assert isinstance(made.build_estimator(), tf.estimator.Estimator)
        assert made.context.wrap_optimizer(None) is None

    assert call_in_child(check, tmp_path / "log") == 0, (tmp_path / "log").read_text()


def test_every_public_name_is_where_scripts_import_it_from() -> None:
    names.check(names.ESTIMATOR)
