"""The training data of a graph, and how a run gets back to where another left off."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import numpy as np
import tensorflow as tf

from determined.estimator.chatter import tell_once

INPUT, LOCAL = "determined-input.ckpt", "determined-local.ckpt"
_UNKNOWN, _INFINITE = -2, -1


class TrainingData:
    """What `input_fn` returned for training, repeated if the length asks for it, and what was read of it before.

    `behind` counts batches to pass over. The graph has the same operations whether there are any or not: seeds that
    TensorFlow makes up depend on their number.
    """

    def __init__(self, forever: bool, behind: int) -> None:
        self._forever, self._behind = forever, behind
        self._given: Any = None
        self._length: Any = None
        self._count: Any = None
        self._savers: dict[str, Any] = {}

    def take(self, given: Any) -> Any:
        """Called with what the script's `input_fn` returns."""
        if not isinstance(given, tf.data.Dataset):
            tell_once(
                "input",
                "input_fn returns tensors and no tf.data.Dataset: its position cannot be saved, so that a resumed run "
                "reads its data from the beginning. Return the dataset itself for an exact resume",
            )
            return given
        self._given = given
        read = given.repeat(-1 if self._forever else 1).skip(self._behind)
        self._read(read)
        return read

    def begin(self) -> None:
        """Adds to the graph, which is complete but for this, what reading and putting back the position takes."""
        if self._given is not None:
            self._length = tf.data.experimental.cardinality(self._given)
            self._count = self._given.reduce(np.int64(0), lambda count, *_: count + 1)
            saver = self._saver()
            if saver is not None:
                self._savers[INPUT] = saver
        local = tf.compat.v1.local_variables()
        if local:
            self._savers[LOCAL] = tf.compat.v1.train.Saver(local)

    def batches(self, session: Any, must_know: bool) -> Optional[int]:
        """Batches in one pass; None when it never ends, or when that is not known without reading it all."""
        if self._given is None:
            return None
        length = int(session.run(self._length))
        if length == _UNKNOWN and must_know:
            return int(session.run(self._count))
        return None if length in (_UNKNOWN, _INFINITE) else length

    @property
    def records_per_batch(self) -> Optional[int]:
        """The first dimension of a batch where the graph states it."""
        if self._given is None:
            return None
        shapes = [getattr(spec, "shape", None) for spec in tf.nest.flatten(self._given.element_spec)]
        known = {shape[0] for shape in shapes if shape is not None and shape.rank}
        return known.pop() if len(known) == 1 else None

    def save(self, session: Any, directory: Path) -> bool:
        """Writes the position; false when TensorFlow cannot tell it, and then `behind` must be used."""
        told = False
        for name, saver in self._savers.items():
            try:
                saver.save(session, str(directory / name), write_meta_graph=False, write_state=False)
                told = told or name == INPUT
            except tf.errors.FailedPreconditionError:
                del self._savers[name]
                if name == INPUT:
                    tell_position("operations with a state")
                return self.save(session, directory)
        return told

    def put_back(self, session: Any, directory: Path) -> None:
        """Undoes the reading that a new session began with."""
        for name, saver in self._savers.items():
            if (directory / f"{name}.index").exists():
                saver.restore(session, str(directory / name))

    def _read(self, dataset: Any) -> None:
        """Called with the dataset that the graph reads."""

    def _saver(self) -> Any:
        """What saves and restores the position in it; None where that cannot be."""
        return None


def tell_position(hidden: str) -> None:
    """For a dataset whose position lacks something."""
    tell_once(
        "position",
        f"input_fn's dataset uses {hidden}, whose state TensorFlow does not save: a resumed run reads again, and "
        "passes over, what was read before. That is exact where they draw by fixed seeds and no map is parallel",
    )
