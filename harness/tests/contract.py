"""What a managed loop does that can be seen from outside, whichever framework it trains; each adapter runs it all."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import pytest

OFTEN = {"min_checkpoint_period": {"batches": 2}, "checkpoint_policy": "none"}
SLOW = pytest.mark.slow
LENGTH = {"batches": 14}  # an epoch of the labs has nine batches or ten


@dataclass(frozen=True)
class Adapter:
    """How the lab of an adapter is told what these tests want; each a part of `lab.json`."""

    other_model: Mapping[str, Any]
    empty: Mapping[str, Any]  # data without a batch
    diverges: Mapping[str, Any]  # the metric of its validation is no number
    stops: Mapping[str, Any]  # it asks for an early end through its context
    follows: Callable[[str, int], Mapping[str, Any]]  # it goes on from this checkpoint of so many batches


class LoopContract:
    """Derive from it in a file of each adapter's tests, with its `adapter`; `trials` is the fixture of its lab."""

    adapter: Adapter

    def follow(self, trained: Any) -> Mapping[str, Any]:
        """Going on from its newest checkpoint, if it has one."""
        newest = max(trained.checkpoints.items(), default=None)
        return {} if newest is None else self.adapter.follows(newest[1], newest[0])

    def test_every_batch_is_reported_once_and_the_end_is_validated_and_saved(self, trials: Any) -> None:
        trained = trials.train(length=LENGTH)
        assert trained.end == {"end": "StopLoadingImplementation", "status": 0}, trained.log
        assert trained.ending == (0, None)
        reported = [number for report in trained.of("metrics") for number in _batches(report)]
        assert reported == list(range(1, 15))
        assert all("loss" in row for row in trained.batches.values())
        assert max(trained.validations) == max(trained.checkpoints) == 14
        last = trained.of("progress")[-1]
        assert (last["fraction"], last["steps_completed"], last["length"]) == (1.0, 14, 14)

    def test_validations_and_checkpoints_come_when_the_configuration_says(self, trials: Any) -> None:
        periods = {"min_validation_period": {"batches": 4}, "min_checkpoint_period": {"batches": 5}}
        trained = trials.train(
            length=LENGTH, config={**periods, "checkpoint_policy": "none", "perform_initial_validation": True}
        )
        assert trained.ending == (0, None), trained.log
        assert {0, 4, 8, 14} <= set(trained.validations)
        assert sorted(trained.checkpoints) == [5, 10, 14]

    def test_every_validation_is_kept_where_the_policy_says_all(self, trials: Any) -> None:
        config = {"min_validation_period": {"batches": 3}, "checkpoint_policy": "all"}
        trained = trials.train(length={"batches": 7}, config=config)
        assert trained.ending == (0, None), trained.log
        assert sorted(trained.validations) == sorted(trained.checkpoints) == [3, 6, 7]

    @pytest.mark.parametrize("at", [9, pytest.param(1, marks=SLOW), pytest.param(5, marks=SLOW)])
    def test_a_preempted_run_saves_its_last_batch_and_goes_on_exactly(self, trials: Any, at: int) -> None:
        whole = trials.train(length=LENGTH)
        first = trials.train(length=LENGTH, preempt_after=at)
        assert first.ending == (0, None), first.log
        assert len(first.of("preempted")) == 1
        assert max(first.checkpoints) == max(first.batches) == at
        rest = trials.train(length=LENGTH, **self.follow(first))
        assert rest.ending == (0, None), rest.log
        assert {**first.batches, **rest.batches} == whole.batches
        assert {**first.validations, **rest.validations} == whole.validations

    def test_a_killed_run_goes_on_exactly(self, trials: Any) -> None:
        whole = trials.train(length=LENGTH, config=OFTEN)
        broken = trials.train(length=LENGTH, config=OFTEN, die_after=7)
        assert broken.status == -signal.SIGKILL, broken.log
        rest = trials.train(length=LENGTH, config=OFTEN, **self.follow(broken))
        assert rest.ending == (0, None), rest.log
        assert min(rest.batches) == max(broken.checkpoints, default=0) + 1
        assert {**broken.batches, **rest.batches} == whole.batches
        assert rest.validations[14] == whole.validations[14]

    def test_a_run_that_had_reached_its_end_ends_at_once(self, trials: Any) -> None:
        whole = trials.train(length={"batches": 3})
        again = trials.train(length={"batches": 3}, **self.follow(whole))
        assert again.ending == (0, None), again.log
        assert (again.batches, again.checkpoints) == ({}, {})

    def test_an_early_end_that_the_script_asks_for_is_a_success_and_stays_one(self, trials: Any) -> None:
        trained = trials.train(length={"batches": 40}, **self.adapter.stops)
        assert trained.ending == (0, None), trained.log
        assert [one["reason"] for one in trained.of("stopped")] == ["user"]
        assert max(trained.checkpoints) == max(trained.validations) == max(trained.batches) < 40
        again = trials.train(length={"batches": 40}, **self.follow(trained))
        assert (again.ending, again.batches) == ((0, None), {}), again.log

    def test_a_metric_that_is_not_reported_fails_for_good_and_names_those_that_are(self, trials: Any) -> None:
        searcher = {"name": "random", "metric": "nothing_like_it", "max_length": {"batches": 5}}
        trained = trials.train(length={"batches": 5}, config={"searcher": searcher})
        assert trained.ending == (3, ("missing_metric", False)), trained.log
        message = trained.of("failure")[0]["message"]
        assert '"nothing_like_it"' in message
        assert "loss" in message.partition("It reports:")[2]
        assert len(trained.batches) <= 1

    def test_a_metric_that_is_not_a_number_fails_for_good(self, trials: Any) -> None:
        trained = trials.train(length={"batches": 3}, **self.adapter.diverges)
        assert trained.ending == (3, ("nan_metric", False)), trained.log
        assert "NaN" in trained.of("failure")[0]["message"]

    def test_data_without_a_batch_fail_for_good(self, trials: Any) -> None:
        trained = trials.train(length={"batches": 3}, **self.adapter.empty)
        status, failure = trained.ending
        assert (status, failure) in [(3, ("bad_data", False)), (3, ("empty_data", False))], trained.log
        assert "empty" in trained.of("failure")[0]["message"]
        assert (trained.batches, trained.checkpoints) == ({}, {})

    def test_a_checkpoint_of_another_model_is_refused(self, trials: Any) -> None:
        other = trials.train(length={"batches": 2}, **self.adapter.other_model)
        trained = trials.train(length={"batches": 4}, **self.follow(other))
        assert trained.ending == (3, ("checkpoint_mismatch", False)), trained.log
        assert trained.batches == {}

    @pytest.mark.parametrize("damaged", [1, 3])
    def test_a_damaged_checkpoint_is_passed_over_for_the_one_before_it(self, trials: Any, damaged: int) -> None:
        first = trials.train(length={"batches": 6}, config=OFTEN)
        uuids = [first.checkpoints[batch] for batch in (6, 4, 2)]
        for uuid in uuids[:damaged]:
            _damage(trials.storage / uuid)
        rest = trials.train(length={"batches": 8}, **self.adapter.follows(uuids[0], 6), earlier=uuids[1:])
        assert rest.ending == (0, None), rest.log
        for uuid in uuids[:damaged]:
            assert f"Checkpoint {uuid} is corrupt" in rest.log
        start = 4 if damaged == 1 else 0
        assert (f"going on from checkpoint {uuids[1]}" if start else "it starts anew") in rest.log
        assert sorted(rest.batches) == list(range(start + 1, 9))
        whole = trials.train(length={"batches": 8}, config=OFTEN)
        assert {**first.batches, **rest.batches} == whole.batches

    def test_a_checkpoint_says_what_made_it(self, trials: Any) -> None:
        trained = trials.train(length={"batches": 2})
        announced: Optional[dict[str, Any]] = trained.of("checkpoint")[-1]
        assert announced is not None
        assert {"framework", "format", "steps_completed"} <= set(announced["metadata"])
        directory: Path = trials.storage / announced["uuid"]
        for name, size in announced["resources"].items():
            assert (directory / name).is_dir() if name.endswith("/") else (directory / name).stat().st_size == size


def _batches(report: Mapping[str, Any]) -> list[int]:
    count, steps = len(report.get("batch_metrics", [])), report["steps_completed"]
    return list(range(steps - count + 1, steps + 1))


def _damage(directory: Path) -> None:
    """One byte of the largest file."""
    largest = max((path for path in directory.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(bytes(content))
