"""Batches for back ends that take them one by one from a Python iterator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from determined.keras import generation
from determined.keras.source import CountedSource, Items, Source, array
from determined.train import TrialFailure

Convert = Callable[[Any], Any]


class PlainSource(CountedSource):
    """Batches that Python code makes, each array passed through `convert`."""

    def __init__(self, items: Items, convert: Convert) -> None:
        self._items = items
        self._convert = convert
        self._weights: Optional[dict[int, float]] = None
        self.batches_per_epoch = items.batches_per_epoch
        self.records_per_batch = items.records_per_batch

    def weigh(self, weights: dict[int, float]) -> None:
        """Adds class weights as sample weights to every batch."""
        self._weights = weights

    def example(self) -> Any:
        return self._made(self._items.samples[0])

    def open(self, batch: int) -> Iterator[Any]:
        return map(self._made, self._items.items(batch))

    def next_pass(self, batch: int) -> Any:
        raise ended(batch)

    def _made(self, batch: Any) -> Any:
        if self._weights is not None:
            batch = generation.weigh(batch, self._weights)
        return generation.map_structure(self._convert, batch)


class Converted:
    """A `tf.data.Dataset`'s batches for another back end; the position stays TensorFlow's own."""

    def __init__(self, inner: Source, convert: Convert) -> None:
        self._inner = inner
        self._convert = convert
        self._weights: Optional[dict[int, float]] = None
        self.batches_per_epoch = inner.batches_per_epoch
        self.records_per_batch = inner.records_per_batch

    def weigh(self, weights: dict[int, float]) -> None:
        """Adds class weights as sample weights to every batch."""
        self._weights = weights

    def example(self) -> Any:
        return self._made(self._inner.example())

    def open(self, batch: int) -> Any:
        return _Converting(self._inner.open(batch), self._made)

    def next_pass(self, batch: int) -> Any:
        return _Converting(self._inner.next_pass(batch), self._made)

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        return self._inner.position(iterator.inner, batch)

    def reopen(self, position: dict[str, Any]) -> Any:
        return _Converting(self._inner.reopen(position), self._made)

    def _made(self, batch: Any) -> Any:
        batch = generation.map_structure(array, batch)
        if self._weights is not None:
            batch = generation.weigh(batch, self._weights)
        return generation.map_structure(self._convert, batch)


class _Converting:
    def __init__(self, inner: Any, made: Convert) -> None:
        self.inner = inner
        self._made = made

    def __iter__(self) -> _Converting:
        return self

    def __next__(self) -> Any:
        return self._made(next(self.inner))


def ended(batch: int) -> TrialFailure:
    """For data that has no further batch although training wants one."""
    return TrialFailure(
        "data_ended",
        f"The data given to fit ended after {batch} batches, and training wants more. A generator must go on for ever; "
        "or give a Sequence or a tf.data.Dataset, which can be read again.",
        restartable=False,
    )
