"""The context of a PyTorch trial."""

from __future__ import annotations

from typing import Any, Optional

import torch

from determined.core import Run
from determined.pytorch import group
from determined.pytorch.lr_scheduler import LRScheduler
from determined.trial import TrialContext


class PyTorchTrialContext(TrialContext):
    """What the constructor of a `PyTorchTrial` is given.

    Where the trial has several slots, its processes are the default group of `torch.distributed`.
    """

    optimizations = ("aggregation_frequency", "mixed_precision")

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        group.join(self.distributed, run.info.run_dir)
        self.model: Optional[torch.nn.Module] = None
        self.optimizer: Optional[torch.optim.Optimizer] = None
        self.lr_scheduler: Optional[LRScheduler] = None

    def get_model(self) -> torch.nn.Module:
        """The model; AssertionError before `build_model` has returned."""
        return self._built(self.model, "model", "build_model")

    def get_optimizer(self) -> torch.optim.Optimizer:
        """The optimizer; AssertionError before `optimizer` has returned."""
        return self._built(self.optimizer, "optimizer", "optimizer")

    def get_lr_scheduler(self) -> Optional[LRScheduler]:
        """The learning rate scheduler, None when the trial has none or not yet."""
        return self.lr_scheduler

    @staticmethod
    def _built(thing: Any, what: str, method: str) -> Any:
        if thing is None:
            raise AssertionError(
                f"There is no {what} yet: {method}() of the trial has not returned. Ask for it later, in train_batch() "
                "or in a callback, not in the trial's constructor."
            )
        return thing
