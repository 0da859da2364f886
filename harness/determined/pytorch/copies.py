"""Copies of a trial's state that training does not change any more."""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any, Optional

import torch


def copied(value: Any, memo: Optional[dict[Any, torch.Tensor]] = None) -> Any:
    """A copy in the memory of the host that shares nothing with `value`; tensors that are one stay one."""
    memo = {} if memo is None else memo
    if isinstance(value, torch.Tensor) and value.layout is not torch.strided:  # it has no one memory to know it by
        there = value.detach()
        return there.clone() if there.device.type == "cpu" else there.cpu()
    if isinstance(value, torch.Tensor):
        key = (value.data_ptr(), value.dtype, value.shape, value.stride())
        if key not in memo or not value.numel():
            there = value.detach()
            memo[key] = there.clone() if there.device.type == "cpu" else there.cpu()
        return memo[key]
    if type(value) in (dict, OrderedDict):
        fresh = copy.copy(value)  # with its members: a model's state has the versions of its parts in one
        fresh.update((name, copied(part, memo)) for name, part in value.items())
        return fresh
    if type(value) in (list, tuple):
        return type(value)(copied(part, memo) for part in value)
    return value if isinstance(value, (int, float, str, bytes, type(None))) else copy.deepcopy(value)
