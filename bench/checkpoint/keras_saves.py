"""`python keras_saves.py MEGABYTES TIMES` prints seconds of bare saves, and of the loop's, as far as training waits."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import tempfile
import time

import keras
import numpy as np
from determined.core import Run, TrialInfo
from determined.errors import StopLoadingImplementation
from determined.keras import TFKerasNativeContext
from determined.keras.loop import Loop

WIDTH = 1024


def main() -> None:
    layers, times = max(1, int(sys.argv[1]) * 1_000_000 // (WIDTH * WIDTH * 4)), int(sys.argv[2])
    found: dict[str, list[float]] = {"plain": [], "managed": []}
    original = Loop.checkpoint

    def timed(loop: Loop, ended: bool = False) -> None:
        began = time.perf_counter()
        original(loop, ended)
        found["managed"].append(time.perf_counter() - began)
        loop.writer.finish()
        with tempfile.TemporaryDirectory(dir=directory) as plain:
            began = time.perf_counter()
            loop.model.save(pathlib.Path(plain) / "all.keras")
            found["plain"].append(time.perf_counter() - began)

    Loop.checkpoint = timed
    with tempfile.TemporaryDirectory() as directory:
        config = {
            "searcher": {"name": "single", "metric": "loss", "max_length": {"batches": times}},
            "min_checkpoint_period": {"batches": 1},
            "checkpoint_policy": "none",
            "checkpoint_storage": {"type": "shared_fs", "host_path": directory},
        }
        info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, pathlib.Path(directory))
        TFKerasNativeContext(Run.open(info))
        dense = [keras.layers.Dense(WIDTH, use_bias=False) for _ in range(layers)]
        model = keras.Sequential([keras.Input((WIDTH,)), *dense])
        model.compile(keras.optimizers.SGD(1e-3), "mse")
        x = np.random.default_rng(1).normal(size=(64, WIDTH)).astype("float32")
        with contextlib.suppress(StopLoadingImplementation):
            model.fit(x, x, batch_size=1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
