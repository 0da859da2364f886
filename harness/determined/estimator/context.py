"""The contexts of an Estimator's trial."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Callable

import tensorflow as tf

from determined.core import Run
from determined.errors import StopLoadingImplementation
from determined.estimator import chatter, managed, randomness
from determined.estimator.call import Call
from determined.native_context import NativeContext, SharedContext
from determined.tensorflow.data_layer import DataLayer
from determined.train import TrialFailure
from determined.trial import TrialContext

logger = logging.getLogger("determined")


class EstimatorContext(SharedContext):
    """What the contexts of both kinds of script offer beside configuration and hyperparameters."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._require_one_process("Estimators")
        self.experimental = DataLayer(self)

    def wrap_optimizer(self, optimizer: Any) -> Any:
        """Returns the optimizer as it is: a trial on one slot applies its own gradients."""
        return optimizer

    def wrap_dataset(self, dataset: Any) -> Any:
        """Returns the dataset as it is: a trial on one slot reads all of it."""
        return self.experimental.wrap_dataset(dataset)


class EstimatorTrialContext(EstimatorContext, TrialContext):
    """What the constructor of an `EstimatorTrial` is given."""


class EstimatorNativeContext(EstimatorContext, NativeContext):
    """What `determined.experimental.estimator.init` returns.

    From then on the first `train_and_evaluate`, this one or TensorFlow's own, is the trial's training loop.
    `serving_input_receiver_fns` maps names to functions; each checkpoint holds a SavedModel for each of them.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.serving_input_receiver_fns: Mapping[str, Callable[[], Any]] = {}
        chatter.quieten()
        randomness.seed_all(run.info.seed)
        randomness.install()
        self._taken = False
        self._intercept()

    def train_and_evaluate(self, estimator: Any, train_spec: Any, eval_spec: Any) -> None:
        """The training loop of the trial; takes what `tf.estimator.train_and_evaluate` takes.

        It returns in a local test alone.
        """
        tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)

    def _intercept(self) -> None:
        """Every name of `train_and_evaluate` ends in the same method of the object that holds its checked arguments."""
        from tensorflow_estimator.python.estimator.training import _TrainingExecutor

        plain = _TrainingExecutor.run

        def run(executor: Any) -> Any:
            if self.run.status is not None and self.run.ends_script:
                logger.warning("the script went on after its training loop had ended; what was reported stands")
                raise StopLoadingImplementation
            if self._taken:
                return plain(executor)
            self._taken = True
            return self._train(executor)

        _TrainingExecutor.run = run

    def _train(self, executor: Any) -> None:
        serving = dict(self.serving_input_receiver_fns)
        call = Call(executor._estimator, executor._train_spec, executor._eval_spec, serving)
        self.run.start_loop()
        try:
            managed.train(self.run, call, self.get_stop_requested)
        except StopLoadingImplementation:
            if self.run.ends_script:
                raise
        except TrialFailure as failure:
            self.run.fail(failure.kind, failure.message, failure.restartable)
