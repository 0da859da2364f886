"""What differs between the back ends of Keras, a file each; whatever needs TensorFlow, JAX or Torch is in its file."""

from __future__ import annotations

from determined.keras.backends.backend import Backend


def current() -> Backend:
    """The back end that this process's Keras computes with."""
    import keras

    name = keras.backend.backend()
    if name == "tensorflow":
        from determined.keras.backends.tensorflow import TensorFlow

        return TensorFlow()
    if name == "jax":
        from determined.keras.backends.jax import Jax

        return Jax()
    if name == "torch":
        from determined.keras.backends.torch import Torch

        return Torch()
    raise RuntimeError(
        f"Keras computes with the back end {name!r}, which cannot be trained under management. "
        "Set KERAS_BACKEND to tensorflow, jax or torch before keras is imported."
    )


__all__ = ["Backend", "current"]
