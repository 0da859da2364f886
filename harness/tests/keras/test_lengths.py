"""A trial whose length the search drives: it trains on in one run, or in the next, or begins with another's weights."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_length_that_grows_is_trained_in_one_go(trials: Any, whole: Any) -> None:
    grown = trials.train(driven=[5, 18, 27])
    assert grown.status == 0, grown.log
    assert grown.batches == whole.batches
    assert [report["count"] for report in grown.of("reached")] == [5, 18, 27]
    assert {5, 18, 27} <= set(grown.checkpoints)
    assert {5, 18, 27} <= set(grown.validations)
    assert grown.end == {"end": "StopLoadingImplementation", "status": 0}
    kinds = [report["type"] for report in grown.reports]
    assert kinds.index("checkpoint") < kinds.index("reached")
    assert kinds[-1] == "preempted"


@pytest.mark.once
def test_a_length_that_is_given_later_is_trained_by_the_next_run(trials: Any, whole: Any) -> None:
    first = trials.train(driven=[5])
    assert first.status == 0, first.log
    again = trials.train(driven=[5, 27], latest=first.checkpoints[5])
    assert again.status == 0, again.log
    assert {**first.batches, **again.batches} == whole.batches
    assert [report["count"] for report in again.of("reached")] == [5, 27]


def test_a_trial_begins_with_the_weights_of_another_and_counts_from_nothing(trials: Any) -> None:
    source = trials.train(driven=[27])
    copy = trials.train(driven=[9], latest=source.checkpoints[27], latest_steps=0)
    assert copy.status == 0, copy.log
    assert sorted(copy.batches) == list(range(1, 10))
    assert copy.batches[1]["loss"] < 0.9 * source.batches[1]["loss"]
    assert copy.heard[:2] == [["train_begin"], ["epoch_begin", 0]]
