"""The training data as one endless stream of batches that can be entered at any of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Optional

import torch
from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler

from determined.pytorch import hooks_in_use, randomness
from determined.pytorch.data import DataLoader
from determined.pytorch.samplers import DistributedBatchSampler
from determined.train import TrialFailure

logger = logging.getLogger("determined")

_ORDER, _LOADER, _RECORDS = 1, 2, 3
_STATELESS = (RandomSampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler)


class First:
    """The first index of a batch, and which batch of the training that is."""

    def __init__(self, index: Any, number: int) -> None:
        self.index, self.number = index, number


class SeededRecords:
    """A dataset as a worker process reads it: what a batch draws follows from its number, whichever worker reads it."""

    def __init__(self, dataset: Any, seed: int) -> None:
        self._dataset = dataset
        self._seed = seed
        self._own: Optional[randomness.OwnGenerators] = None

    def __len__(self) -> int:
        return len(self._dataset)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._dataset, name)

    def __getitem__(self, index: Any) -> Any:
        return self._dataset[self._begun(index)]

    def __getitems__(self, batch: list[Any]) -> Any:
        batch = [self._begun(batch[0]), *batch[1:]]
        together = getattr(self._dataset, "__getitems__", None)
        return together(batch) if callable(together) else [self._dataset[index] for index in batch]

    def _begun(self, index: Any) -> Any:
        """The index as the dataset knows it; the first of a batch seeds what the batch draws from."""
        if not isinstance(index, First):
            return index
        if self._own is None:  # in the worker: its dataset is a copy
            self._own = randomness.OwnGenerators(self._dataset)
        seed = randomness.mixed(self._seed, _RECORDS, index.number)
        randomness.seed_all(seed)
        self._own.seed(seed)
        return index.index


class Passes(BatchSampler):  # type: ignore[misc]
    """Batches of pass after pass; what a sampler draws for a pass follows from the seed and the number of the pass.

    `start` batches of this process are left out at the beginning. Passes before that are not drawn at all where the
    sampler keeps nothing from one to the next; they are drawn and thrown away where it may.
    """

    def __init__(self, batch_sampler: Any, seed: int, start: int, replicas: int, rank: int) -> None:
        self._batch_sampler = batch_sampler
        self._seed = seed
        self._start, self._replicas, self._rank = start, replicas, rank
        self._share = DistributedBatchSampler(batch_sampler, replicas, rank)

    def __len__(self) -> int:
        return len(self._share)

    def __iter__(self) -> Iterator[Any]:
        return (batch for _, batch in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Any]]:
        """Each batch with its number."""
        # Of the batches over all processes, numbered through, this process has those with rest `rank`.
        wanted = self._start * self._replicas + self._rank
        for begin, batches in self._passes(wanted // len(self._batch_sampler)):
            for batch in batches[wanted - begin :: self._replicas]:
                yield wanted, batch
                wanted += self._replicas

    def _passes(self, first: int) -> Iterator[tuple[int, list[Any]]]:
        """Whole passes with the number of their first batch, from the pass with the number `first` on."""
        remembers = not _forgets(self._batch_sampler)
        number, begin = (0, 0) if remembers else (first, first * len(self._batch_sampler))
        if remembers and first:
            logger.info("drawing %d passes of %s again", first, type(self._batch_sampler).__name__)
        while True:
            with randomness.lent(randomness.mixed(self._seed, _ORDER, number)):
                batches = list(self._batch_sampler)
            if not batches:
                raise empty("training")
            yield begin, batches
            begin += len(batches)
            number += 1


class NumberedPasses(BatchSampler):  # type: ignore[misc]
    """The same batches, whose first indices tell the datasets of workers which batch it is."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes

    def __len__(self) -> int:
        return len(self._passes)

    def __iter__(self) -> Iterator[list[Any]]:
        for number, batch in self._passes.numbered():
            first, *more = batch
            yield [First(first, number), *more]


def _forgets(batch_sampler: Any) -> bool:
    """Whether a pass of the sampler is known to depend on the process's generators alone, not on the passes before."""
    sampler = getattr(batch_sampler, "sampler", None)
    return (
        hooks_in_use.doubt() is None
        and type(batch_sampler) is BatchSampler
        and type(sampler) in _STATELESS
        and getattr(sampler, "generator", None) is None
    )


class Stream:
    """Training batches one after the other, from batch `start` of this process on."""

    def __init__(self, loader: DataLoader, seed: int, start: int, replicas: int = 1, rank: int = 0) -> None:
        order: Any = Passes(loader.batch_sampler, seed, start, replicas, rank)
        # A worker is another process: its generators cannot be saved, so they are seeded for each batch.
        # In this process the records draw from the process's generators, which are.
        dataset = loader.dataset
        if loader.num_workers:
            dataset, order = SeededRecords(dataset, seed), NumberedPasses(order)
        generator = torch.Generator()
        generator.manual_seed(randomness.mixed(seed, _LOADER))
        self._own = randomness.OwnGenerators(None if loader.num_workers else loader.dataset)
        self._loader = loader.torch_loader(dataset, order, generator)
        self._iterator: Any = None
        self.batches_per_epoch = len(order)

    def open(self) -> Iterator[Any]:
        """Starts the workers."""
        self._iterator = iter(self._loader)
        return self._iterator  # type: ignore[no-any-return]

    def close(self) -> None:
        """Ends the workers."""
        self._iterator = None

    def capture(self) -> list[Any]:
        """The states of the dataset's own generators."""
        return self._own.capture()

    def put_back(self, states: list[Any]) -> None:
        self._own.put_back(states)


def empty(what: str) -> TrialFailure:
    return TrialFailure(
        "empty_data",
        f"The {what} data has no batches: the data loader of build_{what}_data_loader() is empty. Check what the "
        "dataset reads, and that drop_last does not leave out the only batch.",
        restartable=False,
    )
