"""A learning rate scheduler and when it is stepped."""

from __future__ import annotations

import enum
from typing import Any

from torch.optim import lr_scheduler


class LRScheduler:
    """Wraps a scheduler of `torch.optim.lr_scheduler`; the loop steps it, only after batches that moved the weights."""

    class StepMode(enum.Enum):
        """When the loop calls `step()`; with MANUAL_STEP the trial does."""

        STEP_EVERY_EPOCH = 1
        STEP_EVERY_BATCH = 2
        MANUAL_STEP = 3

    def __init__(self, scheduler: Any, step_mode: LRScheduler.StepMode) -> None:
        # A type of its own until PyTorch 2.2.
        plateau = getattr(lr_scheduler, "ReduceLROnPlateau", ())
        if not isinstance(scheduler, (lr_scheduler.LRScheduler, plateau)):
            raise ValueError(
                f"LRScheduler was given a {type(scheduler).__name__} where a scheduler of torch.optim.lr_scheduler "
                "belongs. Give it one, for example LRScheduler(StepLR(optimizer, 10), LRScheduler.StepMode"
                ".STEP_EVERY_EPOCH)."
            )
        if not isinstance(step_mode, LRScheduler.StepMode):
            raise ValueError(
                f"LRScheduler was given step_mode={step_mode!r}. Give one of "
                + ", ".join(f"LRScheduler.{mode}" for mode in LRScheduler.StepMode)
                + "."
            )
        if isinstance(scheduler, plateau) and step_mode is not LRScheduler.StepMode.MANUAL_STEP:
            raise ValueError(
                "A ReduceLROnPlateau is stepped with a metric, which the loop does not choose. Give "
                "LRScheduler.StepMode.MANUAL_STEP, and call step(metric) in on_validation_step_end() of a callback."
            )
        self.scheduler = scheduler
        self.step_mode = step_mode

    def step(self, *arguments: Any, **keywords: Any) -> None:
        self.scheduler.step(*arguments, **keywords)

    def get_last_lr(self) -> list[float]:
        """The learning rate of each parameter group, as the last step left it."""
        return list(self.scheduler.get_last_lr())

    def state_dict(self) -> dict[str, Any]:
        return dict(self.scheduler.state_dict())

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.scheduler.load_state_dict(state)

    def after_update(self, batch_idx: int, per_epoch: int, aggregation_frequency: int) -> None:
        """Called when the batch with this number has moved the weights."""
        # An epoch counts as ended by the first update at or after its end: they come every `aggregation_frequency`.
        epoch_ended = (batch_idx + 1) % per_epoch < aggregation_frequency
        every_epoch = self.step_mode is LRScheduler.StepMode.STEP_EVERY_EPOCH
        if self.step_mode is LRScheduler.StepMode.STEP_EVERY_BATCH or (every_epoch and epoch_ended):
            self.step()
