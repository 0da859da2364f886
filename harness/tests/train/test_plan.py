"""The plan of a training loop, followed batch by batch."""

from __future__ import annotations

from typing import Any

import pytest

from determined.train import CheckpointPolicy, Length, LoopSettings, Marks, Pace, Plan, TrialFailure, Unit

PACE = Pace(batches_per_epoch=10, records_per_batch=32)


def plan(asked: int = 30, **config: Any) -> Plan:
    return Plan.of(LoopSettings.of(config), PACE, asked)


def followed(plan: Plan) -> tuple[list[int], list[int], int]:
    """Batches after which a loop that obeys validates and checkpoints, and the batch at which it ends."""
    marks, validated, checkpointed = Marks(), [], []
    event = plan.next_event(marks)
    while True:
        marks = marks.at(marks.steps + 1)
        assert marks.steps < 1000
        due = plan.after_batch(marks)
        if marks.steps < event:
            assert not (due.validate or due.checkpoint or due.finish)
            continue
        if due.validate:
            validated.append(marks.steps)
            marks, _ = plan.after_validation(marks, 1.0, True)
        if due.checkpoint:
            checkpointed.append(marks.steps)
            marks = plan.after_checkpoint(marks)
        if due.finish:
            return validated, checkpointed, marks.steps
        event = plan.next_event(marks)


@pytest.mark.parametrize(
    ("length", "batches"),
    [
        (25, 25),
        ({"batches": 25}, 25),
        ({"epochs": 2}, 20),
        ({"records": 320}, 10),
        ({"records": 321}, 11),
        ({"records": 1}, 1),
        (0, 30),
        (None, 30),
        ({"epochs": 0}, 30),
    ],
)
def test_the_length_is_the_configurations_and_else_the_calls(length: Any, batches: int) -> None:
    assert plan(searcher={"max_length": length}).total == batches


def test_steps_of_the_old_form_count_scheduling_units() -> None:
    assert plan(searcher={"max_steps": 3}, batches_per_step=7).total == 21
    assert plan(searcher={"target_trial_steps": 3}, scheduling_unit=5).total == 15
    assert plan(min_validation_period=2, batches_per_step=7).validation_period == 14
    assert plan(min_validation_period={"batches": 2}, batches_per_step=7).validation_period == 2


@pytest.mark.parametrize(
    "length", ["long", -1, 1.5, True, {"hours": 3}, {"batches": 1, "epochs": 2}, {}, {"epochs": "2"}]
)
def test_a_length_that_is_none_is_refused_with_its_key(length: Any) -> None:
    with pytest.raises(TrialFailure, match=r"searcher\.max_length") as refused:
        plan(searcher={"max_length": length})
    assert not refused.value.restartable


def test_records_need_a_known_batch_size() -> None:
    with pytest.raises(TrialFailure, match="batch size"):
        Length(Unit.RECORDS, 5).batches(Pace(10))


@pytest.mark.parametrize("unit", [0, -3, "many", True, 2.5])
def test_a_scheduling_unit_that_counts_nothing_is_refused(unit: Any) -> None:
    with pytest.raises(TrialFailure, match="scheduling_unit"):
        plan(scheduling_unit=unit)


def test_an_unknown_checkpoint_policy_is_refused() -> None:
    with pytest.raises(TrialFailure, match="best, all, none"):
        plan(checkpoint_policy="some")


@pytest.mark.parametrize("total", [1, 9, 10, 11, 30])
@pytest.mark.parametrize("validation", [0, 1, 4, 10, 100])
@pytest.mark.parametrize("checkpoint", [0, 1, 3, 10, 100])
def test_periods_are_kept_and_the_end_is_validated_once(total: int, validation: int, checkpoint: int) -> None:
    followed_plan = plan(
        searcher={"max_length": {"batches": total}},
        min_validation_period={"batches": validation},
        min_checkpoint_period={"batches": checkpoint},
    )
    validated, checkpointed, end = followed(followed_plan)
    assert end == total
    assert validated == sorted({*(range(validation, total, validation) if validation else ()), total})
    assert checkpointed == (list(range(checkpoint, total, checkpoint)) if checkpoint else [])


@pytest.mark.parametrize("smaller", [True, False])
@pytest.mark.parametrize("policy", list(CheckpointPolicy))
def test_the_policy_says_which_validations_are_worth_a_checkpoint(policy: CheckpointPolicy, smaller: bool) -> None:
    one = plan(checkpoint_policy=policy.value)
    values = [3.0, 2.0, 2.0, 4.0, 1.0]
    marks, wanted = Marks(), []
    for step, value in enumerate(values, start=1):
        marks, want = one.after_validation(marks.at(step), value if smaller else -value, smaller)
        wanted.append(want)
    best = [True, True, False, False, True]
    assert wanted == {"best": best, "all": [True] * 5, "none": [False] * 5}[policy.value]
    assert marks.best == (1.0 if smaller else -1.0)


def test_a_validation_before_training_is_worth_no_checkpoint() -> None:
    one = plan(perform_initial_validation=True, checkpoint_policy="all")
    assert one.at_start(Marks()).validate
    assert not one.at_start(Marks(steps=1)).validate
    marks, wanted = one.after_validation(Marks(), 1.0, True)
    assert not wanted
    assert marks.best == 1.0


def test_a_resumed_loop_asks_again_after_at_least_one_batch() -> None:
    one = plan(min_validation_period={"batches": 5})
    assert one.next_event(Marks(steps=7, validated=0)) == 8
    assert one.next_event(Marks(steps=7, validated=5)) == 10
    assert one.next_event(Marks(steps=30, validated=30)) == 31


def test_progress_and_epochs_follow_from_the_total() -> None:
    one = plan(searcher={"max_length": {"batches": 25}})
    assert one.epochs == 3
    assert one.fraction(5) == 0.2
    assert one.fraction(50) == 1.0
