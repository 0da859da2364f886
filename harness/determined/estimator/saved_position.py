"""Training data whose position is part of a checkpoint, as far as TensorFlow can tell it."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python.data.ops import iterator_ops

from determined.estimator.hidden_state import hidden_sources
from determined.estimator.position import TrainingData, tell_position


class PlacedData(TrainingData):
    """`behind` is for data whose position TensorFlow cannot save."""

    _savable = False

    def _read(self, dataset: Any) -> None:
        hidden = hidden_sources(dataset, tf.compat.v1.get_default_graph())
        if hidden:
            tell_position(" and ".join(hidden))
        self._savable = not hidden

    def _saver(self) -> Any:
        iterators = tf.compat.v1.get_collection(iterator_ops.GLOBAL_ITERATORS)
        if not self._savable or not iterators:
            return None
        return tf.compat.v1.train.Saver([iterator_ops._IteratorSaveable(one, one.name) for one in iterators])
