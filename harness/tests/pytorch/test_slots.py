"""PyTorch trials on several slots: what they compute, and that they go on exactly."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from slots_lab import SlotsLab, WholeTrial, losses
from test_resume import same
from trained import FAILED


@pytest.fixture
def lab(tmp_path: Path) -> SlotsLab:
    return SlotsLab(tmp_path)


def test_two_slots_train_as_one_does_with_the_whole_batch(lab: SlotsLab) -> None:
    one, two = lab.train(1), lab.train(2)
    assert one.statuses + two.statuses == [0, 0, 0], two.told
    assert list(one.batches) == list(two.batches) == list(range(1, 15))
    left, right = (lab.checkpoint(run)[0]["model_state_dict"] for run in (one, two))
    for name in left:
        np.testing.assert_allclose(left[name], right[name], rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(losses(one.batches), losses(two.batches), rtol=1e-11)
    for name, value in one.validations[14].items():
        np.testing.assert_allclose(value, two.validations[14][name], rtol=1e-11)
    assert (two.validations[14]["count"], two.validations[14]["batches"]) == (40, 3)
    assert {row["rank"] for row in two.batches.values()} == {0.5}, "the mean over the processes"


def test_training_metrics_are_those_of_the_first_rank_where_the_configuration_says_so(lab: SlotsLab) -> None:
    two = lab.train(2, optimizations={"average_training_metrics": False})
    assert {row["rank"] for row in two.batches.values()} == {0.0}


PLANS: dict[str, dict[str, Any]] = {
    "dropout, running means, augmentation": {},
    "aggregation, a worker": {"optimizations": {"aggregation_frequency": 3}, "hparams": {"workers": 1}},
}


@pytest.mark.parametrize("what", ["kill", "preempt"])
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
@pytest.mark.parametrize("slots", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_all_go_on_exactly_after_a_death_or_a_stop(lab: SlotsLab, plan: dict[str, Any], what: str, slots: int) -> None:
    hparams = {"noisy": True, **plan.get("hparams", {})}
    config = {**plan, "hparams": hparams, "min_checkpoint_period": {"batches": 4}}
    whole = lab.train(slots, **config)
    assert whole.statuses == [0] * slots, whole.told
    fate = {"what": what, "rank": 1 if what == "kill" else 0, "at": 9}
    first = lab.train(slots, **{**config, "hparams": {**hparams, "fate": fate}})
    if what == "kill":
        others = [status for rank, status in enumerate(first.statuses) if rank != 1]
        assert first.statuses[1] == -signal.SIGKILL
        assert others == [FAILED] * len(others)
        assert "PeerLost" in first.log_of(0)
    else:
        assert first.statuses == [0] * slots
        assert (len(first.of("preempted")), first.latest[1]) == (1, 10)
    then = lab.train(slots, latest=first.latest, **config)
    assert then.statuses == [0] * slots, then.told
    assert {**first.batches, **then.batches} == whole.batches
    assert {**first.validations, **then.validations} == whole.validations
    assert same(lab.checkpoint(then), lab.checkpoint(whole))
    loop = lab.checkpoint(whole)[1][1]
    assert not same(loop["random"]["torch"], loop["ranks"][0]["random"]["torch"])
    assert loop["ranks"][0]["buffers"], "running means differ between the processes"


def test_any_rank_may_ask_for_the_end(lab: SlotsLab) -> None:
    run = lab.train(2, hparams={"fate": {"what": "stop", "rank": 1, "at": 5}})
    assert run.statuses == [0, 0], run.told
    assert run.of("stopped") == [{"type": "stopped", "reason": "user"}]
    assert max(run.batches) == 8


def test_the_whole_of_the_validation_data_is_for_the_first_rank(lab: SlotsLab) -> None:
    run = lab.train(2, WholeTrial)
    assert run.statuses == [0, 0], run.told
    assert run.validations[14] == {"val_loss": 1.0, "records": 40.0}


def test_a_checkpoint_goes_on_with_as_many_slots_as_it_was_written_with(lab: SlotsLab) -> None:
    one = lab.train(1)
    two = lab.train(2, latest=one.latest)
    assert "written by a trial on 1 slot, and this one has 2 slots" in two.failure(0).message
