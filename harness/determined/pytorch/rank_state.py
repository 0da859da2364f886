"""What a checkpoint holds of the processes other than the first: where each of them differs from it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from determined.pytorch.copies import copied
from determined.pytorch.parts import Parts
from determined.train import TrialFailure

if TYPE_CHECKING:
    from determined.pytorch.snapshot import LoopState

_OWN = ("rows", "records", "random", "data", "validation", "modes", "gradients", "belongings")


def gathered(parts: Parts, loop: LoopState) -> LoopState:
    """The state with that of the other processes in it; on these it is as it was. All must call it."""
    distributed = parts.context.distributed
    if distributed.size == 1:
        return loop
    chief = distributed.broadcast(_digests(parts.model) if distributed.rank == 0 else None)
    states = distributed.gather(_own(parts, loop, chief) if distributed.rank else None)
    return loop if states is None else replace(loop, ranks=states[1:])


def of_rank(loop: LoopState, rank: int, size: int) -> LoopState:
    """The state as it was in one process of so many; TrialFailure when there were more or fewer."""
    there = 1 + len(loop.ranks or [])
    if there != size:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint was written by a trial on {_slots(there)}, and this one has {_slots(size)}, which would "
            "share out the data otherwise. Set resources.slots_per_trial to what it was, or begin with the "
            "checkpoint's weights alone.",
            restartable=False,
        )
    own = loop.ranks[rank - 1] if rank and loop.ranks else {}
    return replace(loop, **{name: own[name] for name in _OWN if name in own})


def put_back(parts: Parts, loop: LoopState, rank: int) -> None:
    """What else differs: buffers, as running means, and the states of callbacks."""
    if not rank or not loop.ranks:
        return
    own = loop.ranks[rank - 1]
    for name, buffer in parts.model.named_buffers():
        if name in own["buffers"]:
            buffer.copy_(own["buffers"][name])
    for name, callback in parts.callbacks.items():
        if name in own["callbacks"]:
            callback.load_state_dict(own["callbacks"][name])


def _own(parts: Parts, loop: LoopState, chief: dict[str, str]) -> dict[str, Any]:
    here = _digests(parts.model)
    own: dict[str, Any] = {
        **{name: getattr(loop, name) for name in _OWN},
        "buffers": {name: buffer for name, buffer in parts.model.named_buffers() if here[name] != chief.get(name)},
        "callbacks": {name: callback.state_dict() for name, callback in parts.callbacks.items()},
    }
    found: dict[str, Any] = copied(own)
    return found


def _digests(model: torch.nn.Module) -> dict[str, str]:
    return {name: _digest(buffer) for name, buffer in model.named_buffers()}


def _digest(tensor: torch.Tensor) -> str:
    flat = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8)
    return hashlib.sha256(flat.numpy().tobytes()).hexdigest()


def _slots(count: int) -> str:
    return "1 slot" if count == 1 else f"{count} slots"
