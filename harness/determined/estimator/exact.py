"""Training that goes on exactly, by inner parts of TensorFlow and its Estimator; `hooks_in_use` lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Optional

import tensorflow as tf
from tensorflow_estimator.python.estimator.training import _TrainingExecutor

from determined.core import Run
from determined.estimator import model_dir, randomness, step, stop_hooks
from determined.estimator.call import Call
from determined.estimator.means import Instead
from determined.estimator.saved_position import PlacedData
from determined.estimator.snapshot import LoopState
from determined.tensorflow import random_ops
from determined.train import SearcherMetric


class Exact:
    """The means of versions that are tried."""

    def __init__(self) -> None:
        self._scaffold: Any = None

    def install(self) -> None:
        randomness.install()

    def intercept(self, instead: Instead) -> None:
        """Every name of `train_and_evaluate` ends in the same method of the object that holds its checked arguments."""
        plain = _TrainingExecutor.run

        def run(executor: Any) -> Any:
            given = (executor._estimator, executor._train_spec, executor._eval_spec)
            return instead(given, lambda: plain(executor))

        _TrainingExecutor.run = run

    def take_over(self, call: Call, run: Run) -> Any:
        """The trial's own seed and model directory; nothing is saved behind the loop's back."""
        estimator = call.estimator
        directory = model_dir.of_run(Path(estimator.model_dir), run)
        stop_hooks.follow(call.train_spec.hooks, estimator.model_dir, directory)
        estimator._config = estimator.config.replace(
            tf_random_seed=run.info.seed,
            save_checkpoints_steps=None,
            save_checkpoints_secs=None,
            model_dir=directory,
        )
        estimator._model_dir = directory
        estimator._call_model_fn = self._noting_scaffold(estimator._call_model_fn)
        return estimator

    def _noting_scaffold(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(features: Any, labels: Any, mode: str, config: Any) -> Any:
            spec = plain(features, labels, mode, config)
            if mode == tf.estimator.ModeKeys.TRAIN:
                self._scaffold = spec.scaffold
            return spec

        return call

    def scaffold(self) -> Any:
        return self._scaffold

    def check_metric(self, call: Call, metric: SearcherMetric) -> None:
        """Its name is in the graph of the evaluation."""
        drawn = random_ops.capture()
        with tf.Graph().as_default():
            _, _, results, _ = call.estimator._evaluate_build_graph(call.eval_spec.input_fn, [], "any checkpoint")
        random_ops.put_back(drawn)
        names = [str(name) for name in results]
        if metric.spelling(names) is None:
            raise metric.missing(names)

    def data(self, forever: bool, state: Optional[LoopState]) -> PlacedData:
        behind = state.marks.steps if state is not None and not state.positioned else 0
        return PlacedData(forever, behind)

    def manage(self, graph: Any, seed: int) -> None:
        """The seed is in the Estimator's configuration."""
        step.manage(graph)

    def capture(self) -> dict[str, Any]:
        return random_ops.capture()

    def put_back(self, state: dict[str, Any]) -> None:
        random_ops.put_back(state)
