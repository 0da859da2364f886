"""Batches from a `keras.utils.Sequence` (Keras 3: `PyDataset`) or from a Python generator."""

from __future__ import annotations

import collections
import concurrent.futures
import itertools
import logging
from collections.abc import Iterator
from typing import Any, Callable, Optional

import numpy as np
import tensorflow as tf

from determined.keras.randomness import Borrowed
from determined.keras.source import CountedSource

logger = logging.getLogger("determined")

_EPOCH_END = -1
_EPOCH_BEGIN = -2


class SequenceSource(CountedSource):
    """Items of a Sequence: each is drawn from generators seeded by the pass and the index, so it can be had again."""

    def __init__(
        self, sequence: Any, shuffle: bool, borrowed: Borrowed, seed: int, steps_per_epoch: Optional[int], ahead: int
    ) -> None:
        self._sequence = sequence
        self._shuffle = bool(shuffle)
        self._borrowed = borrowed
        self._seed = seed
        self._ahead = max(1, ahead)
        self._workers = 1
        self._length = len(sequence)
        if self._length == 0:
            raise ValueError("The Sequence given to fit is empty: its len() is 0. Give at least one batch.")
        self.batches_per_epoch = steps_per_epoch or self._length
        peeked = {index: self._item(0, index) for index in sorted({0, 1 % self._length, self._length - 1})}
        self._first = peeked[0]
        self._signature = tf.nest.map_structure(_signature, *peeked.values())
        self.records_per_batch: Optional[int] = int(tf.nest.flatten(self._first)[0].shape[0])

    def load_with(self, workers: int) -> None:
        """Loads several items at a time, in threads; items that draw random numbers then differ after a resumption."""
        if workers > 1:
            logger.info(
                "%d workers load the Sequence side by side: a resumed run equals an uninterrupted one only when its "
                "items draw no numbers from the global random generators",
                workers,
            )
        self._workers = max(1, workers)

    def _example(self) -> Any:
        return self._first

    def _stream(self, batch: int) -> Any:
        stream = tf.data.Dataset.from_generator(lambda: self._items_from(batch), output_signature=self._signature)
        return stream.prefetch(self._ahead)

    def _items_from(self, start: int) -> Iterator[Any]:
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
                if len(waiting) > max(self._ahead, self._workers):
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


class GeneratorSource(CountedSource):
    """A Python generator. It has no position: a resumed run draws and drops what was already trained."""

    def __init__(self, generator: Any, steps_per_epoch: Optional[int], fallback_steps: int) -> None:
        logger.warning(
            "fit's data is a Python generator, which cannot say where it is: a resumed run draws it again from the "
            "start, and gets the same batches only when it is seeded. A Sequence or a tf.data.Dataset resumes exactly"
        )
        items = map(packed, generator)
        self._first = next(items)
        self._items = itertools.chain([self._first], items)
        self._taken = 0
        self._signature = tf.nest.map_structure(_free_signature, self._first)
        self.batches_per_epoch = steps_per_epoch or fallback_steps
        self.records_per_batch: Optional[int] = int(tf.nest.flatten(self._first)[0].shape[0])

    def _example(self) -> Any:
        return self._first

    def _stream(self, batch: int) -> Any:
        return tf.data.Dataset.from_generator(lambda: self._from(batch), output_signature=self._signature)

    def _from(self, batch: int) -> Iterator[Any]:
        while self._taken < batch:  # what an interrupted run has already trained
            next(self._items)
            self._taken += 1
        for item in self._items:
            self._taken += 1
            yield item


def packed(item: Any) -> tuple[Any, ...]:
    """`(x,)`, `(x, y)` or `(x, y, sample_weight)` with arrays in the precision that Keras would give them."""
    parts = tuple(item) if isinstance(item, (tuple, list)) else (item,)
    while len(parts) > 1 and parts[-1] is None:
        parts = parts[:-1]
    return tuple(tf.nest.map_structure(_array, part) for part in parts)


def _array(value: Any) -> Any:
    array = value.numpy() if isinstance(value, tf.Tensor) else np.asarray(value)
    return array.astype(tf.keras.backend.floatx()) if np.issubdtype(array.dtype, np.floating) else array


def _signature(*arrays: Any) -> Any:
    sizes = [
        None if place == 0 or len({array.shape[place] for array in arrays}) > 1 else arrays[0].shape[place]
        for place in range(arrays[0].ndim)
    ]
    return tf.TensorSpec(sizes, arrays[0].dtype)


def _free_signature(array: Any) -> Any:
    return tf.TensorSpec([None, *array.shape[1:]], array.dtype)
