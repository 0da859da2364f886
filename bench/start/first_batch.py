"""`python first_batch.py plain|managed DIRECTORY` prints seconds from Keras' import to the first batch's end.

The first number is of the clock, the second of the processors. A trial's process has the harness imported before it
begins with the script, as it is a copy of the starter.
"""

from __future__ import annotations

import contextlib
import gc
import json
import pathlib
import sys
import time

if sys.argv[1] == "managed":
    import determined.run.starter  # noqa: F401

import keras
import numpy as np

# A full collection of what a framework's import leaves takes 0.2 s. Whether one is due before the first batch hangs on
# a few objects more or less: both kinds of start begin with none due.
gc.collect()
BEGAN = time.perf_counter(), time.process_time()


class First(keras.callbacks.Callback):
    """Takes the time once."""

    seconds: tuple[float, float] | None = None

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        self.seconds = self.seconds or (time.perf_counter() - BEGAN[0], time.process_time() - BEGAN[1])


def manage(directory: pathlib.Path) -> None:
    from determined.core import Run, TrialInfo
    from determined.keras import TFKerasNativeContext

    storage = {"type": "shared_fs", "host_path": str(directory / "storage")}
    config = {"searcher": {"name": "single", "metric": "loss"}, "checkpoint_storage": storage}
    TFKerasNativeContext(Run.open(TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, directory)))


def main() -> None:
    stop: type[BaseException] = KeyboardInterrupt
    if sys.argv[1] == "managed":
        from determined.errors import StopLoadingImplementation

        manage(pathlib.Path(sys.argv[2]))
        stop = StopLoadingImplementation
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(4096, 784)).astype("float32"), rng.integers(0, 10, size=4096)
    layers = [keras.layers.Dense(256, activation="relu"), keras.layers.Dropout(0.1), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    first = First()
    with contextlib.suppress(stop):
        model.fit(x, y, batch_size=64, verbose=0, callbacks=[first])
    print(json.dumps(first.seconds))


if __name__ == "__main__":
    main()
