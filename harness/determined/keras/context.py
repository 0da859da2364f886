"""The contexts of a Keras trial. That of `init` makes the script's first `fit` the managed loop."""

from __future__ import annotations

import functools
from typing import Any, Callable

import keras

from determined.core import Run
from determined.errors import StopLoadingImplementation
from determined.keras import hooks_in_use
from determined.keras.fit_call import FitCall, read
from determined.keras.seeds import seed_all
from determined.native_context import NativeContext, SharedContext
from determined.tensorflow.data_layer import DataLayer
from determined.trial import TrialContext


class TFKerasContext(SharedContext):
    """What the contexts of both kinds of script offer beside configuration and hyperparameters."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.model: Any = None
        self.plain_fit = keras.Model.fit
        seed_all(run.info.seed)
        self._randomness = _exact_randomness(_apart(run)) if hooks_in_use.exact() else None
        if self._randomness is None:
            self._require_one_process("a Keras that was never tried")
        self.experimental = DataLayer(self)

    def wrap_model(self, model: Any) -> Any:
        """Makes `model` the context's model and returns it; models are intercepted wrapped or not."""
        self.model = model
        return model

    def train(self, model: Any, call: FitCall) -> None:
        """Trains to the end of the run: exactly, or by public means on a Keras that was never tried."""
        if self._randomness is None:
            from determined.keras import public

            public.train(self.run, model, call, self.plain_fit, self.get_stop_requested)
        else:
            from determined.keras import managed

            managed.train(self.run, model, call, self.plain_fit, self._randomness, self.get_stop_requested)

    def wrap_dataset(self, dataset: Any) -> Any:
        """Returns the dataset as it is: the loop shares it out among the slots of the trial."""
        return self.experimental.wrap_dataset(dataset)

    def wrap_optimizer(self, optimizer: Any) -> Any:
        """Returns the optimizer as it is: the loop averages the gradients over the slots of the trial."""
        return optimizer


class TFKerasTrialContext(TFKerasContext, TrialContext):
    """What the constructor of a `TFKerasTrial` is given."""


class TFKerasNativeContext(TFKerasContext, NativeContext):
    """What `determined.experimental.keras.init` returns.

    From then on the first `fit` of any Keras model is the trial's training loop, whether or not the model was wrapped.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._taken = False
        keras.Model.fit = self._intercepted(FitCall, "fit", self.plain_fit)
        if not hasattr(keras.Model, "fit_generator"):
            keras.Model.fit_generator = self._intercepted(FitCall.of_generator, "fit_generator", self._generator_fit)

    def _intercepted(
        self, as_called: Callable[..., FitCall], name: str, plain: Callable[..., Any]
    ) -> Callable[..., Any]:
        @functools.wraps(plain)
        def intercepted(model: Any, *args: Any, **kwargs: Any) -> Any:
            if self.run.status is not None:
                self.run.end_again()
            if self._taken:
                return plain(model, *args, **kwargs)
            self._taken = True
            return self._train(model, self._read(as_called, name, args, kwargs))

        return intercepted

    def _read(
        self, as_called: Callable[..., FitCall], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> FitCall:
        try:
            return read(as_called, name, args, kwargs)
        except TypeError as fault:
            self.run.record_failure("bad_script", str(fault), restartable=False)
            raise

    def _generator_fit(self, model: Any, *args: Any, **kwargs: Any) -> Any:
        """`fit_generator` on a Keras that has none."""
        call = read(FitCall.of_generator, "fit_generator", args, kwargs)
        ours = {"max_queue_size", "workers", "use_multiprocessing"}
        return self.plain_fit(model, **{name: value for name, value in vars(call).items() if name not in ours})

    def _train(self, model: Any, call: FitCall) -> None:
        self.model = model
        self.run.start_loop(model)
        try:
            self.train(model, call)
        except StopLoadingImplementation:
            if self.run.ends_script:
                raise
        finally:
            if not self.run.ends_script:
                self._give_back()

    def _give_back(self) -> None:
        """The script goes on after its loop with the `fit` that Keras has."""
        keras.Model.fit = self.plain_fit
        if hasattr(keras.Model.__dict__.get("fit_generator"), "__wrapped__"):
            del keras.Model.fit_generator


def _apart(run: Run) -> int:
    """A seed for what training draws, another one in each process of the trial."""
    return run.info.seed + (run.distributed.rank << 32)


def _exact_randomness(seed: int) -> Any:
    from determined.keras import backends

    return backends.current().randomness(seed)
