"""Keras on several slots: what it computes, and that it goes on exactly."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from ranks import Ranks
from slots_lab import SlotsLab
from test_resume import NEEDS_TENSORFLOW
from trained import FAILED

BACKEND = keras.backend.backend()
EXACT = {"rtol": 1e-9} if BACKEND == "tensorflow" else {"rtol": 1e-5, "atol": 1e-6}  # Keras rounds on Torch
KINDS = [
    "arrays",
    pytest.param("sequence", marks=pytest.mark.slow),
    pytest.param("dataset", marks=NEEDS_TENSORFLOW),
]


@pytest.fixture
def lab(tmp_path: Path) -> SlotsLab:
    return SlotsLab(tmp_path)


several = pytest.mark.skipif(BACKEND == "jax", reason="Keras on JAX trains on one slot")


@several
@pytest.mark.parametrize("kind", KINDS)
def test_two_slots_train_as_one_does_with_the_whole_batch(lab: SlotsLab, kind: str) -> None:
    one, two = (lab.train(count, {"data": kind}) for count in (1, 2))
    assert one.statuses + two.statuses == [0, 0, 0], two.told
    assert list(one.batches) == list(two.batches) == list(range(1, 15))
    if kind == "sequence":  # whose items are shuffled, which the sizes of items change
        assert two.validations[14]["val_loss"] < two.validations[min(two.validations)]["val_loss"]
        return
    # Batches of 32, and two of 16, hold the same records.
    for left, right in ((one.batches, two.batches), (one.validations, two.validations)):
        assert list(left) == list(right)
        for number in left:
            for name in left[number]:
                np.testing.assert_allclose(left[number][name], right[number][name], **EXACT)
    for before, after in zip(lab.state(one)["variables"][:4], lab.state(two)["variables"][:4]):  # the weights
        np.testing.assert_allclose(before, after, **EXACT)


@several
@pytest.mark.parametrize("what", ["kill", "preempt"])
@pytest.mark.parametrize("kind", KINDS)
def test_all_go_on_exactly_after_a_death_or_a_stop(lab: SlotsLab, kind: str, what: str) -> None:
    hparams = {"noisy": True, "data": kind}
    config = {"min_checkpoint_period": {"batches": 4}}
    whole = lab.train(2, hparams, **config)
    assert whole.statuses == [0, 0], whole.told
    fate = {"what": what, "rank": 1 if what == "kill" else 0, "at": 9}
    first = lab.train(2, {**hparams, "fate": fate}, **config)
    assert first.statuses == ([FAILED, -signal.SIGKILL] if what == "kill" else [0, 0]), first.told
    then = lab.train(2, hparams, latest=first.latest, **config)
    assert then.statuses == [0, 0], then.told
    assert {**first.batches, **then.batches} == whole.batches
    assert {**first.validations, **then.validations} == whole.validations
    left, right = lab.state(then), lab.state(whole)
    for name in ("marks", "variables", "random"):
        np.testing.assert_equal(left[name], right[name])
    np.testing.assert_equal(left["ranks"][0]["variables"], right["ranks"][0]["variables"])
    assert right["ranks"][0]["variables"], "running means differ between the processes"


@several
@pytest.mark.parametrize("what", ["stop", "stop training"])
def test_any_rank_may_ask_for_the_end(lab: SlotsLab, what: str) -> None:
    run = lab.train(2, {"fate": {"what": what, "rank": 1, "at": 4}})
    assert run.statuses == [0, 0], run.told
    assert run.of("stopped") == [{"type": "stopped", "reason": "user"}]
    assert max(run.batches) in (5, 6)


@pytest.mark.skipif(BACKEND != "jax", reason="of Keras on JAX")
def test_a_back_end_that_trains_on_one_slot_says_so(lab: SlotsLab) -> None:
    run: Ranks = lab.train(2)
    assert run.statuses == [FAILED, FAILED]
    failure: Any = json.loads((run.directory / "failure-0.json").read_text())
    assert "Keras on JAX trains on one" in failure["message"]
    assert not failure["restartable"]
