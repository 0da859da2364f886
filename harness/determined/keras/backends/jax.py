"""Keras 3 on JAX. Within `fit` the variables' values live in a state that is passed from step to step."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Callable

import jax

from determined.keras.backends.backend import Mean
from determined.keras.backends.plain import PlainBackend
from determined.keras.source import Source
from determined.train import TrialFailure

if TYPE_CHECKING:
    from determined.keras.loop import Loop


class Jax(PlainBackend):
    """Batches are NumPy arrays; compiled steps take them to the device."""

    framework = f"jax-{jax.__version__}"

    @staticmethod
    def convert(value: Any) -> Any:
        return value

    def average(self, model: Any, mean: Mean) -> None:
        raise TrialFailure(
            "bad_configuration",
            "The trial has several slots (resources.slots_per_trial), and Keras on JAX trains on one here: its steps "
            "are compiled as a whole. Set resources.slots_per_trial to 1, or KERAS_BACKEND to tensorflow or torch.",
            restartable=False,
        )

    def placeholder(self, source: Source) -> Any:
        example = source.example()
        return (example for _ in itertools.count())

    def step(self, loop: Loop) -> Callable[..., Any]:
        def step(state: Any, _: Any) -> Any:
            if loop.phantoms:
                return loop.phantom_logs, state
            logs, state = loop.advance(lambda iterator: loop.real(state, iterator))
            loop.last_logs = logs
            return logs, state

        return step

    def settle(self, model: Any) -> None:
        model.jax_state_sync()

    def replaced(self, model: Any) -> None:
        model._jax_state_synced = True  # the next step takes the variables' values, not those of the step before
