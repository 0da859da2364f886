"""TensorFlow's own random operations keep their state inside kernels, where nothing can read it.

In graphs they are replaced by stateless ones, keyed by the trial's seed and a counter that is an ordinary variable.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

import tensorflow as tf
from tensorflow.python.data.ops import structured_function

from determined.tensorflow import random_ops

_inside_data = threading.local()


class GraphRandomness:
    """Replaces TensorFlow's random operations in graphs; functions of `tf.data` and eager calls keep the originals."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.count = tf.Variable(0, dtype=tf.int64, trainable=False, name="random_count")

    def install(self) -> None:
        """Call before any model is built; a process does it once."""
        original = structured_function.StructuredFunctionWrapper.__init__

        @functools.wraps(original)
        def mark(*args: Any, **kwargs: Any) -> None:
            before = getattr(_inside_data, "depth", 0)
            _inside_data.depth = before + 1
            try:
                original(*args, **kwargs)
            finally:
                _inside_data.depth = before

        structured_function.StructuredFunctionWrapper.__init__ = mark
        random_ops.install(self._key)

    def capture(self) -> dict[str, Any]:
        """The counter, and what eager code and the process's generators have drawn."""
        return {**random_ops.capture(), "count": self.count.numpy()}

    def put_back(self, state: dict[str, Any]) -> None:
        """Undoes whatever was drawn since `capture`, also in another process."""
        random_ops.put_back(state)
        self.count.assign(state["count"])

    def _key(self, seed: int, seed2: int) -> Any:
        """The operation's own seeds are left out: TensorFlow derives them from how the graph came to be built."""
        if tf.executing_eagerly() or getattr(_inside_data, "depth", 0) or not _in_function():
            return None
        return tf.stack([tf.constant(self._seed, tf.int64), self.count.assign_add(1)])


def _in_function() -> bool:
    """False in a graph of TensorFlow 1, which has no order of side effects to keep the counter by."""
    return bool(getattr(tf.compat.v1.get_default_graph(), "building_function", False))
