"""The contexts of an Estimator's trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

import tensorflow as tf

from determined.core import Run
from determined.errors import StopLoadingImplementation
from determined.estimator import chatter, managed, means
from determined.estimator.call import checked_call
from determined.native_context import NativeContext, SharedContext
from determined.tensorflow import generators
from determined.tensorflow.data_layer import DataLayer
from determined.train import TrialFailure
from determined.trial import TrialContext


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
        generators.seed_all(run.info.seed)
        means.current().install()
        self._taken = False
        means.current().intercept(self._instead)

    def train_and_evaluate(self, estimator: Any, train_spec: Any, eval_spec: Any) -> None:
        """The training loop of the trial; takes what `tf.estimator.train_and_evaluate` takes.

        It returns in a local test alone.
        """
        tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)

    def _instead(self, given: tuple[Any, Any, Any], plain: Callable[[], Any]) -> Any:
        if self.run.status is not None and self.run.ends_script:
            self.run.end_again()
        if self._taken:
            return plain()
        self._taken = True
        return self._train(*given)

    def _train(self, estimator: Any, train_spec: Any, eval_spec: Any) -> None:
        call = checked_call(estimator, train_spec, eval_spec, dict(self.serving_input_receiver_fns))
        self.run.start_loop()
        try:
            managed.train(self.run, call, self.get_stop_requested)
        except StopLoadingImplementation:
            if self.run.ends_script:
                raise
        except TrialFailure as failure:
            self.run.fail(failure.kind, failure.message, failure.restartable)
