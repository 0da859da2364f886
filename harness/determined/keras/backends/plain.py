"""Batches for back ends that take them one by one from a Python iterator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable, Optional

from determined import generators
from determined.keras import generation, internals
from determined.keras.array_source import ArrayItems
from determined.keras.sharing import Share
from determined.keras.source import CountedSource, Items, Source, array
from determined.train import TrialFailure

if TYPE_CHECKING:
    from determined.keras.loop import Loop

Convert = Callable[[Any], Any]


class PlainBackend:
    """What the back ends without `tf.data` have in common: NumPy's arrays, each passed through `convert`."""

    ended: type[Exception] = StopIteration

    @staticmethod
    def convert(value: Any) -> Any:
        """What the back end's steps take, of an array of a batch."""
        raise NotImplementedError

    def randomness(self, seed: int) -> Any:
        """Neither has hidden state of its own: JAX's keys are variables of Keras, Torch's generator is looked after."""
        return generators

    def arrays(
        self, parts: tuple[Any, ...], batch_size: int, shuffle: Any, seed: int, steps: Optional[int], share: Share
    ) -> Source:
        return self.stream(share.items(ArrayItems(parts, batch_size, shuffle, seed, steps)))

    def stream(self, items: Items) -> Source:
        return PlainSource(items, self.convert)

    def dataset(self, source: Source) -> Source:
        return Converted(source, self.convert)

    def weigh(self, source: Source, weights: dict[int, float]) -> Source:
        assert isinstance(source, (PlainSource, Converted))
        source.weigh(weights)
        return source

    def build(self, loop: Loop) -> None:
        """`fit` has built everything from the placeholder."""

    def settle(self, model: Any) -> None:
        """Variables are always current."""

    def replaced(self, model: Any) -> None:
        """Variables are read anew by each step."""


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
            batch = internals.weigh(batch, self._weights)
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

    def over(self, batch: int) -> bool:
        return self._inner.over(batch)

    def next_pass(self, batch: int) -> Any:
        return _Converting(self._inner.next_pass(batch), self._made)

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        return self._inner.position(iterator.inner, batch)

    def reopen(self, position: dict[str, Any]) -> Any:
        return _Converting(self._inner.reopen(position), self._made)

    def _made(self, batch: Any) -> Any:
        batch = generation.map_structure(array, batch)
        if self._weights is not None:
            batch = internals.weigh(batch, self._weights)
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
