"""The context of a Keras trial: it makes the script's first `fit` the managed loop."""

from __future__ import annotations

import functools
import logging
from typing import Any, Callable, Optional

import keras

from determined import NativeContext
from determined.core import Run
from determined.errors import StopLoadingImplementation
from determined.keras import managed
from determined.keras.fit_call import FitCall
from determined.keras.randomness import GraphRandomness

logger = logging.getLogger("determined")


class TFKerasNativeContext(NativeContext):
    """What `determined.experimental.keras.init` returns.

    From then on the first `fit` of any Keras model is the trial's training loop, whether or not the model was wrapped.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.model: Any = None
        self.raised: Optional[BaseException] = None
        keras.utils.set_random_seed(run.info.seed)
        self._randomness = GraphRandomness(run.info.seed)
        self._randomness.install()
        self._taken = False
        self._fit = keras.Model.fit
        keras.Model.fit = self._intercepted(FitCall, self._fit)
        if not hasattr(keras.Model, "fit_generator"):
            keras.Model.fit_generator = self._intercepted(FitCall.of_generator, self._generator_fit)

    def wrap_model(self, model: Any) -> Any:
        """Makes `model` the context's model and returns it; models are intercepted wrapped or not."""
        self.model = model
        return model

    def wrap_dataset(self, dataset: Any) -> Any:
        """Returns the dataset as it is: a trial on one slot reads all of it."""
        return dataset

    def _intercepted(self, read: Callable[..., FitCall], plain: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(plain)
        def intercepted(model: Any, *args: Any, **kwargs: Any) -> Any:
            if self.run.status is not None:
                logger.warning("the script went on after its training loop had ended; what was reported stands")
                raise StopLoadingImplementation
            if self._taken:
                return plain(model, *args, **kwargs)
            self._taken = True
            return self._train(model, read(*args, **kwargs))

        return intercepted

    def _generator_fit(self, model: Any, *args: Any, **kwargs: Any) -> Any:
        """`fit_generator` on a Keras that has none."""
        call = FitCall.of_generator(*args, **kwargs)
        ours = {"max_queue_size", "workers", "use_multiprocessing"}
        return self._fit(model, **{name: value for name, value in vars(call).items() if name not in ours})

    def _train(self, model: Any, call: FitCall) -> None:
        self.model = model
        self.run.start_loop(model)
        try:
            managed.train(self.run, model, call, self._fit, self._randomness, self.get_stop_requested)
        except StopLoadingImplementation:
            if self.run.ends_script:
                raise
        except Exception as raised:
            self.raised = raised
            raise
        finally:
            if not self.run.ends_script:
                self._give_back()

    def _give_back(self) -> None:
        """The script goes on after its loop with the `fit` that Keras has."""
        keras.Model.fit = self._fit
        if hasattr(keras.Model.__dict__.get("fit_generator"), "__wrapped__"):
            del keras.Model.fit_generator
