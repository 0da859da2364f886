"""The processes of a trial as PyTorch knows them: what they add up, and what the first gives to the others."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch

from determined.core import DistributedContext
from determined.errors import PeerLost
from determined.train import TrialFailure

logger = logging.getLogger("determined")

# Who is gone or hangs is noticed by the supervisor; here one process may wait for another's long validation.
_PATIENCE = datetime.timedelta(days=1)
_BUCKET_BYTES = 25 * 1024 * 1024


def device_of(distributed: DistributedContext) -> torch.device:
    """A GPU for each process of the node, where there are any."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", distributed.local_rank % torch.cuda.device_count())


def join(distributed: DistributedContext, run_dir: Path) -> None:
    """Makes the processes of the trial torch's default group, for the trial's own code too."""
    dist = torch.distributed
    if distributed.size == 1 or dist.is_initialized():
        return
    enough = torch.cuda.is_available() and torch.cuda.device_count() >= distributed.local_size
    if enough:
        torch.cuda.set_device(device_of(distributed))
    with _peers():
        dist.init_process_group(
            "nccl" if enough else "gloo",
            store=dist.FileStore(str(run_dir / "torch-store"), distributed.size),
            rank=distributed.rank,
            world_size=distributed.size,
            timeout=_PATIENCE,
        )


def give(tensors: Iterable[torch.Tensor]) -> None:
    """Tensors of rank 0 to all, in place; all must name the same ones, in the same order."""
    with torch.no_grad(), _peers():
        for tensor in tensors:
            if not tensor.numel():
                continue
            whole = tensor.detach().contiguous().clone()
            # Bytes, as not every backend knows every type.
            torch.distributed.broadcast(whole.view(-1).view(torch.uint8), 0)
            tensor.copy_(whole)


class Gradients:
    """Replaces the gradients of a model by their mean over all processes.

    They are added up in buckets whose parts never change, so that a sum of three or more numbers has the same bits in
    every run. A parameter without a gradient in one process counts as zero there.
    """

    def __init__(self, model: torch.nn.Module, size: int) -> None:
        self._size = size
        self._buckets = [_Bucket(parameters) for parameters in _grouped(model.parameters())]

    def average(self) -> None:
        """Waits for the other processes, all of which must call it."""
        with torch.no_grad(), _peers():
            waits = []
            for bucket in self._buckets:
                bucket.fill()
                waits.append(torch.distributed.all_reduce(bucket.flat, async_op=True))
            for bucket, wait in zip(self._buckets, waits):
                wait.wait()
                bucket.empty(self._size)


class _Bucket:
    """The gradients of some parameters in one piece of memory, followed by a one for each that is there."""

    def __init__(self, parameters: Sequence[torch.nn.Parameter]) -> None:
        self._parameters = list(parameters)
        first = parameters[0]
        self._size = sum(parameter.numel() for parameter in parameters)
        self.flat = torch.zeros(self._size + len(parameters), dtype=first.dtype, device=first.device)
        pieces = self.flat[: self._size].split([parameter.numel() for parameter in parameters])
        self._pieces = [piece.view(parameter.shape) for piece, parameter in zip(pieces, parameters)]

    def fill(self) -> None:
        there = []
        for parameter, piece in zip(self._parameters, self._pieces):
            gradient = parameter.grad
            there.append(float(gradient is not None))
            if gradient is None:
                piece.zero_()
            elif gradient.is_sparse:
                raise _sparse()
            else:
                piece.copy_(gradient)
        self.flat[self._size :] = torch.tensor(there, dtype=self.flat.dtype)

    def empty(self, size: int) -> None:
        absent = any(parameter.grad is None for parameter in self._parameters)
        there = self.flat[self._size :].tolist() if absent else [1.0] * len(self._parameters)
        self.flat.div_(size)
        for parameter, piece, anywhere in zip(self._parameters, self._pieces, there):
            if parameter.grad is not None:
                parameter.grad.copy_(piece)
            elif anywhere:
                parameter.grad = piece.clone()


def _grouped(parameters: Iterable[torch.nn.Parameter]) -> Iterator[list[torch.nn.Parameter]]:
    """Pieces of neighbours of one type on one device, each no larger than it must be."""
    piece: list[torch.nn.Parameter] = []
    size = 0
    for parameter in parameters:
        if not parameter.requires_grad:
            continue
        alike = piece and (piece[0].dtype, piece[0].device) == (parameter.dtype, parameter.device)
        if piece and (not alike or size >= _BUCKET_BYTES):
            yield piece
            piece, size = [], 0
        piece.append(parameter)
        size += parameter.numel() * parameter.element_size()
    if piece:
        yield piece


@contextmanager
def _peers() -> Iterator[None]:
    """What torch raises when another process is gone is told as that."""
    try:
        yield
    except (RuntimeError, ValueError) as fault:
        raise PeerLost(f"the processes of the trial cannot go on together: {fault}") from fault


def _sparse() -> TrialFailure:
    return TrialFailure(
        "bad_script",
        "A parameter has a sparse gradient, which is not averaged over the slots of a trial. "
        "Build its layer with sparse=False, or set resources.slots_per_trial to 1.",
        restartable=False,
    )
