"""Where training batches come from, and how to come back to a batch in another process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Optional, Protocol

import keras
import numpy as np

from determined.keras import generation

logger = logging.getLogger("determined")


class BadData(ValueError):  # noqa: N818 - says what it is about
    """Data that nothing can be trained on, with what to do; trying again changes nothing."""


class Source(Protocol):
    """An endless stream of batches, counted from 0 over all epochs; what its iterators give is the back end's own."""

    batches_per_epoch: int
    records_per_batch: Optional[int]

    def example(self) -> Any:
        """One batch like those of the stream, for building the model."""

    def open(self, batch: int) -> Any:
        """An iterator whose next element is that batch."""

    def over(self, batch: int) -> bool:
        """Whether the iterator is known to end before that batch."""

    def next_pass(self, batch: int) -> Any:
        """An iterator that goes on where the last one ended, before that batch."""

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        """What `reopen` needs to go on before that batch, which is the iterator's next; picklable."""

    def reopen(self, position: dict[str, Any]) -> Any:
        """An iterator that goes on where `position` was taken, in another process; at most once in each."""


class Items(Protocol):
    """Batches that Python code makes, as tuples of NumPy arrays; which one is next follows from its number."""

    batches_per_epoch: int
    records_per_batch: Optional[int]
    samples: list[Any]
    """Some batches, the first among them, to know the shapes by."""
    ahead: int
    """How many batches to make before they are wanted."""

    def items(self, batch: int) -> Iterator[Any]:
        """The batches from that number on."""


class CountedSource:
    """A source whose batches follow from their numbers, so that the number is the whole position."""

    def open(self, batch: int) -> Any:
        raise NotImplementedError

    def over(self, batch: int) -> bool:
        """The streams here are endless unless the user's generator ends, which it does not say beforehand."""
        return False

    def next_pass(self, batch: int) -> Any:
        """The streams here are endless unless the user's generator ended."""
        return self.open(batch)

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        return {"batch": batch}

    def reopen(self, position: dict[str, Any]) -> Any:
        return self.open(position["batch"])


def epoch_without_length(kind: str, batches: int) -> int:
    """An epoch of data that do not say how long they are, in a call without `steps_per_epoch`; the log says so."""
    logger.warning(
        "fit was given %s, which does not say how long it is, and no steps_per_epoch: an epoch is %d batches, the "
        "scheduling unit, where a plain fit would take all that comes",
        kind,
        batches,
    )
    return batches


def epoch_of(held: int, steps_per_epoch: Optional[int]) -> int:
    """Batches in an epoch of data that hold so many; the log says when the data do not suffice."""
    if steps_per_epoch is not None and steps_per_epoch > held:
        logger.warning(
            "fit's data hold %d batches and are read again from their start within an epoch of %d (steps_per_epoch); "
            "a plain fit would run out of them",
            held,
            steps_per_epoch,
        )
    return steps_per_epoch or held


def length_of(parts: Any) -> int:
    """The number of records in arrays that must agree on it."""
    lengths = {int(array.shape[0]) for array in generation.flatten(parts)}
    if len(lengths) != 1:
        raise BadData(f"The arrays given to fit differ in length: {sorted(lengths)}. Give arrays of one length.")
    length = lengths.pop()
    if length == 0:
        raise BadData("The arrays given to fit are empty. Give at least one record.")
    return length


def packed(item: Any) -> tuple[Any, ...]:
    """`(x,)`, `(x, y)` or `(x, y, sample_weight)` with arrays in the precision that Keras would give them."""
    parts = tuple(item) if isinstance(item, (tuple, list)) else (item,)
    return tuple(generation.map_structure(array, part) for part in present(parts))


def present(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without what is None at the end."""
    while len(parts) > 1 and parts[-1] is None:
        parts = parts[:-1]
    return parts


def array(value: Any, own: bool = True) -> Any:
    """A NumPy array in the precision that Keras would give it.

    It shares no memory with a batch, which its giver may fill anew; not to be its `own`, it is copied only where the
    precision is another one.
    """
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    elif hasattr(value, "detach"):
        value = value.detach().cpu()
    found = value.numpy() if hasattr(value, "numpy") else np.asarray(value)
    if found.dtype == object and not all(isinstance(one, (str, bytes)) for one in found.flat):
        raise BadData(
            "The data given to fit are of NumPy's type object, as a table is whose columns are of several kinds, and a "
            "model takes numbers. Give one kind of number, for example by astype('float32')."
        )
    kind = keras.backend.floatx() if np.issubdtype(found.dtype, np.floating) else found.dtype
    return found.astype(kind, copy=own)
