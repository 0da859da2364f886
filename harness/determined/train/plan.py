"""When a training loop validates, checkpoints and ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from determined.train.length import Length, Pace
from determined.train.settings import CheckpointPolicy, LoopSettings


@dataclass(frozen=True)
class Marks:
    """How far a trial is; all numbers count batches from the start of training."""

    steps: int = 0
    validated: int = 0
    checkpointed: int = 0
    best: float | None = None

    def at(self, steps: int) -> Marks:
        return replace(self, steps=steps)


@dataclass(frozen=True)
class Duties:
    """What is owed after a batch or an epoch, to be done in this order."""

    validate: bool = False
    checkpoint: bool = False
    finish: bool = False


@dataclass(frozen=True)
class Plan:
    """One training call's schedule; all numbers count batches."""

    total: int
    batches_per_epoch: int
    scheduling_unit: int
    validation_period: int | None
    checkpoint_period: int | None
    checkpoint_policy: CheckpointPolicy
    initial_validation: bool = False

    @staticmethod
    def of(settings: LoopSettings, pace: Pace, asked: int) -> Plan:
        """`asked` is the length that the training call itself states: it counts when the configuration has none."""

        def batches(length: Length | None) -> int | None:
            return None if length is None else max(1, length.batches(pace))

        total = batches(settings.length)
        return Plan(
            total=asked if total is None else total,
            batches_per_epoch=pace.batches_per_epoch,
            scheduling_unit=settings.scheduling_unit,
            validation_period=batches(settings.validation_period),
            checkpoint_period=batches(settings.checkpoint_period),
            checkpoint_policy=settings.checkpoint_policy,
            initial_validation=settings.initial_validation,
        )

    @property
    def epochs(self) -> int:
        """The number of epochs that are begun; the last may end early."""
        return -(-self.total // self.batches_per_epoch)

    def next_event(self, marks: Marks) -> int:
        """The first batch after which something may be owed: until then a loop need not ask."""
        events = [self.total]
        if self.validation_period is not None:
            events.append(marks.validated + self.validation_period)
        if self.checkpoint_period is not None:
            events.append(marks.checkpointed + self.checkpoint_period)
        return max(min(events), marks.steps + 1)

    def after_batch(self, marks: Marks) -> Duties:
        """What is owed after a batch, or at an epoch's end once the validation asked for there is done."""
        finish = marks.steps >= self.total
        validate = finish or _passed(self.validation_period, marks.steps, marks.validated)
        return Duties(
            validate=validate and marks.validated < marks.steps,
            checkpoint=not finish and _passed(self.checkpoint_period, marks.steps, marks.checkpointed),
            finish=finish,
        )

    def at_start(self, marks: Marks) -> Duties:
        return Duties(validate=self.initial_validation and marks.steps == 0)

    def after_validation(self, marks: Marks, value: float, smaller_is_better: bool) -> tuple[Marks, bool]:
        """The new marks, and whether this validation is worth a checkpoint."""
        better = marks.best is None or (value < marks.best if smaller_is_better else value > marks.best)
        policy = self.checkpoint_policy
        wanted = policy is CheckpointPolicy.ALL or (policy is CheckpointPolicy.BEST and better)
        best = value if better else marks.best
        return replace(marks, validated=marks.steps, best=best), wanted and marks.steps > 0

    def after_checkpoint(self, marks: Marks) -> Marks:
        return replace(marks, checkpointed=marks.steps)

    def fraction(self, steps: int) -> float:
        return min(1.0, steps / self.total) if self.total else 1.0


def _passed(period: int | None, steps: int, since: int) -> bool:
    return period is not None and steps - since >= period
