"""Batches from a `tf.data.Dataset`, which alone knows where it is."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any, Optional

import numpy as np
import tensorflow as tf

from determined.keras.source import BadData

logger = logging.getLogger("determined")

Files = dict[str, bytes]


class DatasetSource:
    """A `tf.data.Dataset`, one iterator for each pass; an iterator's own state is the position.

    That state lacks one thing when the dataset has read ahead to the end of a pass: how many passes its shuffles have
    counted, from which the later orders follow. So the state of the very first iterator is kept too: read back, it sets
    the count to one, and each iterator made after that counts one pass more.
    """

    def __init__(
        self, dataset: Any, steps_per_epoch: Optional[int], most_batches: Optional[int], fallback_steps: int
    ) -> None:
        self._dataset = dataset
        self._pass = self._pass_start = 0
        self._base: Optional[Files] = None
        self._replays = self._told_end = False
        size = int(dataset.cardinality())
        self._size: Optional[int] = size if size > 0 else None
        if steps_per_epoch is None and size == tf.data.INFINITE_CARDINALITY:
            steps_per_epoch = fallback_steps
            logger.info(
                "the dataset is endless and fit has no steps_per_epoch: an epoch is %d batches, the scheduling unit",
                fallback_steps,
            )
        if steps_per_epoch is None and size < 0:
            size = self._count(most_batches)
            self._size = None if size == most_batches else size
        self.batches_per_epoch = int(steps_per_epoch or size)
        if self.batches_per_epoch < 1:
            raise BadData("The dataset given to fit is empty. Give at least one batch.")
        self.records_per_batch = _records(dataset.element_spec)
        if _nested_shuffles(dataset) > 1:
            self._replay("it shuffles what is already shuffled")
        if _caches_in_files(dataset):
            self._replay("it caches in files, which are of one run")

    def _count(self, most: Optional[int]) -> int:
        limited = self._dataset if most is None else self._dataset.take(most)
        count = int(limited.reduce(np.int64(0), lambda total, *_: total + 1))
        logger.info(
            "the dataset does not say how long it is: counted %d batches in one pass; "
            "give fit steps_per_epoch, or use tf.data.experimental.assert_cardinality, to save it",
            count,
        )
        return count

    def spec(self) -> Any:
        return self._dataset.element_spec

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
        iterator = iter(self._dataset)
        if not self._replays:
            self._base = self._files(iterator)
        return iterator

    def over(self, batch: int) -> bool:
        return self._size is not None and batch - self._pass_start >= self._size

    def next_pass(self, batch: int) -> Any:
        self._tell_end(batch)
        self._pass += 1
        self._pass_start = batch
        return iter(self._dataset)

    def _tell_end(self, batch: int) -> None:
        within = batch % self.batches_per_epoch
        if within and not self._told_end:
            self._told_end = True
            logger.warning(
                "the dataset ended after %d batches, within an epoch of %d (steps_per_epoch), and is read again from "
                "its start; a plain fit would have ended its training there",
                batch - self._pass_start,
                self.batches_per_epoch,
            )

    def position(self, iterator: Any, batch: int) -> dict[str, Any]:
        position = {"batch": batch, "pass": self._pass, "pass_start": self._pass_start, "base": self._base}
        return position if self._replays else {**position, "iterator": self._files(iterator)}

    def reopen(self, position: dict[str, Any]) -> Any:
        self._pass, self._pass_start = position["pass"], position["pass_start"]
        self._base = position["base"]
        if position.get("iterator") is None or self._base is None:
            return self._reread(position["batch"])
        iterator = iter(self._dataset)
        _restore(iterator, position["iterator"])
        _restore(iter(self._dataset), self._base)
        for _ in range(self._pass):
            iter(self._dataset)
        return iterator

    def _reread(self, batch: int) -> Any:
        """Reads everything again up to the batch."""
        self._replays = True
        for _ in range(self._pass):
            for _ in self._dataset:
                pass
        iterator = iter(self._dataset)
        for _ in range(batch - self._pass_start):
            next(iterator)
        return iterator

    def _files(self, iterator: Any) -> Optional[Files]:
        try:
            return _state(iterator)
        except (tf.errors.FailedPreconditionError, tf.errors.UnimplementedError) as refusal:
            self._replay(str(refusal).splitlines()[0][:200])
            return None

    def _replay(self, why: str) -> None:
        if self._replays:
            return
        self._replays = True
        logger.warning(
            "the dataset's position cannot be saved (%s): a resumed run reads it again from its start up to its "
            "position, which gives the same batches only when every random operation in it is seeded",
            why,
        )


def _state(iterator: Any) -> Files:
    """The state of a `tf.data` iterator, as the files that TensorFlow writes for it."""
    with tempfile.TemporaryDirectory() as directory:
        tf.train.Checkpoint(iterator=iterator).write(f"{directory}/iterator")
        return {path.name: path.read_bytes() for path in sorted(Path(directory).iterdir())}


def _restore(iterator: Any, files: Files) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for name, content in files.items():
            Path(directory, name).write_bytes(content)
        tf.train.Checkpoint(iterator=iterator).read(f"{directory}/iterator").assert_consumed()


def _records(spec: Any) -> Optional[int]:
    for leaf in tf.nest.flatten(spec):
        if isinstance(leaf, tf.TensorSpec) and leaf.shape.rank:
            return None if leaf.shape[0] is None else int(leaf.shape[0])
    return None


def _nested_shuffles(dataset: Any) -> int:
    """The most shuffles on a way through the dataset."""
    below = max((_nested_shuffles(one) for one in dataset._inputs()), default=0)
    return below + ("Shuffle" in type(dataset).__name__)


def _caches_in_files(dataset: Any) -> bool:
    """Its saved position crashes a process that has not the files."""
    own = getattr(dataset, "_filename", None) if type(dataset).__name__ == "CacheDataset" else None
    return (own is not None and own.numpy() != b"") or any(map(_caches_in_files, dataset._inputs()))
