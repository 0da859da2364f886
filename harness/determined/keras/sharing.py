"""The share that one process of a trial has in the batches of its data, and in the gradients of its model."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional

from determined.core import DistributedContext

if TYPE_CHECKING:
    from determined.keras.source import Items


class Share:
    """Of the batches numbered through over all passes, every `size`th from `rank` on."""

    def __init__(self, size: int = 1, rank: int = 0) -> None:
        self.size, self.rank = size, rank

    def per_epoch(self, batches: int) -> int:
        """Batches of one process in an epoch of so many: those of rank 0, which has the most."""
        return -(-batches // self.size)

    def records(self, per_batch: Optional[int]) -> Optional[int]:
        """Records of all processes in one step."""
        return None if per_batch is None else per_batch * self.size

    def items(self, items: Items) -> Items:
        """The batches that Python code makes, without those of other processes."""
        return items if self.size == 1 else _SharedItems(items, self)


class _SharedItems:
    def __init__(self, items: Items, share: Share) -> None:
        self._items, self._share = items, share
        self.samples, self.ahead = items.samples, items.ahead
        self.batches_per_epoch = share.per_epoch(items.batches_per_epoch)
        self.records_per_batch = share.records(items.records_per_batch)

    def items(self, batch: int) -> Iterator[Any]:
        size, rank = self._share.size, self._share.rank
        return itertools.islice(self._items.items(batch * size + rank), 0, None, size)


class SharedSource:
    """A stream that only its iterator can follow: each process draws all batches and leaves out those of the others."""

    def __init__(self, inner: Any, share: Share) -> None:
        self._inner, self._share = inner, share
        self._at = 0
        self.batches_per_epoch = share.per_epoch(inner.batches_per_epoch)
        self.records_per_batch = share.records(inner.records_per_batch)

    def others_before(self, batch: int) -> int:
        """How many batches of others come before this one of ours."""
        return batch * self._share.size + self._share.rank - self._at

    def taken(self) -> None:
        """One more was drawn, ours or not."""
        self._at += 1

    def spec(self) -> Any:
        return self._inner.spec()

    def example(self) -> Any:
        return self._inner.example()

    def open(self, batch: int) -> Any:
        self._at = batch * self._share.size
        return self._inner.open(self._at)

    def over(self, batch: int) -> bool:
        return bool(self._inner.over(self._at))

    def next_pass(self, batch: int) -> Any:
        return self._inner.next_pass(self._at)

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        found: dict[str, Any] = self._inner.position(iterator, self._at)
        return found

    def reopen(self, position: dict[str, Any]) -> Any:
        self._at = position["batch"]
        return self._inner.reopen(position)


class GradientMean:
    """The mean of arrays over all processes. The first adds them up in the order of ranks, so that no bit depends on
    who came first."""

    def __init__(self, distributed: DistributedContext) -> None:
        self._size = distributed.size
        self._star = distributed.star("gradients")

    def __call__(self, mine: Sequence[Any]) -> list[Any]:
        """Waits for the other processes, all of which must give arrays of the same shapes."""
        import numpy as np

        gathered = self._star.gather([np.asarray(one) for one in mine])
        found: list[Any] = self._star.broadcast(None if gathered is None else list(map(self._mean, *gathered)))
        return found

    def _mean(self, *arrays: Any) -> Any:
        total = arrays[0].copy()
        for array in arrays[1:]:
            total += array
        return (total / self._size).astype(total.dtype)
