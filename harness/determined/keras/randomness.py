"""Makes every random source of a training process something that can be saved and put back.

TensorFlow's own random operations keep their state inside kernels, where nothing can read it. In graphs they are
replaced by stateless ones, keyed by the trial's seed and a counter that is an ordinary variable.
"""

from __future__ import annotations

import functools
import random
import threading
from typing import Any, Callable

import numpy as np
import tensorflow as tf
from tensorflow.python.data.ops import structured_function

from determined.tensorflow import random_ops
from determined.tensorflow.random_ops import capture, put_back

__all__ = ["Borrowed", "GraphRandomness", "capture", "put_back"]

_MIX = 1_000_003
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

    def _key(self, seed: int, seed2: int) -> Any:
        """The operation's own seeds are left out: TensorFlow derives them from how the graph came to be built."""
        if tf.executing_eagerly() or getattr(_inside_data, "depth", 0) or not _in_function():
            return None
        return tf.stack([tf.constant(self._seed, tf.int64), self.count.assign_add(1)])


def _in_function() -> bool:
    """False in a graph of TensorFlow 1, which has no order of side effects to keep the counter by."""
    return bool(getattr(tf.compat.v1.get_default_graph(), "building_function", False))


class Borrowed:
    """Lends the global generators of Python and NumPy to user code that must draw the same for the same key.

    User code of the training thread that may draw runs under `own`, so that the two never mix.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.own = threading.RLock()

    def call(self, key: tuple[int, int], function: Callable[[], Any]) -> Any:
        with self.own:
            python, numpy = random.getstate(), np.random.get_state()
            random.seed(self._seed * _MIX**2 + key[0] * _MIX + key[1])
            np.random.seed([self._seed % 2**32, key[0] % 2**32, key[1] % 2**32])
            try:
                return function()
            finally:
                random.setstate(python)
                np.random.set_state(numpy)
