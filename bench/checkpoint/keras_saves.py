"""`python keras_saves.py MEGABYTES TIMES` prints seconds of bare saves, and of the loop's, as far as training waits."""

from __future__ import annotations

import pathlib

import keras
import numpy as np
from determined.core import Run
from determined.keras import TFKerasNativeContext
from determined.keras.loop import Loop
from saving import LAYERS, WIDTH, compare


def train(run: Run) -> None:
    TFKerasNativeContext(run)
    dense = [keras.layers.Dense(WIDTH, use_bias=False) for _ in range(LAYERS)]
    model = keras.Sequential([keras.Input((WIDTH,)), *dense])
    model.compile(keras.optimizers.SGD(1e-3), "mse")
    x = np.random.default_rng(1).normal(size=(64, WIDTH)).astype("float32")
    model.fit(x, x, batch_size=1)


def bare(loop: Loop, directory: pathlib.Path) -> None:
    loop.model.save(directory / "all.keras")


if __name__ == "__main__":
    compare(Loop, "checkpoint", bare, train)
