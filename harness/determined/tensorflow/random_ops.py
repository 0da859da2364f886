"""TensorFlow's own random operations keep their state inside kernels, where nothing can read it.

In graphs they are replaced by stateless ones with a key that can be saved and put back.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional

import tensorflow as tf
from tensorflow.python.eager import context as eager_context
from tensorflow.python.ops import gen_random_ops, stateful_random_ops

from determined import generators

Key = Callable[[int, int], Any]


def install(key: Key) -> None:
    """From now on an operation with the seeds `(seed, seed2)` draws by `key(seed, seed2)`, two int64.

    Where `key` returns None the operation stays TensorFlow's own.
    """
    for name, stateless in _stateless().items():
        setattr(gen_random_ops, name, _choose(key, getattr(gen_random_ops, name), stateless))


def _choose(key: Key, original: Callable[..., Any], stateless: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def choose(*args: Any, seed: int = 0, seed2: int = 0, name: Optional[str] = None, **kwargs: Any) -> Any:
        chosen = key(seed, seed2)
        if chosen is None:
            return original(*args, seed=seed, seed2=seed2, name=name, **kwargs)
        return stateless(chosen, *args, **kwargs)

    return choose


def _stateless() -> dict[str, Callable[..., Any]]:
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


def capture() -> dict[str, Any]:
    """The state of the process's generators: Python, NumPy, TensorFlow's eager seeds and global generator."""
    generator = stateful_random_ops.global_generator
    return {
        **generators.capture(),
        "eager": eager_context.context()._rng.getstate() if hasattr(eager_context.context(), "_rng") else None,
        "generator": None if generator is None else generator.state.numpy(),
    }


def put_back(state: dict[str, Any]) -> None:
    """Undoes whatever was drawn since `capture`, also in another process."""
    generators.put_back(state)
    if state.get("eager") is not None and hasattr(eager_context.context(), "_rng"):
        eager_context.context()._rng.setstate(state["eager"])
    if state.get("generator") is not None:
        tf.random.get_global_generator().state.assign(state["generator"])
