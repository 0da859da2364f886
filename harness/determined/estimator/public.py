"""Training by the public interface alone, for versions of TensorFlow whose inner parts nobody tried.

The script's own Estimator trains in one session, with one hook more. What that cannot do is in `hooks_in_use`.
"""

from __future__ import annotations

import functools
import logging
from pathlib import Path
from typing import Any, Callable, Optional

import tensorflow as tf

from determined import generators
from determined.core import Run
from determined.estimator import model_dir
from determined.estimator.call import Call
from determined.estimator.means import Instead
from determined.estimator.position import TrainingData
from determined.estimator.snapshot import LoopState
from determined.train import SearcherMetric

logger = logging.getLogger("determined")


class Public:
    """The means of all other versions."""

    def install(self) -> None:
        """Random operations stay TensorFlow's own."""

    def intercept(self, instead: Instead) -> None:
        _ = tf.estimator.Estimator, tf.compat.v1.estimator.Estimator  # loads what stands for them until then
        for home in (tf.estimator, tf.compat.v1.estimator):
            home.train_and_evaluate = functools.partial(_called, instead, home.train_and_evaluate)

    def take_over(self, call: Call, run: Run) -> Any:
        """The script's own where its directory is this run's alone, else a new one of the same function."""
        estimator = call.estimator
        directory = model_dir.of_run(Path(estimator.model_dir), run)
        if directory == estimator.model_dir:
            return estimator
        logger.warning(
            "the model function is trained in a new Estimator, whose directory is the trial's alone: warm_start_from, "
            "what a class derived from Estimator changes, and hooks that were given the script's own Estimator have no "
            "effect. Leave model_dir out of the script to have them"
        )
        return tf.estimator.Estimator(estimator.model_fn, config=estimator.config.replace(model_dir=directory))

    def scaffold(self) -> Any:
        """The collections of the graph tell its saver, unless the model has chosen one."""
        return None

    def check_metric(self, call: Call, metric: SearcherMetric) -> None:
        """The first validation tells."""

    def data(self, forever: bool, state: Optional[LoopState]) -> TrainingData:
        return TrainingData(forever, 0 if state is None else state.marks.steps)

    def manage(self, graph: Any, seed: int) -> None:
        """The Estimator has given it the seed of RunConfig, by default one that nobody knows: no order comes again."""
        tf.compat.v1.set_random_seed(seed)

    def capture(self) -> dict[str, Any]:
        return generators.capture()

    def put_back(self, state: dict[str, Any]) -> None:
        generators.put_back(state)


def _called(instead: Instead, plain: Callable[..., Any], estimator: Any, train_spec: Any, eval_spec: Any) -> Any:
    return instead((estimator, train_spec, eval_spec), lambda: plain(estimator, train_spec, eval_spec))
