"""What the loops of a trial on several slots do otherwise, in every framework."""

from __future__ import annotations

from typing import Any, Callable

from determined.core import DistributedContext
from determined.errors import PeerLost
from determined.train.batch_log import Row, mean
from determined.train.checkpoint_writer import CheckpointWriter, Snapshot


class MeanRows:
    """The metrics of a batch as their mean over all processes, put together by the threads that report."""

    def __init__(self, distributed: DistributedContext, numbers: Callable[[Any], Row]) -> None:
        self._rank, self._size, self._numbers = distributed.rank, distributed.size, numbers
        self._star = distributed.star("rows")

    def __call__(self, raw: Any) -> Row:
        """On rank 0 the mean; the others send theirs."""
        row = self._numbers(raw)
        try:
            if self._rank:
                self._star.send(0, dict(row))
                return row
            return mean([row, *(self._star.receive(rank) for rank in range(1, self._size))])
        except PeerLost:
            return row  # training itself will fail of it, and say so


class NoWriter(CheckpointWriter):
    """Of the processes that save nothing: rank 0 has it all."""

    def submit(self, snapshot: Snapshot) -> None:
        """Rank 0 writes it."""

    def finish(self) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """There is nothing to end."""
