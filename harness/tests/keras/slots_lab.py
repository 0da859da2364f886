"""A Keras trial on several slots: a forked process for each, without a supervisor."""

from __future__ import annotations

import os
import pickle
import signal
import time
from typing import Any

import keras
import numpy as np
from ranks import Ranks, RanksLab

from determined.core import Run, set_current
from determined.keras import TFKerasNativeContext


def train(context: TFKerasNativeContext) -> None:
    """What a script would do."""
    hparams = context.get_hparams()
    draw = np.random.default_rng(5)
    x = draw.normal(size=(96, 6))
    y = (x.sum(1, keepdims=True) > 0).astype("float64")
    noisy = [keras.layers.BatchNormalization(), keras.layers.Dropout(0.3)] if hparams.get("noisy") else []
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, "tanh"), *noisy, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    fate = [Fate(context, hparams["fate"])] if "fate" in hparams else []
    given = data(hparams.get("data", "arrays"), x, y, context.get_per_slot_batch_size())
    model.fit(**given, validation_data=(x[:40], y[:40]), epochs=5, callbacks=fate)


def data(kind: str, x: Any, y: Any, size: int) -> dict[str, Any]:
    if kind == "sequence":
        return {"x": Batches(x, y, size)}
    if kind == "dataset":
        import tensorflow as tf

        return {"x": tf.data.Dataset.from_tensor_slices((x, y)).shuffle(96, seed=3).batch(size)}
    return {"x": x, "y": y}


class Batches(keras.utils.Sequence if hasattr(keras.utils, "Sequence") else keras.utils.PyDataset):
    def __init__(self, x: Any, y: Any, size: int) -> None:
        if hasattr(keras.utils, "PyDataset"):
            super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self) -> int:
        return len(self.x) // self.size

    def __getitem__(self, index: int) -> Any:
        rows = slice(index * self.size, (index + 1) * self.size)
        return self.x[rows], self.y[rows]


class Fate(keras.callbacks.Callback):
    """What befalls one rank before one of its batches."""

    def __init__(self, context: TFKerasNativeContext, fate: dict[str, Any]) -> None:
        super().__init__()
        self._context, self._fate = context, fate

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self._context.distributed.rank != self._fate["rank"]:
            return
        done = (
            int(np.asarray(keras.ops.convert_to_numpy(self.model.optimizer.iterations)))
            if hasattr(keras, "ops")
            else int(self.model.optimizer.iterations.numpy())
        )
        if done != self._fate["at"]:
            return
        directory = self._context.run.info.run_dir
        if self._fate["what"] == "stop":
            self._context.set_stop_requested(True)
        if self._fate["what"] == "stop training":
            self.model.stop_training = True
        if self._fate["what"] == "preempt":
            (directory / "preempt").touch()
        if self._fate["what"] == "kill":
            while b'"type":"checkpoint",' not in (directory / "spool" / "reports-000000.jsonl").read_bytes():
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGKILL)


class SlotsLab(RanksLab):
    def train(self, slots: int, hparams: Any = None, latest: Any = (None, 0), **config: Any) -> Ranks:
        return self.fork(slots, _train, hparams, latest, config)

    def state(self, trained: Ranks) -> dict[str, Any]:
        """The loop state in the last checkpoint."""
        path = self.storage / trained.latest[0] / "determined-loop-state.pkl"
        return dict(pickle.loads(path.read_bytes())[1])


def _train(run: Run) -> None:
    keras.backend.set_floatx("float64")
    set_current(run)
    train(TFKerasNativeContext(run))
