"""What a trial may do at given moments of its training."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch


class PyTorchCallback:
    """Derive from it and return objects from `build_callbacks`; a *step* is one scheduling unit.

    Nothing is said again of what a checkpoint already holds: a run that goes on within a step hears no second start.
    """

    def on_train_step_start(self, step_id: int) -> None:
        """Before the first batch of the step; steps count from 1."""

    def on_train_step_end(self, step_id: int, metrics: dict[str, Any]) -> None:
        """`metrics` has `batch_metrics`, a dictionary for each batch, `avg_metrics` and `num_inputs`."""

    def on_before_optimizer_step(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Gradients are complete and averaged; they may be changed."""

    def on_validation_step_start(self) -> None:
        """Before validation."""

    def on_validation_step_end(self, metrics: dict[str, Any]) -> None:
        """`metrics` are the reduced validation metrics."""

    def on_checkpoint_end(self, checkpoint_dir: str) -> None:
        """The checkpoint's files are in this directory and not yet in storage; what is added to it goes there too."""

    def state_dict(self) -> dict[str, Any]:
        """What a checkpoint shall hold of this callback."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes back what `state_dict` returned."""


class ClipGradsL2Norm(PyTorchCallback):
    """Scales the gradients so that their common L2 norm is at most `clip_value`."""

    def __init__(self, clip_value: float) -> None:
        self._clip_value = clip_value

    def on_before_optimizer_step(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        torch.nn.utils.clip_grad_norm_(parameters, self._clip_value)


class ClipGradsL2Value(PyTorchCallback):
    """Cuts every element of the gradients off at `clip_value` on both sides of zero."""

    def __init__(self, clip_value: float) -> None:
        self._clip_value = clip_value

    def on_before_optimizer_step(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        torch.nn.utils.clip_grad_value_(parameters, self._clip_value)


def overriding(callbacks: Iterable[PyTorchCallback], hook: str) -> list[PyTorchCallback]:
    """Those that do something at this hook."""
    return [one for one in callbacks if getattr(type(one), hook, None) is not getattr(PyTorchCallback, hook)]
