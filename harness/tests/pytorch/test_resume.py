"""A trial that is killed at any batch, as often as one likes, equals one that never was, bit for bit."""

from __future__ import annotations

import random
import signal
from pathlib import Path
from typing import Any

import pytest
import torch

LENGTH = 33
PLANS: dict[str, dict[str, Any]] = {
    "schedule by batch": {"schedule": "batch"},
    "two workers, schedule by epoch": {"workers": 2, "schedule": "epoch"},
    "aggregation": {"config": {"optimizations": {"aggregation_frequency": 3}}, "schedule": "batch"},
}
MORE: dict[str, dict[str, Any]] = {
    "two workers, aggregation": {"workers": 2, "config": {"optimizations": {"aggregation_frequency": 4}}},
    "a sampler that remembers": {"data": "remembering"},
    "a sampler that remembers, two workers": {"data": "remembering", "workers": 2},
    "a weighted sampler": {"data": "weighted", "schedule": "epoch"},
    "a generator given to the loader": {"data": "generator"},
    "the last batch dropped": {"data": "dropping", "schedule": "manual"},
    "checkpoints with files of a callback": {"kept": True},
    "three workers": {"workers": 3, "schedule": "manual"},
}


def deaths(seed: int) -> list[int]:
    """Three batches after which the process is killed, and the distance of its checkpoints."""
    drawn = random.Random(seed)
    return [*sorted(drawn.sample(range(2, LENGTH), 3)), drawn.choice([2, 3, 5])]


def killed_and_resumed(trials: Any, spec: dict[str, Any], seed: int) -> None:
    *at, period = deaths(seed)
    config = {**spec.get("config", {}), "min_checkpoint_period": {"batches": period}}
    spec = {**spec, "config": config, "length": {"batches": LENGTH}}
    whole = trials.train(**spec)
    assert whole.status == 0 and whole.end["status"] == 0, whole.log

    batches: dict[int, Any] = {}
    validations: dict[int, Any] = {}
    heard: list[Any] = []
    latest: tuple[Any, int] = (None, 0)
    for death in [*at, None]:
        more = {"die_after": death} if death else {}
        run = trials.train(**spec, latest=latest, **more)
        assert run.status == (-signal.SIGKILL if death else 0), f"seed {seed}: {run.log}"
        # What was done twice was done alike.
        for done, again in ((batches, run.batches), (validations, run.validations)):
            assert {n: again[n] for n in again if n in done} == {n: done[n] for n in again if n in done}
            done.update(again)
        heard = [told for told in heard if told[-1] <= _count_at(trials, latest)] + run.heard
        if run.checkpoints:
            steps, uuid = max(run.checkpoints.items())
            latest = (uuid, steps)

    assert batches == whole.batches, f"seed {seed}"
    assert validations == whole.validations
    assert heard == whole.heard
    assert same(final(trials, whole), final(trials, run)), f"seed {seed}"
    assert len({row["loss"] for row in whole.batches.values()}) == LENGTH


def _count_at(trials: Any, latest: tuple[Any, int]) -> int:
    """How much the callback had heard when the checkpoint was taken."""
    if latest[0] is None:
        return 0
    return int(torch.load(trials.storage / latest[0] / "state_dict.pth")["callbacks"]["heard"]["count"])


def final(trials: Any, trained: Any) -> tuple[Any, Any]:
    """Both files of the last checkpoint."""
    directory: Path = trials.storage / trained.checkpoints[LENGTH]
    loop = torch.load(directory / "determined-loop-state.pth", weights_only=False)
    return torch.load(directory / "state_dict.pth", weights_only=False), loop


def same(left: Any, right: Any) -> bool:
    """Whether both hold the same bits."""
    if isinstance(left, torch.Tensor):
        left, right = (one.to_dense() for one in (left, right))
        return left.dtype == right.dtype and left.numpy().tobytes() == right.numpy().tobytes()
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[name], right[name]) for name in left)
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if hasattr(left, "tobytes"):
        return left.tobytes() == right.tobytes()
    return bool(left == right)


@pytest.mark.parametrize("spec", PLANS.values(), ids=PLANS.keys())
def test_a_trial_killed_three_times_goes_on_exactly(trials: Any, spec: dict[str, Any]) -> None:
    killed_and_resumed(trials, spec, seed=11)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 24))
@pytest.mark.parametrize("spec", PLANS.values(), ids=PLANS.keys())
def test_wherever_it_is_killed(trials: Any, spec: dict[str, Any], seed: int) -> None:
    killed_and_resumed(trials, spec, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", (31, 32))
@pytest.mark.parametrize("spec", MORE.values(), ids=MORE.keys())
def test_whatever_it_trains_on(trials: Any, spec: dict[str, Any], seed: int) -> None:
    killed_and_resumed(trials, spec, seed)


def test_checkpoints_elsewhere_and_validations_leave_training_as_it_is(trials: Any) -> None:
    calm = trials.train(config={"min_validation_period": None, "checkpoint_policy": "none"}, schedule="batch")
    busy = trials.train(
        config={
            "min_validation_period": {"batches": 2},
            "min_checkpoint_period": {"batches": 3},
            "perform_initial_validation": True,
        },
        schedule="batch",
    )
    assert calm.batches == busy.batches
    assert list(calm.validations) == [30]
    assert sorted(busy.validations) == list(range(0, 31, 2))


def test_a_preempted_trial_checkpoints_after_the_batch_and_goes_on_exactly(trials: Any) -> None:
    whole = trials.train(schedule="batch")
    first = trials.train(schedule="batch", preempt_after=13)
    assert (first.end["status"], first.of("preempted")) == (0, [{"type": "preempted"}])
    assert max(first.checkpoints) == max(first.batches) == 13
    second = trials.train(schedule="batch", latest=(first.checkpoints[13], 13))
    assert {**first.batches, **second.batches} == whole.batches
    assert first.heard + second.heard == whole.heard


def test_a_trial_that_had_ended_ends_at_once_and_a_longer_one_goes_on(trials: Any) -> None:
    whole = trials.train(length={"batches": 12})
    again = trials.train(length={"batches": 12}, latest=(whole.checkpoints[12], 12))
    assert (again.end["status"], again.batches) == (0, {})
    longer = trials.train(length={"batches": 20}, latest=(whole.checkpoints[12], 12))
    assert {**whole.batches, **longer.batches} == trials.train(length={"batches": 20}).batches
