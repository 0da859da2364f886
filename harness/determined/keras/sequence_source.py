"""Batches from a `keras.utils.Sequence` (Keras 3: `PyDataset`) or from a Python generator."""

from __future__ import annotations

import collections
import concurrent.futures
import itertools
import logging
from collections.abc import Iterator
from typing import Any, Callable, Optional

import numpy as np

from determined.keras import generation
from determined.keras.borrowed import Borrowed
from determined.keras.source import BadData, epoch_of, epoch_without_length, packed

logger = logging.getLogger("determined")

_EPOCH_END = -1
_EPOCH_BEGIN = -2


class SequenceItems:
    """Items of a Sequence: each is drawn from generators seeded by the pass and the index, so it can be had again."""

    def __init__(
        self, sequence: Any, shuffle: bool, borrowed: Borrowed, seed: int, steps_per_epoch: Optional[int], ahead: int
    ) -> None:
        self._sequence = sequence
        self._shuffle = bool(shuffle)
        self._borrowed = borrowed
        self._seed = seed
        self.ahead = max(1, ahead)
        self._workers = 1
        self._length = len(sequence)
        if self._length == 0:
            raise BadData("The Sequence given to fit is empty: its len() is 0. Give at least one batch.")
        self.batches_per_epoch = epoch_of(self._length, steps_per_epoch)
        self.samples = [self._item(0, index) for index in sorted({0, 1 % self._length, self._length - 1})]
        self.records_per_batch: Optional[int] = int(generation.flatten(self.samples[0])[0].shape[0])

    def load_with(self, workers: int) -> None:
        """Loads several items at a time, in threads; items that draw random numbers then differ after a resumption."""
        if workers > 1:
            logger.info(
                "%d workers load the Sequence side by side: a resumed run equals an uninterrupted one only when its "
                "items draw no numbers from the global random generators",
                workers,
            )
        self._workers = max(1, workers)

    def items(self, start: int) -> Iterator[Any]:
        first, offset = divmod(start, self._length)
        for done in range(first):  # a Sequence may reorder itself at each end of an epoch
            self._call("on_epoch_begin", done, _EPOCH_BEGIN)
            self._call("on_epoch_end", done, _EPOCH_END)
        for number in itertools.count(first):
            self._call("on_epoch_begin", number, _EPOCH_BEGIN)
            yield from self._pass(number, self._order(number)[offset:])
            self._call("on_epoch_end", number, _EPOCH_END)
            offset = 0

    def _pass(self, number: int, order: list[int]) -> Iterator[Any]:
        if self._workers == 1:
            for index in order:
                yield self._item(number, index)
            return
        with concurrent.futures.ThreadPoolExecutor(self._workers) as pool:
            waiting: collections.deque[Any] = collections.deque()
            for index in order:
                waiting.append(pool.submit(self._plain_item, index))
                if len(waiting) > max(self.ahead, self._workers):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _order(self, number: int) -> list[int]:
        if not self._shuffle:
            return list(range(self._length))
        return [int(i) for i in np.random.default_rng([self._seed % 2**63, number]).permutation(self._length)]

    def _item(self, number: int, index: int) -> Any:
        return self._borrowed.call((number, index), lambda: self._plain_item(index))

    def _plain_item(self, index: int) -> Any:
        return packed(self._sequence[index])

    def _call(self, hook: str, number: int, slot: int) -> None:
        function: Optional[Callable[[], Any]] = getattr(self._sequence, hook, None)
        if function is not None:
            self._borrowed.call((number, slot), function)


class GeneratorItems:
    """A Python generator. It has no position: a resumed run draws and drops what was already trained."""

    ahead = 0

    def __init__(self, generator: Any, steps_per_epoch: Optional[int], fallback_steps: int) -> None:
        logger.warning(
            "fit's data is a Python generator, which cannot say where it is: a resumed run draws it again from the "
            "start, and gets the same batches only when it is seeded. A Sequence or a tf.data.Dataset resumes exactly"
        )
        items = map(packed, generator)
        first = next(items, None)
        if first is None:
            raise BadData("The generator given to fit is empty. Give at least one batch.")
        self.samples = [first]
        self._items = itertools.chain([first], items)
        self._taken = 0
        self.batches_per_epoch = steps_per_epoch or epoch_without_length("a Python generator", fallback_steps)
        self.records_per_batch: Optional[int] = int(generation.flatten(first)[0].shape[0])

    def items(self, batch: int) -> Iterator[Any]:
        while self._taken < batch:  # what an interrupted run has already trained
            if next(self._items, None) is None:
                return
            self._taken += 1
        for item in self._items:
            self._taken += 1
            yield item
