"""The callback list that a managed `fit` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import keras

from determined.keras import callbacks

if TYPE_CHECKING:
    from determined.keras.loop import Loop


class Hooks(keras.callbacks.CallbackList):  # type: ignore[misc]
    """Passes on to the user's callbacks what a plain `fit` would tell them, and tells the loop.

    Batches that a resumed run has already done are phantoms: `fit` counts them, nobody hears of them.
    """

    def __init__(self, loop: Loop, given: list[Any], epochs: int, steps: int) -> None:
        super().__init__(given, add_history=True, add_progbar=False, model=loop.model)
        self.set_params({"verbose": 0, "epochs": epochs, "steps": steps})
        self._async_train = self._async_test = self._async_predict = False  # Keras 3: no thread hop for each batch
        self._loop = loop
        self._own = loop.own
        self._for_train_batches = callbacks.act_on_train_batches(given)
        self._for_test_batches = callbacks.act_on_test_batches(given)
        self.train_ended = False

    def on_train_begin(self, logs: Any = None) -> None:
        self._loop.prepare()
        super().on_train_begin(logs)
        self._loop.begun(self.callbacks)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self._loop.enter_epoch():
            with self._own:
                super().on_epoch_begin(epoch, logs)
            self._loop.epoch_begun()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._loop.guard()
        if self._for_train_batches and not self._loop.phantoms:
            with self._own:
                super().on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._loop.phantoms:
            self._loop.phantom_done(batch)
            return
        if self._for_train_batches:
            with self._own:
                super().on_train_batch_end(batch, logs)
        self._loop.batch_done(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        with self._own:
            super().on_epoch_end(epoch, logs)
        self._loop.epoch_done(logs)

    def on_train_end(self, logs: Any = None) -> None:
        self.train_ended = True
        with self._own:
            super().on_train_end(logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self._loop.tests(True)
        super().on_test_begin(logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self._for_test_batches:
            super().on_test_batch_begin(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._for_test_batches:
            super().on_test_batch_end(batch, logs)

    def on_test_end(self, logs: Optional[Any] = None) -> None:
        super().on_test_end(logs)
        self._loop.tests(False)
