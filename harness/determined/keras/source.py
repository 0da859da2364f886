"""Where training batches come from, and how to come back to a batch in another process."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any, Callable, Optional, Protocol

import numpy as np
import tensorflow as tf

logger = logging.getLogger("determined")


class Source(Protocol):
    """An endless stream of batches, counted from 0 over all epochs."""

    batches_per_epoch: int
    records_per_batch: Optional[int]

    def example(self) -> Any:
        """One batch like those of the stream, for building the model."""

    def open(self, batch: int) -> Any:
        """An iterator whose next element is that batch, as a `tf.data` iterator."""

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        """What `reopen` needs to go on before that batch, which is the iterator's next; picklable."""

    def reopen(self, position: dict[str, Any]) -> Any:
        """An iterator that goes on where `position` was taken, also in another process."""


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

    def open(self, batch: int) -> Any:
        stream = self._stream(batch)
        return iter(stream if self._weighting is None else stream.map(self._weighting))

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
        self._per_pass = -(-self._length // batch_size)
        self._shuffle = shuffle
        self._seed = seed
        self.records_per_batch: Optional[int] = batch_size
        self.batches_per_epoch = steps_per_epoch or self._per_pass

    def _example(self) -> Any:
        size = min(self.records_per_batch or 1, self._length)
        return tf.nest.map_structure(lambda array: array[:size], self._arrays)

    def _stream(self, batch: int) -> Any:
        first_pass, offset = divmod(batch, self._per_pass)
        passes = tf.data.Dataset.range(first_pass, np.iinfo(np.int64).max)
        indices = passes.flat_map(self._pass).skip(offset)
        arrays = self._arrays
        batches = indices.map(lambda rows: tf.nest.map_structure(lambda array: tf.gather(array, rows), arrays))
        return batches.prefetch(2)

    def _pass(self, number: Any) -> Any:
        size, length = tf.constant(self.records_per_batch, tf.int64), tf.constant(self._length, tf.int64)
        key = tf.stack([tf.constant(self._seed, tf.int64), number])
        starts = tf.data.Dataset.range(self._per_pass)
        if self._shuffle == "batch":
            order = tf.random.experimental.stateless_shuffle(tf.range(self._per_pass, dtype=tf.int64), key)
            starts = starts.map(lambda index: order[index])
        rows = tf.range(length)
        if self._shuffle is True:
            rows = tf.random.experimental.stateless_shuffle(rows, key)
        return starts.map(lambda index: rows[index * size : tf.minimum((index + 1) * size, length)])


class DatasetSource:
    """A `tf.data.Dataset`: its iterator's own state is the position."""

    def __init__(
        self, dataset: Any, steps_per_epoch: Optional[int], most_batches: Optional[int], fallback_steps: int
    ) -> None:
        self._dataset = dataset
        self._recount: Optional[int] = None
        self._skips = False
        size = int(dataset.cardinality())
        self._endless = size == tf.data.INFINITE_CARDINALITY
        if steps_per_epoch is None and self._endless:
            steps_per_epoch = fallback_steps
            logger.info(
                "the dataset is endless and fit has no steps_per_epoch: an epoch is %d batches, the scheduling unit",
                fallback_steps,
            )
        if steps_per_epoch is None and size < 0:
            self._recount = most_batches if most_batches is not None else -1
            size = self._count()
        self.batches_per_epoch = int(steps_per_epoch or size)
        if self.batches_per_epoch < 1:
            raise ValueError("The dataset given to fit is empty. Give at least one batch.")
        self.records_per_batch = _records(dataset.element_spec)

    def _count(self) -> int:
        limited = self._dataset if self._recount == -1 else self._dataset.take(self._recount)
        count = int(limited.reduce(np.int64(0), lambda total, *_: total + 1))
        logger.info(
            "the dataset does not say how long it is: counted %d batches in one pass; "
            "give fit steps_per_epoch, or use tf.data.experimental.assert_cardinality, to save it",
            count,
        )
        return count

    def example(self) -> Any:
        specs = tf.nest.flatten(self._dataset.element_spec)
        if all(isinstance(spec, tf.TensorSpec) and spec.shape.rank for spec in specs) and all(
            size is not None for spec in specs for size in spec.shape[1:]
        ):
            return tf.nest.map_structure(
                lambda spec: tf.zeros([spec.shape[0] or 1, *spec.shape[1:]], spec.dtype), self._dataset.element_spec
            )
        return next(iter(self._dataset.take(1)))

    def open(self, batch: int) -> Any:
        stream = self._dataset if self._endless else self._dataset.repeat()
        return iter(stream.skip(batch) if batch else stream)

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        if not self._skips:
            try:
                return {"batch": batch, "iterator": iterator_state(iterator)}
            except (tf.errors.FailedPreconditionError, tf.errors.UnimplementedError) as refusal:
                self._skips = True
                logger.warning(
                    "the dataset's position cannot be saved (%s); a resumed run reads it again from its start up to "
                    "its position, which gives the same batches only when every random operation in it is seeded",
                    str(refusal).splitlines()[0][:200],
                )
        return {"batch": batch}

    def reopen(self, position: dict[str, Any]) -> Any:
        if "iterator" not in position:
            return self.open(position["batch"])
        iterator = self.open(0)
        restore_iterator(iterator, position["iterator"])
        return iterator


def iterator_state(iterator: Any) -> dict[str, bytes]:
    """The state of a `tf.data` iterator, as the files that TensorFlow writes for it."""

    with tempfile.TemporaryDirectory() as directory:
        tf.train.Checkpoint(iterator=iterator).write(f"{directory}/iterator")
        return {path.name: path.read_bytes() for path in sorted(Path(directory).iterdir())}


def restore_iterator(iterator: Any, files: dict[str, bytes]) -> None:

    with tempfile.TemporaryDirectory() as directory:
        for name, content in files.items():
            Path(directory, name).write_bytes(content)
        tf.train.Checkpoint(iterator=iterator).read(f"{directory}/iterator").assert_consumed()


def _dense(value: Any) -> Any:
    """A tensor in the precision that Keras would give it."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return tf.convert_to_tensor(value)
    array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    if np.issubdtype(array.dtype, np.floating):
        array = array.astype(tf.keras.backend.floatx())
    with tf.device("CPU:0"):
        return tf.convert_to_tensor(array)


def _records(spec: Any) -> Optional[int]:
    for leaf in tf.nest.flatten(spec):
        if isinstance(leaf, tf.TensorSpec) and leaf.shape.rank:
            return leaf.shape[0] if leaf.shape[0] is None else int(leaf.shape[0])
    return None
