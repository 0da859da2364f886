"""What is done to a whole model."""

from __future__ import annotations

import torch


def reset_parameters(model: torch.nn.Module) -> None:
    """Calls `reset_parameters` of every part of the model that has it: its weights are drawn anew."""
    for part in model.modules():
        reset = getattr(part, "reset_parameters", None)
        if callable(reset):
            reset()


def modes(model: torch.nn.Module) -> list[bool]:
    """Which parts of the model are in training mode."""
    return [part.training for part in model.modules()]


def put_back_modes(model: torch.nn.Module, training: list[bool]) -> None:
    for part, mode in zip(model.modules(), training):
        part.training = mode


def unlisted_buffers(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Buffers that `state_dict` leaves out; training may change them all the same."""
    listed = set(model.state_dict())
    return {name: buffer for name, buffer in model.named_buffers() if name not in listed}
