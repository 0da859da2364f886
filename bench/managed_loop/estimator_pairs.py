"""Plain and managed Estimators in turn in one process: `estimator_pairs.py small|large PAIRS` prints ms a batch."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import tempfile
import time

import numpy as np
import tensorflow as tf
from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.errors import StopLoadingImplementation
from determined.estimator import EstimatorNativeContext
from determined.storage import DirectoryStorage

v1 = tf.compat.v1
# (width, layers, records a batch, batches in a part that is timed): about 1 ms and about 10 ms a batch on one core
SIZES = {"small": (64, 1, 64, 400), "large": (768, 3, 128, 60)}
PARTS = 6


class Timer(v1.train.SessionRunHook):
    """Seconds of each part; the first warms up, the quickest of the others is the least disturbed by the machine."""

    def __init__(self, batches: int) -> None:
        self.batches, self.count = batches, 0
        self.marks: list[float] = []

    def before_run(self, run_context: object) -> None:
        if self.count % self.batches == 0:
            self.marks.append(time.perf_counter())
        self.count += 1

    def best(self) -> float:
        return min(later - before for before, later in zip(self.marks[1:], self.marks[2:], strict=False))


def model_fn(features: object, labels: object, mode: str, params: dict) -> object:
    net = features
    for _ in range(params["layers"]):
        net = v1.layers.dense(net, params["width"], activation=tf.nn.relu)
    logits = v1.layers.dense(net, 10)
    loss = v1.losses.sparse_softmax_cross_entropy(labels, logits)
    train = v1.train.AdamOptimizer().minimize(loss, v1.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train)


def main() -> None:
    width, layers, records, batches = SIZES[sys.argv[1]]
    rng = np.random.default_rng(1)
    batch = (rng.normal(size=(records, 784)).astype("float32"), rng.integers(0, 10, size=records))
    steps = batches * PARTS + 1

    def data() -> tf.data.Dataset:
        return tf.data.Dataset.from_tensors(batch).repeat()

    def build(directory: str) -> tf.estimator.Estimator:
        return tf.estimator.Estimator(model_fn, directory, params={"width": width, "layers": layers})

    def timed(kind: str, directory: str) -> float:
        timer = Timer(batches)
        if kind == "plain":
            build(f"{directory}/model").train(data, hooks=[timer], steps=steps)
        else:
            with contextlib.suppress(StopLoadingImplementation):
                train = tf.estimator.TrainSpec(data, steps, [timer])
                context = EstimatorNativeContext(new_run(pathlib.Path(directory)))
                context.train_and_evaluate(build(f"{directory}/model"), train, tf.estimator.EvalSpec(data, steps=1))
        return timer.best() / batches * 1000

    found = []
    for number in range(int(sys.argv[2])):
        pair = {}
        for kind in ("plain", "managed") if number % 2 else ("managed", "plain"):
            with tempfile.TemporaryDirectory() as directory:
                pair[kind] = timed(kind, directory)
        found.append(pair)
    print(json.dumps(found))


def new_run(directory: pathlib.Path) -> Run:
    config = {"searcher": {"name": "single", "metric": "loss"}, "checkpoint_policy": "none"}
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, directory)
    store = CheckpointStore(DirectoryStorage(directory / "storage"))
    return Run(info, ReportSpool(directory / "spool"), Preemption(directory), store)


if __name__ == "__main__":
    main()
