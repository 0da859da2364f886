"""A TensorFlow that nobody tried: training by the public interface of its Estimator alone."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
from test_resume import OFTEN, killed_and_resumed

CALM = {"untried": True, "model": "linear"}  # nothing in the model draws


def test_it_says_so_once_and_trains_validates_checkpoints_and_exports(trials: Any) -> None:
    trained = trials.train(untried=True, length={"batches": 20}, config=OFTEN, serving=True)
    assert trained.ending == (0, None), trained.log
    assert trained.log.count("TensorFlow 2.99.0 is not one of the versions") == 1
    assert "tested with (2.15): it trains by the framework's public interface alone" in trained.log
    assert "it finds its place by reading its data again from the beginning" in trained.log
    assert sorted(trained.batches) == list(range(1, 21))
    assert sorted(trained.validations) == [5, 10, 15, 20]
    assert trained.validations[15]["global_step"] == 15
    assert len(trained.checkpoints) > 6 and max(trained.checkpoints) == 20
    last = trained.of("checkpoint")[-1]
    assert {"checkpoint", "graph.pbtxt", "diary.json", "model.ckpt-20.index"} <= set(last["resources"])
    assert any(name.startswith("export/") for name in last["resources"])
    assert last["metadata"]["framework"] == "tensorflow-2.99.0"


def test_where_nothing_draws_anew_a_run_killed_five_times_goes_on_exactly(trials: Any) -> None:
    spec = {**CALM, "data": "noisy"}
    whole = trials.train(**spec, length={"batches": 36}, config=OFTEN)
    assert whole.status == 0, whole.log
    killed_and_resumed(trials, [4, 11, 18, 25, 32], whole, **spec)


@pytest.mark.slow
def test_a_model_without_noise_becomes_what_tensorflow_itself_makes_of_it(trials: Any) -> None:
    length = {"batches": 20}
    managed = trials.train(**CALM, seeded=True, length=length)
    plain = trials.train(script="plain", model="linear", seeded=True, length=length, run_config={"tf_random_seed": 42})
    assert (managed.status, plain.status) == (0, 0), managed.log + plain.log
    assert managed.weights == plain.weights


@pytest.mark.slow
def test_dropout_begins_anew_and_everything_else_goes_on(trials: Any) -> None:
    spec = {"untried": True, "length": {"batches": 36}, "config": OFTEN}
    broken = trials.train(**spec, die_after=17)
    assert broken.status == -signal.SIGKILL, broken.log
    at, latest = max(broken.checkpoints.items())
    rest = trials.train(**spec, latest=latest)
    assert rest.ending == (0, None), rest.log
    assert sorted(rest.batches) == list(range(at + 1, 37))
    assert max(rest.validations) == max(rest.checkpoints) == 36
    assert rest.validations[36]["global_step"] == 36
    assert rest.weights != trials.train(**spec).weights
    assert "dropout, say" in rest.log


def test_the_seed_of_the_trial_decides_what_is_drawn(trials: Any) -> None:
    one, other = (trials.train(untried=True, length={"batches": 6}) for _ in range(2))
    assert one.ending == (0, None), one.log
    assert (one.batches, one.weights) == (other.batches, other.weights)


def test_a_preempted_run_saves_its_last_batch_and_goes_on(trials: Any) -> None:
    whole = trials.train(**CALM, length={"batches": 30})
    first = trials.train(**CALM, length={"batches": 30}, preempt_after=9)
    assert first.ending == (0, None), first.log
    assert len(first.of("preempted")) == 1
    assert max(first.checkpoints) == max(first.batches) == 9
    rest = trials.train(**CALM, length={"batches": 30}, latest=first.checkpoints[9])
    assert rest.weights == whole.weights
    assert json.loads((rest.directory / "diary.json").read_text()) == ["end", "load", "end", "close"]


@pytest.mark.slow
def test_checkpoints_go_from_one_path_to_the_other(trials: Any) -> None:
    calm = {**CALM, "seeded": True}
    tried = {**calm, "untried": False}
    whole = trials.train(**calm, length={"batches": 30})
    for first, second in ((tried, calm), (calm, tried)):
        begun = trials.train(**first, length={"batches": 30}, preempt_after=13)
        rest = trials.train(**second, length={"batches": 30}, latest=begun.checkpoints[13])
        assert rest.ending == (0, None), rest.log
        assert sorted(rest.batches) == list(range(14, 31))
        assert rest.weights == whole.weights


@pytest.mark.parametrize(
    ("spec", "batches"),
    [
        ({"length": None, "max_steps": 7}, 7),
        ({"length": {"epochs": 2}, "max_steps": 7}, 18),
        ({"length": None, "script": "unwrapped", "max_steps": 3}, 3),
        ({"length": {"batches": 4}, "data": "tensors"}, 4),
        ({"length": {"batches": 30}, "hook": "stops"}, 5),
        ({"length": {"batches": 5}, "script": "class"}, 5),
        ({"length": {"batches": 5}, "model": "wide and deep"}, 5),
    ],
    ids=str,
)
@pytest.mark.slow
def test_scripts_of_all_kinds_train_to_their_end(trials: Any, spec: dict[str, Any], batches: int) -> None:
    trained = trials.train(untried=True, **spec)
    assert trained.ending == (0, None), trained.log
    assert sorted(trained.batches) == list(range(1, batches + 1))
    assert max(trained.checkpoints) == max(trained.validations) == batches


def test_a_directory_that_others_may_have_is_left_alone(trials: Any, tmp_path: Any) -> None:
    shared = tmp_path / "shared"
    trained = trials.train(**CALM, length={"batches": 6}, run_config={"model_dir": str(shared)})
    assert trained.ending == (0, None), trained.log
    assert "warm_start_from" in trained.log and "trained in a new Estimator" in trained.log
    assert max(trained.checkpoints) == 6
    assert list(shared.rglob("*.ckpt*")) == []


@pytest.mark.parametrize(
    ("spec", "kind", "said"),
    [
        ({"config": {"searcher": {"name": "random", "metric": "auc"}}}, "missing_metric", "accuracy"),
        pytest.param({"model": "bursts"}, "nan_metric", "batch 1 is NaN", marks=pytest.mark.slow),
        pytest.param({"data": "empty"}, "empty_data", "has no batch", marks=pytest.mark.slow),
    ],
    ids=["metric", "nan", "empty"],
)
def test_what_cannot_work_fails_for_good_with_a_sentence(
    trials: Any, spec: dict[str, Any], kind: str, said: str
) -> None:
    trained = trials.train(untried=True, **spec)
    assert trained.ending == (3, (kind, False)), trained.log
    assert said in trained.of("failure")[0]["message"]
