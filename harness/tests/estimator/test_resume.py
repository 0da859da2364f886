"""A trial that is killed and goes on equals one that never was, bit for bit."""

from __future__ import annotations

import random
import signal
from typing import Any

import pytest

OFTEN = {"min_checkpoint_period": {"batches": 2}, "min_validation_period": {"batches": 5}}
LENGTH = 36  # batches; an epoch has 9


def killed_and_resumed(trials: Any, deaths: list[int], whole: Any, **spec: Any) -> None:
    """Kills the same trial after each of these batches; each of its runs goes on from its newest checkpoint."""
    spec = {"length": {"batches": LENGTH}, "config": OFTEN, **spec}
    batches: dict[int, Any] = {}
    validations: dict[int, Any] = {}
    at, latest = 0, None
    for death in [*deaths, None]:
        run = trials.train(**spec, latest=latest, **({"die_after": death} if death else {}))
        assert run.status == (-signal.SIGKILL if death else 0), run.log
        assert min(run.batches) == at + 1
        batches = {**{n: row for n, row in batches.items() if n <= at}, **run.batches}
        validations = {**{n: row for n, row in validations.items() if n <= at}, **run.validations}
        if run.checkpoints:
            at, latest = max(run.checkpoints.items())
    assert steady(batches) == steady(whole.batches)
    assert validations == whole.validations
    assert run.weights == whole.weights
    assert len({row["loss"] for row in whole.batches.values()}) > LENGTH // 2


def steady(batches: dict[int, Any]) -> dict[int, Any]:
    """Without what a ready-made Estimator reads of its variables beside their update: before or after it, by chance."""
    racing = ("bias", "fraction_of_zero_weights")
    return {n: {name: value for name, value in row.items() if name not in racing} for n, row in batches.items()}


def deaths(seed: int, count: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(3, LENGTH), count))


def test_a_trial_killed_five_times_goes_on_exactly(trials: Any, whole: Any) -> None:
    killed_and_resumed(trials, deaths(1, 5), whole)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "spec"),
    [
        (2, {}),
        (3, {"model": "dnn"}),
        (4, {"model": "wide and deep"}),
        (5, {"data": "endless"}),
        (6, {"data": "unknown"}),
        (7, {"data": "noisy"}),
        (8, {"data": "python"}),
        (9, {"serving": True}),
        (10, {"model": "keras"}),
        (11, {"data": "cache in files"}),
    ],
    ids=str,
)
def test_other_models_and_data_go_on_exactly(trials: Any, seed: int, spec: dict[str, Any]) -> None:
    whole = trials.train(length={"batches": LENGTH}, config=OFTEN, **spec)
    assert whole.status == 0, whole.log
    killed_and_resumed(trials, deaths(seed, 3), whole, **spec)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["the trial's directory", "a directory of the script's own"])
def test_a_hook_that_stops_early_remembers_the_validations_before_the_kill(
    trials: Any, tmp_path: Any, elsewhere: bool
) -> None:
    often = {"min_checkpoint_period": {"batches": 1}, "min_validation_period": {"batches": 2}}
    spec = {"length": {"batches": 90}, "config": often, "hook": "no increase"}
    if elsewhere:
        spec["run_config"] = {"model_dir": str(tmp_path / "elsewhere")}
    whole = trials.train(**spec)
    assert whole.status == 0, whole.log
    last = max(whole.batches)
    assert 6 <= last < 90
    broken = trials.train(**spec, die_after=last - 1)
    assert broken.status == -signal.SIGKILL, broken.log
    rest = trials.train(**spec, latest=broken.checkpoints[max(broken.checkpoints)])
    assert max(rest.batches) == last, rest.log
    assert rest.weights == whole.weights


def test_validations_and_checkpoints_leave_training_as_it_was(trials: Any, whole: Any) -> None:
    calm = trials.train(length={"batches": LENGTH})
    assert calm.batches == whole.batches
    assert calm.weights == whole.weights
    assert sorted(calm.validations) == [LENGTH]
    assert sorted(whole.validations) == [5, 10, 15, 20, 25, 30, 35, 36]
