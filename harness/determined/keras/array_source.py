"""Arrays in memory, read by NumPy."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Optional

import numpy as np

from determined.keras import generation
from determined.keras.source import array, epoch_of, length_of


class ArrayItems:
    """Batches of arrays, shuffled by a permutation that follows from the seed and the number of the pass."""

    ahead = 1

    def __init__(self, parts: Any, batch_size: int, shuffle: Any, seed: int, steps_per_epoch: Optional[int]) -> None:
        self._arrays = generation.map_structure(lambda values: array(values, own=False), parts)
        self._length = length_of(self._arrays)
        self._size = batch_size
        self._shuffle = shuffle
        self._seed = seed
        self._per_pass = -(-self._length // batch_size)
        self.records_per_batch: Optional[int] = batch_size
        self.batches_per_epoch = epoch_of(self._per_pass, steps_per_epoch)
        self.samples = [self._gather(np.arange(min(batch_size, self._length)))]

    def items(self, batch: int) -> Iterator[Any]:
        first, offset = divmod(batch, self._per_pass)
        for number in itertools.count(first):
            rows = self._rows(number)
            for start in range(offset * self._size, self._length, self._size):
                yield self._gather(rows[start : start + self._size])
            offset = 0

    def _gather(self, rows: Any) -> Any:
        return generation.map_structure(lambda values: values[rows], self._arrays)

    def _rows(self, number: int) -> Any:
        draw = np.random.default_rng([self._seed % 2**63, number])
        if self._shuffle == "batch":
            whole = self._length // self._size * self._size
            batches = draw.permutation(np.arange(whole).reshape(-1, self._size))
            return np.concatenate([batches.reshape(-1), np.arange(whole, self._length)])
        return draw.permutation(self._length) if self._shuffle else np.arange(self._length)
