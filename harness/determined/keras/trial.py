"""Trials of Keras that are written as classes."""

from __future__ import annotations

import abc
import logging
from typing import Any, ClassVar, NoReturn

import keras

from determined.errors import BadBatchSize, InvalidDataTypeException
from determined.keras.array_adapter import _ArrayLikeAdapter
from determined.keras.context import TFKerasTrialContext
from determined.keras.fit_call import FitCall
from determined.keras.input_data import InputData, check_input_data
from determined.keras.seeds import seed_all
from determined.train import TrialFailure
from determined.trial import Trial, TrialController

logger = logging.getLogger("determined")


class TFKerasTrialController(TrialController):
    """Trains one `TFKerasTrial`."""

    @classmethod
    def seed(cls, seed: int) -> None:
        seed_all(seed)

    def train(self) -> NoReturn:
        context: TFKerasTrialContext = self.context
        training = self._data("build_training_data_loader")
        validation = self._data("build_validation_data_loader")
        model = self.trial.build_model()
        self._check(model)
        call = FitCall(
            x=_batched(training, self._size(), True) if isinstance(training, tuple) else training,
            validation_data=validation,
            validation_batch_size=self._size() if isinstance(validation, tuple) else None,
            callbacks=self.trial.keras_callbacks(),
            shuffle=False,
        )
        context.train(model, call)
        raise AssertionError("a managed loop ends the run")

    def _size(self) -> int:
        """Of a batch, where the data are arrays."""
        try:
            return int(self.context.get_per_slot_batch_size())
        except BadBatchSize as fault:
            raise TrialFailure("bad_configuration", str(fault), restartable=False) from fault

    def _data(self, method: str) -> InputData:
        data = getattr(self.trial, method)()
        try:
            check_input_data(data, f"What {method} returned")
        except InvalidDataTypeException as fault:
            self.context.run.record_failure("bad_data", str(fault), restartable=False)
            raise
        return data

    def _check(self, model: Any) -> None:
        if not isinstance(model, keras.Model):
            raise _bad(f"build_model returned {type(model).__name__}, which is no keras.Model. Return the model")
        if self.context.model is None:
            raise _bad("build_model never called self.context.wrap_model(model). Compile and return what it returns")
        if getattr(model, "optimizer", None) is None:
            raise _bad("build_model returned a model without an optimizer. Call compile(optimizer=..., loss=...) on it")


class TFKerasTrial(Trial):
    """Derive from it, and give the class to `determined.experimental.create`."""

    trial_context_class: ClassVar[Any] = TFKerasTrialContext
    trial_controller_class: ClassVar[Any] = TFKerasTrialController

    def __init__(self, trial_context: TFKerasTrialContext) -> None:
        self.context = trial_context

    @abc.abstractmethod
    def build_model(self) -> Any:
        """The model, wrapped by `self.context.wrap_model` and then compiled."""

    @abc.abstractmethod
    def build_training_data_loader(self) -> InputData:
        """What to train on. Arrays are read in order, in whole batches of the per-slot size."""

    @abc.abstractmethod
    def build_validation_data_loader(self) -> InputData:
        """What a validation reads, all of it."""

    def session_config(self) -> Any:
        """The configuration of a TensorFlow 1 session; nothing trains in one here."""
        return None

    def keras_callbacks(self) -> list[Any]:
        """Callbacks of the training, in the order in which they are called."""
        return []


def _batched(data: tuple[Any, ...], size: int, drop: bool) -> _ArrayLikeAdapter:
    x, y, weights = (*data, None)[:3]
    try:
        return _ArrayLikeAdapter(x, y, size, weights, drop_leftovers=drop)
    except ValueError as fault:
        raise _bad(f"The training data does not fit the batches: {str(fault).rstrip('.')}") from fault


def _bad(message: str) -> TrialFailure:
    return TrialFailure("bad_script", f"{message}.", restartable=False)
