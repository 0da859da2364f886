"""What is done to a whole model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


def learns(model: torch.nn.Module) -> list[bool]:
    """Which parameters of the model have gradients: trials freeze and thaw them while they train."""
    return [parameter.requires_grad for parameter in model.parameters()]


def put_back_learns(model: torch.nn.Module, learning: list[bool]) -> None:
    for parameter, learn in zip(model.parameters(), learning):
        parameter.requires_grad_(learn)


def unlisted_buffers(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Buffers that `state_dict` leaves out; training may change them all the same."""
    listed = set(model.state_dict())
    return {name: buffer for name, buffer in model.named_buffers() if name not in listed}


def put_back_buffers(model: torch.nn.Module, kept: dict[str, torch.Tensor]) -> None:
    """Unlisted buffers as they were; one that has grown since the model was built takes the place of the first."""
    for name, buffer in unlisted_buffers(model).items():
        if name not in kept:
            continue
        if buffer.shape == kept[name].shape:
            buffer.copy_(kept[name])
        else:
            owner, _, own = name.rpartition(".")
            setattr(model.get_submodule(owner), own, kept[name].to(buffer.device))


@contextmanager
def unchanged(model: torch.nn.Module) -> Iterator[None]:
    """Afterwards the model is as before, also where a part took its first values from a batch."""
    tensors = [*model.parameters(), *model.buffers()]
    if any(torch.nn.parameter.is_lazy(tensor) for tensor in tensors):
        yield
        return
    values = [tensor.detach().to("cpu", copy=True) for tensor in tensors]
    own = [part for part in model.modules() if not isinstance(part, torch.jit.ScriptModule)]
    parts = [(part, dict(part.named_buffers(recurse=False)), _plain_members(part)) for part in own]
    yield
    for part, buffers, members in parts:
        vars(part).update(members)
        for name, buffer in buffers.items():
            setattr(part, name, buffer)
    for tensor, value in zip(tensors, values):
        if tensor.shape == value.shape:
            tensor.data.copy_(value)


def _plain_members(part: torch.nn.Module) -> dict[str, object]:
    return {name: value for name, value in vars(part).items() if isinstance(value, (bool, int, float, str, type(None)))}
