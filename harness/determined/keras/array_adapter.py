"""Arrays in memory as a Sequence, whose class is Keras' own."""

from __future__ import annotations

from typing import Any

from determined.keras import generation
from determined.keras.input_data import ArrayLike


class _ArrayLikeAdapter(generation.Sequence):  # type: ignore[misc]
    """A Sequence of `(x, y)` or `(x, y, sample_weight)` batches of arrays in memory, in their order."""

    def __init__(
        self, x: ArrayLike, y: ArrayLike, batch_size: int, sample_weights: Any = None, drop_leftovers: bool = False
    ) -> None:
        if generation.IS_KERAS_3:
            super().__init__()
        self._parts = (x, y) if sample_weights is None else (x, y, sample_weights)
        lengths = {len(one) for one in generation.flatten(self._parts)}
        if len(lengths) != 1:
            raise ValueError(f"The arrays differ in length: {sorted(lengths)}. Give arrays of one length.")
        (self._length,) = lengths
        if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(f"batch_size is {batch_size!r}, but it counts records. Give a whole number of at least 1.")
        if batch_size > self._length:
            raise ValueError(
                f"batch_size is {batch_size}, but there are only {self._length} records. Make the batch smaller."
            )
        self._size = batch_size
        self._drop = drop_leftovers

    def __len__(self) -> int:
        return self._length // self._size if self._drop else -(-self._length // self._size)

    def __getitem__(self, index: int) -> Any:
        start = index * self._size
        return generation.map_structure(lambda one: one[start : start + self._size], self._parts)
