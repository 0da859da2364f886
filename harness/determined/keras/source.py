"""Where training batches come from, and how to come back to a batch in another process."""

from __future__ import annotations

from typing import Any, Callable, Optional, Protocol

import numpy as np
import tensorflow as tf

_MOST_BATCHES = 16
_CHUNK_BYTES = 4 * 1024 * 1024


class Source(Protocol):
    """An endless stream of batches, counted from 0 over all epochs."""

    batches_per_epoch: int
    records_per_batch: Optional[int]

    def example(self) -> Any:
        """One batch like those of the stream, for building the model."""

    def spec(self) -> Any:
        """The `tf.data` element specification of the stream."""

    def open(self, batch: int) -> Any:
        """An iterator whose next element is that batch, as a `tf.data` iterator."""

    def next_pass(self, batch: int) -> Any:
        """An iterator that goes on where the last one ended, before that batch."""

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        """What `reopen` needs to go on before that batch, which is the iterator's next; picklable."""

    def reopen(self, position: dict[str, Any]) -> Any:
        """An iterator that goes on where `position` was taken, in another process; at most once in each."""


class CountedSource:
    """A source whose batches follow from their numbers, so that the number is the whole position."""

    _weighting: Optional[Callable[..., Any]] = None

    def weigh(self, weighting: Callable[..., Any]) -> None:
        """Has every batch pass through `weighting`, which turns class weights into sample weights."""
        self._weighting = weighting

    def example(self) -> Any:
        plain = self._example()
        if self._weighting is None:
            return plain
        return self._weighting(*tf.nest.map_structure(tf.convert_to_tensor, plain))

    def spec(self) -> Any:
        return self._batches(0).element_spec

    def open(self, batch: int) -> Any:
        return iter(self._batches(batch))

    def next_pass(self, batch: int) -> Any:
        """The streams here are endless unless the user's generator ended."""
        return self.open(batch)

    def _batches(self, batch: int) -> Any:
        stream = self._stream(batch)
        return stream if self._weighting is None else stream.map(self._weighting)

    def _example(self) -> Any:
        raise NotImplementedError

    def _stream(self, batch: int) -> Any:
        """The batches from that number on, as a dataset."""
        raise NotImplementedError

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        return {"batch": batch}

    def reopen(self, position: dict[str, Any]) -> Any:
        return self.open(position["batch"])


class ArraySource(CountedSource):
    """Arrays in memory, shuffled by a permutation that follows from the seed and the number of the pass."""

    def __init__(self, data: Any, batch_size: int, shuffle: Any, seed: int, steps_per_epoch: Optional[int]) -> None:
        self._arrays = tf.nest.map_structure(_dense, data)
        lengths = {int(array.shape[0]) for array in tf.nest.flatten(self._arrays)}
        if len(lengths) != 1:
            raise ValueError(f"The arrays given to fit differ in length: {sorted(lengths)}. Give arrays of one length.")
        self._length = lengths.pop()
        if self._length == 0:
            raise ValueError("The arrays given to fit are empty. Give at least one record.")
        self._size = batch_size
        self._per_pass = -(-self._length // batch_size)
        self._chunk = _batches_at_once(self._arrays, batch_size)
        self._shuffle = shuffle
        self._seed = seed
        self.records_per_batch: Optional[int] = batch_size
        self.batches_per_epoch = steps_per_epoch or self._per_pass

    def _example(self) -> Any:
        size = min(self.records_per_batch or 1, self._length)
        return tf.nest.map_structure(lambda array: array[:size], self._arrays)

    def _stream(self, batch: int) -> Any:
        """Gathers several batches at a time: a call of a function for each batch would cost more than the copying."""
        first_pass, offset = divmod(batch, self._per_pass)
        passes = tf.data.Dataset.range(first_pass, np.iinfo(np.int64).max)
        chunks = passes.flat_map(self._pass).skip(offset // self._chunk)
        arrays = self._arrays
        gathered = chunks.map(lambda rows: tf.nest.map_structure(lambda array: tf.gather(array, rows), arrays))
        return gathered.unbatch().skip(offset % self._chunk).prefetch(2)

    def _pass(self, number: Any) -> Any:
        """The rows of a pass, as matrices of whole batches and, last, what is left over for a smaller one."""
        size, whole = self._size, self._length // self._size
        key = tf.stack([tf.constant(self._seed, tf.int64), number])
        rows = tf.range(tf.constant(self._length, tf.int64))
        if self._shuffle is True:
            rows = tf.random.experimental.stateless_shuffle(rows, key)
        batches = tf.reshape(rows[: whole * size], [whole, size])
        if self._shuffle == "batch":
            batches = tf.random.experimental.stateless_shuffle(batches, key)
        even = whole // self._chunk * self._chunk
        chunks = tf.data.Dataset.from_tensor_slices(tf.reshape(batches[:even], [-1, self._chunk, size]))
        # Parts that are empty are concatenated too: with them the batch size is unknown in graphs, as in a plain fit.
        for rest in (batches[even:], rows[None, whole * size :]):
            chunks = chunks.concatenate(tf.data.Dataset.from_tensors(rest).take(1 if rest.shape.num_elements() else 0))
        return chunks


def _batches_at_once(arrays: Any, batch_size: int) -> int:
    of_a_record: int = sum(array.dtype.size * int(np.prod(array.shape[1:])) for array in tf.nest.flatten(arrays))
    return max(1, min(_MOST_BATCHES, _CHUNK_BYTES // max(1, of_a_record * batch_size)))


def _dense(value: Any) -> Any:
    """A tensor in the precision that Keras would give it."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return tf.convert_to_tensor(value)
    array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    if np.issubdtype(array.dtype, np.floating):
        array = array.astype(tf.keras.backend.floatx())
    with tf.device("CPU:0"):
        return tf.convert_to_tensor(array)
