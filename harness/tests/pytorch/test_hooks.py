"""PyTorch's hooks in the pinned version, and a PyTorch that nobody tried: training by its public interface alone."""

from __future__ import annotations

import importlib.util
from typing import Any

import private_uses
import pytest
import torch
from test_resume import LENGTH, killed_and_resumed
from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler

from determined.framework_hooks import Hook, missing
from determined.pytorch import hooks_in_use, randomness
from determined.pytorch.hooks_in_use import PYTORCH

NUMBERS = list(range(20))
SAMPLERS = {
    "random": lambda: RandomSampler(NUMBERS),
    "replacing": lambda: RandomSampler(NUMBERS, replacement=True, num_samples=33),
    "sequential": lambda: SequentialSampler(NUMBERS),
    "subset": lambda: SubsetRandomSampler(NUMBERS),
    "weighted": lambda: WeightedRandomSampler([1.0 + number for number in NUMBERS], 20),
}


def test_every_hook_that_the_loop_leans_on_is_there() -> None:
    version = ".".join(torch.__version__.split(".")[:2])
    assert version in PYTORCH.tested, f"PyTorch {version} is new here: docs/development/hooks.md says what to do"
    assert missing(PYTORCH.hooks) == []
    assert hooks_in_use.doubt() is None
    assert list(private_uses.collisions("determined.pytorch")) == []
    assert importlib.util.find_spec("torch._dynamo") is not None


@pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS)
def test_a_pass_of_these_samplers_depends_on_the_generators_alone(make: Any) -> None:
    def passes(before: int) -> list[Any]:
        batches = BatchSampler(make(), 3, drop_last=False)
        for _ in range(before):
            list(batches)
        with randomness.lent(7):
            return list(batches)

    assert passes(0) == passes(1) == passes(4)


def test_a_version_that_lacks_a_hook_is_not_leant_on() -> None:
    gone = Hook("torch.utils.data:NothingLikeThis", "")
    assert "but lacks torch.utils.data:NothingLikeThis: it trains by" in (
        PYTORCH.doubt(torch.__version__, [gone]) or ""
    )


def test_an_untried_version_says_so_once_trains_and_checkpoints(trials: Any) -> None:
    trained = trials.train(untried=True, length={"batches": 12})
    assert trained.ending == (0, None), trained.log
    assert trained.log.count("PyTorch 9.9.0 is not one of the versions") == 1
    assert "tested with (2.14, 2.15): it trains by the framework's public interface alone" in trained.log
    assert sorted(trained.batches) == list(range(1, 13))
    assert trained.validations.keys() == {7, 12}
    assert trained.batches == trials.train(length={"batches": 12}).batches


def test_an_untried_version_draws_earlier_passes_again_and_goes_on_exactly(trials: Any) -> None:
    killed_and_resumed(trials, {"untried": True, "workers": 2, "schedule": "batch"}, seed=11)
    first = trials.train(untried=True, preempt_after=25, length={"batches": LENGTH})
    rest = trials.train(untried=True, length={"batches": LENGTH}, latest=(first.checkpoints[25], 25))
    assert "drawing 2 passes of BatchSampler again" in rest.log
    tried = trials.train(length={"batches": LENGTH}, latest=(first.checkpoints[25], 25))
    assert "passes of BatchSampler" not in tried.log
    assert tried.batches == rest.batches
