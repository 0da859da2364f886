"""Makes every random source of a training process something that can be saved and put back.

TensorFlow's own random operations keep their state inside kernels, where nothing can read it. In graphs they are
replaced by stateless ones, keyed by the trial's seed and a counter that is an ordinary variable.
"""

from __future__ import annotations

import functools
import random
import threading
from typing import Any, Callable, Optional

import numpy as np
import tensorflow as tf
from tensorflow.python.data.ops import structured_function
from tensorflow.python.eager import context as eager_context
from tensorflow.python.ops import gen_random_ops, stateful_random_ops

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
        for name, stateless in self._replacements().items():
            setattr(gen_random_ops, name, self._choose(getattr(gen_random_ops, name), stateless))

    def _key(self) -> Any:
        """The operation's own seeds are left out: TensorFlow derives them from how the graph came to be built."""
        return tf.stack([tf.constant(self._seed, tf.int64), self.count.assign_add(1)])

    def _choose(self, original: Callable[..., Any], stateless: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def choose(*args: Any, seed: int = 0, seed2: int = 0, name: Optional[str] = None, **kwargs: Any) -> Any:
            if tf.executing_eagerly() or getattr(_inside_data, "depth", 0) or not _in_function():
                return original(*args, seed=seed, seed2=seed2, name=name, **kwargs)
            return stateless(self._key(), *args, **kwargs)

        return choose

    @staticmethod
    def _replacements() -> dict[str, Callable[..., Any]]:
        return {
            "random_uniform": lambda key, shape, dtype: tf.random.stateless_uniform(shape, key, dtype=dtype),
            "random_uniform_int": lambda key, shape, minval, maxval: tf.random.stateless_uniform(
                shape, key, minval=minval, maxval=maxval, dtype=tf.convert_to_tensor(maxval).dtype
            ),
            "random_standard_normal": lambda key, shape, dtype: tf.random.stateless_normal(shape, key, dtype=dtype),
            "truncated_normal": lambda key, shape, dtype: tf.random.stateless_truncated_normal(shape, key, dtype=dtype),
            "random_shuffle": lambda key, value: tf.random.experimental.stateless_shuffle(value, key),
            "multinomial": lambda key, logits, num_samples, output_dtype=tf.int64: tf.random.stateless_categorical(
                logits, num_samples, key, dtype=output_dtype
            ),
            "random_gamma": lambda key, shape, alpha: tf.random.stateless_gamma(
                tf.concat([shape, tf.shape(alpha)], 0), key, alpha, dtype=tf.convert_to_tensor(alpha).dtype
            ),
            "random_poisson_v2": lambda key, shape, rate, dtype=tf.int64: tf.random.stateless_poisson(
                tf.concat([shape, tf.shape(rate)], 0), key, rate, dtype=dtype
            ),
        }


def _in_function() -> bool:
    """False in a graph of TensorFlow 1, which has no order of side effects to keep the counter by."""
    return bool(getattr(tf.compat.v1.get_default_graph(), "building_function", False))


def capture() -> dict[str, Any]:
    """The state of the process's generators: Python, NumPy, TensorFlow's eager seeds and global generator."""
    generator = stateful_random_ops.global_generator
    return {
        "python": random.getstate(),
        "numpy": np.random.get_state(),
        "eager": eager_context.context()._rng.getstate() if hasattr(eager_context.context(), "_rng") else None,
        "generator": None if generator is None else generator.state.numpy(),
    }


def put_back(state: dict[str, Any]) -> None:
    """Undoes whatever was drawn since `capture`, also in another process."""
    random.setstate(state["python"])
    np.random.set_state(state["numpy"])
    if state["eager"] is not None and hasattr(eager_context.context(), "_rng"):
        eager_context.context()._rng.setstate(state["eager"])
    if state["generator"] is not None:
        tf.random.get_global_generator().state.assign(state["generator"])


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
