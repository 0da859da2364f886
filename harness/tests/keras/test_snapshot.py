"""What a checkpoint takes of callbacks."""

from __future__ import annotations

import pickle
import tracemalloc
from typing import Any

import keras
import numpy as np

from determined.keras import snapshot

LARGE = 100 << 20


class Measures(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.data = np.zeros(LARGE, np.uint8)
        self.turned = np.ones((3, 5)).T
        self.history: list[float] = []
        self.own: Any = lambda: 0


def test_what_training_changes_of_a_callback_is_taken_and_comes_back() -> None:
    callback = Measures()
    made = snapshot.as_made([callback])
    assert snapshot.take_callbacks([callback], made) == [("Measures", {})]
    callback.history.append(0.5)
    callback.turned[1, 2] = 7
    callback.best = 0.5
    ((name, taken),) = snapshot.take_callbacks([callback], made)
    assert (name, set(taken)) == ("Measures", {"history", "turned", "best"})
    again = Measures()
    snapshot.put_back_callbacks([again], pickle.loads(pickle.dumps([(name, taken)])))
    assert (again.history, again.best, again.turned[1, 2]) == ([0.5], 0.5, 7)


def test_data_that_a_callback_measures_on_is_neither_copied_nor_saved() -> None:
    callback = Measures()
    made = snapshot.as_made([callback])
    tracemalloc.start()
    try:
        callback.history.append(0.5)
        ((_, taken),) = snapshot.take_callbacks([callback], made)
        assert set(taken) == {"history"}
        assert tracemalloc.get_traced_memory()[1] < LARGE / 10
    finally:
        tracemalloc.stop()
