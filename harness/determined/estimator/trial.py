"""Trials of the Estimator that are written as classes."""

from __future__ import annotations

import abc
from typing import Any, Callable, ClassVar, NoReturn

from determined.core import Run
from determined.estimator.context import EstimatorTrialContext
from determined.estimator.version import has_estimator, require_estimator
from determined.trial import Trial, TrialController

ServingInputReceiverFn = Callable[[], Any]


class EstimatorTrialController(TrialController):
    """Trains one `EstimatorTrial`."""

    @classmethod
    def seed(cls, seed: int) -> None:
        from determined.estimator import chatter, means
        from determined.tensorflow import generators

        chatter.quieten()
        generators.seed_all(seed)
        if has_estimator():
            means.current().install()

    def train(self) -> NoReturn:
        from determined.estimator import managed
        from determined.estimator.call import checked_call

        run: Run = self.context.run
        require_estimator(run)
        call = checked_call(
            self.trial.build_estimator(),
            self.trial.build_train_spec(),
            self.trial.build_validation_spec(),
            self.trial.build_serving_input_receiver_fns(),
        )
        managed.train(run, call, self.context.get_stop_requested)


class EstimatorTrial(Trial):
    """Derive from it, and give the class to `determined.experimental.create`."""

    trial_context_class: ClassVar[Any] = EstimatorTrialContext
    trial_controller_class: ClassVar[Any] = EstimatorTrialController

    @abc.abstractmethod
    def build_estimator(self) -> Any:
        """The `tf.estimator.Estimator` to train."""

    @abc.abstractmethod
    def build_train_spec(self) -> Any:
        """The `tf.estimator.TrainSpec`: `input_fn` returns a `tf.data.Dataset` of batches, `hooks` are told of them."""

    @abc.abstractmethod
    def build_validation_spec(self) -> Any:
        """The `tf.estimator.EvalSpec`: what a validation reads; without `steps=None` it reads 100 batches."""

    def build_serving_input_receiver_fns(self) -> dict[str, ServingInputReceiverFn]:
        """Functions by name: each checkpoint holds a SavedModel for each of them."""
        return {}
