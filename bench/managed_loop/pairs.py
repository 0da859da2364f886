"""Plain and managed fits in turn in one process: `python pairs.py small|large PAIRS` prints milliseconds a batch."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import tempfile
import time

import keras
import numpy as np
from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.errors import StopLoadingImplementation
from determined.keras import TFKerasNativeContext
from determined.storage import DirectoryStorage

EPOCHS = 6
# (width, layers, records a batch, batches an epoch): about 1 ms and about 10 ms a batch on one core
SIZES = {"small": (64, 1, 32, 400), "large": (768, 3, 128, 60)}


class Timer(keras.callbacks.Callback):
    """Seconds of each epoch; the first compiles, the quickest of the others is the least disturbed by the machine."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        self.seconds.append(time.perf_counter() - self.began)


def build(width: int, layers: int) -> keras.Model:
    model = keras.Sequential(
        [keras.Input((784,))]
        + [keras.layers.Dense(width, activation="relu") for _ in range(layers)]
        + [keras.layers.Dropout(0.1), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def new_run(directory: pathlib.Path) -> Run:
    config = {"searcher": {"name": "single", "metric": "loss"}, "checkpoint_policy": "none"}
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, directory)
    store = CheckpointStore(DirectoryStorage(directory / "storage"))
    return Run(info, ReportSpool(directory / "spool"), Preemption(directory), store)


def main() -> None:
    width, layers, records, batches = SIZES[sys.argv[1]]
    rng = np.random.default_rng(1)
    x = rng.normal(size=(records * batches, 784)).astype("float32")
    y = rng.integers(0, 10, size=len(x))
    plain = keras.Model.fit
    found = []

    def timed(fit: object) -> float:
        timer = Timer()
        with contextlib.suppress(StopLoadingImplementation):
            fit(build(width, layers), x, y, batch_size=records, epochs=EPOCHS, verbose=0, callbacks=[timer])
        return min(timer.seconds[1:]) / batches * 1000

    for number in range(int(sys.argv[2])):
        order = ("plain", "managed") if number % 2 else ("managed", "plain")
        pair = {}
        for kind in order:
            with tempfile.TemporaryDirectory() as directory:
                keras.Model.fit = plain
                if kind == "managed":
                    TFKerasNativeContext(new_run(pathlib.Path(directory)))
                pair[kind] = timed(keras.Model.fit)
        found.append(pair)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
