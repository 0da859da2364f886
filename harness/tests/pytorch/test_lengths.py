"""A trial whose length the search drives trains on in one run, or in the next."""

from __future__ import annotations

from typing import Any


def test_a_length_that_grows_is_trained_in_one_go_or_by_the_next_run(trials: Any) -> None:
    whole = trials.train(length={"batches": 24})
    grown = trials.train(driven=[8, 24])
    assert grown.status == 0, grown.log
    assert grown.batches == whole.batches
    assert [report["count"] for report in grown.of("reached")] == [8, 24]
    assert {8, 24} <= set(grown.checkpoints)
    first = trials.train(driven=[8])
    again = trials.train(driven=[24], latest=(first.checkpoints[8], 8))
    assert again.status == 0, again.log
    assert {**first.batches, **again.batches} == whole.batches
