"""A checkpoint of a PyTorch trial: what is in it, and how it gets there and back."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import torch

from determined.pytorch import model as whole
from determined.pytorch import rank_state
from determined.pytorch.copies import copied
from determined.pytorch.parts import Parts
from determined.train import Marks, Snapshot, TrialFailure

STATE_FILE = "state_dict.pth"
LOOP_FILE = "determined-loop-state.pth"
# Where releases of Determined before 0.12 put the same dictionary, newest first.
LEGACY_FILES = ("determined/state_dict.pth", "pedl/state_dict.pth", "checkpoint.pt")
_FORMAT = 1


@dataclass
class LoopState:
    """The loop's place. `rows` and `records` are those of the scheduling unit that is under way.

    Gradients are there when they are being aggregated. The number of threads decides in which order sums are taken,
    and so their last bits. `validation` has the generators that the validation data keep for themselves. `ranks`
    has what differs in each process after the first, where a trial has several.
    """

    marks: Marks
    ended: bool
    stop_requested: bool
    rows: list[dict[str, Any]]
    records: int
    names: list[str]
    threads: int
    random: dict[str, Any]
    data: list[Any]
    modes: list[bool]
    buffers: dict[str, torch.Tensor]
    gradients: Optional[list[Optional[torch.Tensor]]]
    scaler: Optional[dict[str, Any]]
    ranks: Optional[list[dict[str, Any]]] = None
    learns: Optional[list[bool]] = None
    validation: Optional[list[Any]] = None
    belongings: Optional[dict[str, Any]] = None


@dataclass
class Restored:
    """What a checkpoint held; checkpoints of other programs have no loop state."""

    weights: dict[str, Any]
    loop: Optional[LoopState]


def state_of(parts: Parts) -> dict[str, Any]:
    """The dictionary of `state_dict.pth`, still sharing memory with the trial."""
    state: dict[str, Any] = {
        "model_state_dict": parts.model.state_dict(),
        "optimizer_state_dict": parts.optimizer.state_dict(),
    }
    if parts.scheduler is not None:
        state["lr_scheduler"] = parts.scheduler.state_dict()
    if parts.callbacks:
        state["callbacks"] = {name: callback.state_dict() for name, callback in parts.callbacks.items()}
    return state


def pack(parts: Parts, loop: LoopState) -> Snapshot:
    """Copies everything in memory; the files are written from the copies, beside training.

    Of several processes all must call it; those after the first hand theirs over and have no files.
    """
    loop = rank_state.gathered(parts, loop)
    if parts.context.distributed.rank:
        return Snapshot(loop.marks.steps, files={}, metadata={})
    contents = {
        STATE_FILE: copied(state_of(parts)),
        LOOP_FILE: copied((_FORMAT, {**vars(loop), "marks": vars(loop.marks)})),
    }
    files: dict[str, Callable[[Path], None]] = {
        name: functools.partial(torch.save, content) for name, content in contents.items()
    }
    return Snapshot(
        steps_completed=loop.marks.steps,
        files=files,
        metadata={
            "framework": f"torch-{torch.__version__}",
            "format": "cloudpickle",
            "steps_completed": loop.marks.steps,
        },
    )


def unpack(directory: Path) -> Restored:
    """Reads a checkpoint of this or an older layout, onto the host."""
    weights = load(weights_file(directory))
    path = directory / LOOP_FILE
    if not path.is_file():
        return Restored(weights, None)
    written, content = load(path)
    if written != _FORMAT:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint's loop state has format {written}, and this version reads format {_FORMAT}. "
            "Go on with the version that wrote it, or start the trial anew.",
            restartable=False,
        )
    return Restored(weights, LoopState(**{**content, "marks": Marks(**content["marks"])}))


def weights_file(directory: Path) -> Path:
    for name in (STATE_FILE, *LEGACY_FILES):
        if (directory / name).is_file():
            return directory / name
    raise TrialFailure(
        "checkpoint_mismatch",
        f"The checkpoint in {directory} has no {STATE_FILE}, so that it is not one of a PyTorch trial. "
        "Give a checkpoint of a trial of the same class.",
        restartable=False,
    )


def load(path: Path) -> Any:
    """Unpickles: checkpoints run code when they are read, so they must come from one's own storage."""
    return torch.load(path, map_location="cpu", weights_only=False)


def put_back_weights(parts: Parts, weights: Mapping[str, Any]) -> None:
    """Model, optimizer, scheduler and callbacks as they were; `weights` is given away."""
    try:
        parts.model.load_state_dict(weights["model_state_dict"])
        parts.optimizer.load_state_dict(weights["optimizer_state_dict"])
    except (RuntimeError, ValueError, KeyError) as fault:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint does not fit the model and optimizer that the trial built: {fault}. The trial must build "
            "the same ones for the same hyperparameters each time it runs; see what it reads beside them (files, "
            "time, unseeded choices), and whether the checkpoint is of another trial.",
            restartable=False,
        ) from fault
    if parts.scheduler is not None and "lr_scheduler" in weights:
        parts.scheduler.load_state_dict(weights["lr_scheduler"])
    states = weights.get("callbacks") or {}
    for name, callback in parts.callbacks.items():
        if name in states:
            callback.load_state_dict(states[name])


def put_back_loop(parts: Parts, state: LoopState) -> None:
    """What else training has changed, but the generators."""
    torch.set_num_threads(state.threads)
    whole.put_back_buffers(parts.model, state.buffers)
    whole.put_back_learns(parts.model, state.learns or [])
    parts.belongings.put_back(state.belongings or {})
    for parameter, gradient in zip(parts.trained(), state.gradients or []):
        parameter.grad = None if gradient is None else gradient.to(parameter.device)
    if parts.precision is not None and state.scaler is not None:
        parts.precision.scaler.load_state_dict(state.scaler)
    if state.stop_requested:
        parts.context.set_stop_requested(True)
