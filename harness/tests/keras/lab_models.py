"""Models with state that Keras does not list among their variables."""

from __future__ import annotations

import keras
import numpy as np

BACKEND = keras.backend.backend()


def stateful(batch: int) -> object:
    """Remembers from one batch to the next."""
    first = keras.Input(batch_shape=(batch, 6))
    last = keras.layers.LSTM(4, stateful=True)(keras.layers.Reshape((6, 1))(first))
    return keras.Model(first, keras.layers.Dense(1, activation="sigmoid")(last))


def looks_up() -> object:
    """Has a vocabulary, which Keras 2 lists among the variables."""
    first = keras.Input((6,), dtype="int64")
    vocabulary = keras.layers.IntegerLookup()
    vocabulary.adapt(np.array([-1, 0, 1]))
    last = keras.layers.Dense(1, activation="sigmoid")
    return keras.Model(first, last(keras.layers.Rescaling(0.5)(vocabulary(first))))


def two_optimizers() -> object:
    """Each of its layers is moved by an optimizer of its own."""
    first = keras.Input((6,))
    return TwoOptimizers(first, keras.layers.Dense(1)(keras.layers.Dense(4, activation="tanh")(first)))


class TwoOptimizers(keras.Model):
    """A `train_step` as adversarial networks have it; on JAX it is Keras' own: optimizers are state of a step there."""

    def compile(self) -> None:
        super().compile(loss="mse")
        self.first = keras.optimizers.Adam(0.01)
        self.others = [keras.optimizers.Adam(0.02)]

    def train_step(self, *given: object) -> object:
        if BACKEND == "jax":
            return super().train_step(*given)
        x, y = given[0][:2]
        weights = self.trainable_variables
        if BACKEND == "torch":
            import torch

            self.zero_grad()
            loss = self.error(x, y)
            loss.backward()
            with torch.no_grad():
                self.move(weights, [weight.value.grad for weight in weights])
            return {"loss": loss}
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = self.error(x, y)
        self.move(weights, tape.gradient(loss, weights))
        return {"loss": loss}

    def test_step(self, *given: object) -> object:
        return super().test_step(*given) if BACKEND == "jax" else {"loss": self.error(*given[0][:2])}

    def error(self, x: object, y: object) -> object:
        if BACKEND == "torch":
            return ((self(x)[:, 0] - y) ** 2).mean()
        import tensorflow as tf

        return tf.reduce_mean((self(x)[:, 0] - tf.cast(y, tf.float32)) ** 2)

    def move(self, weights: list, gradients: list) -> None:
        self.first.apply_gradients(zip(gradients[:2], weights[:2]))
        self.others[0].apply_gradients(zip(gradients[2:], weights[2:]))
