"""Which of a user's callbacks have anything to do for each batch."""

from __future__ import annotations

from typing import Any

_TRAIN = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
_TEST = ("on_test_batch_begin", "on_test_batch_end")


def listed(callbacks: Any) -> list[Any]:
    """The callbacks as a flat list, whatever form `fit` was given them in; progress bars are left out."""
    if callbacks is None:
        return []
    import keras

    if isinstance(callbacks, keras.callbacks.CallbackList):
        return [one for one in callbacks.callbacks if not isinstance(one, keras.callbacks.ProgbarLogger)]
    if not isinstance(callbacks, (list, tuple)):
        return [callbacks]
    return [one for given in callbacks for one in listed(given)]


def act_on_train_batches(callbacks: list[Any]) -> bool:
    return any(_overrides(one, name) for one in callbacks for name in _TRAIN)


def act_on_test_batches(callbacks: list[Any]) -> bool:
    return any(_overrides(one, name) for one in callbacks for name in _TEST)


def _overrides(callback: Any, name: str) -> bool:
    import keras

    method = getattr(callback, name)
    return getattr(method, "__func__", method) is not getattr(keras.callbacks.Callback, name)
