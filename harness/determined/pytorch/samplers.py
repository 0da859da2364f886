"""Batch samplers that repeat, share out and skip batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from torch.utils.data import BatchSampler


class RepeatBatchSampler(BatchSampler):  # type: ignore[misc]
    """The batches of a batch sampler over and over; its length is that of one pass."""

    endless = True

    def __init__(self, batch_sampler: Any) -> None:
        self.batch_sampler = batch_sampler

    def __len__(self) -> int:
        return len(self.batch_sampler)

    def __iter__(self) -> Iterator[Any]:
        while True:
            empty = True
            for batch in self.batch_sampler:
                empty = False
                yield batch
            if empty:
                return


class DistributedBatchSampler(BatchSampler):  # type: ignore[misc]
    """Of `num_workers` processes, the batches of the one with number `rank`: every `num_workers`th."""

    def __init__(self, batch_sampler: Any, num_workers: int, rank: int) -> None:
        if not 0 <= rank < num_workers:
            raise ValueError(f"rank is {rank}, but of {num_workers} processes the ranks are 0 to {num_workers - 1}")
        self.batch_sampler = batch_sampler
        self.num_workers = num_workers
        self.rank = rank
        self.endless = endless(batch_sampler)

    def __len__(self) -> int:
        whole, rest = divmod(len(self.batch_sampler), self.num_workers)
        return whole + (1 if rest > self.rank else 0)

    def __iter__(self) -> Iterator[Any]:
        yield from islice(self.batch_sampler, self.rank, None, self.num_workers)


class SkipBatchSampler(BatchSampler):  # type: ignore[misc]
    """All but the first `skip` batches; an endless sampler stays as long as one pass."""

    def __init__(self, batch_sampler: Any, skip: int) -> None:
        if skip < 0:
            raise ValueError(f"skip is {skip}, but it counts batches that are left out: give 0 or more")
        self.batch_sampler = batch_sampler
        self.skip = skip
        self.endless = endless(batch_sampler)

    def __len__(self) -> int:
        length = len(self.batch_sampler)
        return length if self.endless else max(0, length - self.skip)

    def __iter__(self) -> Iterator[Any]:
        yield from islice(self.batch_sampler, self.skip, None)


def endless(batch_sampler: Any) -> bool:
    return bool(getattr(batch_sampler, "endless", False))


def adapt_batch_sampler(
    batch_sampler: Any, repeat: bool = False, skip: int = 0, num_replicas: int = 1, rank: int = 0
) -> Any:
    """Repeats, shares out among processes, and skips, in this order; what is not asked for is left out."""
    if repeat:
        batch_sampler = RepeatBatchSampler(batch_sampler)
    if num_replicas > 1:
        batch_sampler = DistributedBatchSampler(batch_sampler, num_replicas, rank)
    if skip > 0:
        batch_sampler = SkipBatchSampler(batch_sampler, skip)
    return batch_sampler
