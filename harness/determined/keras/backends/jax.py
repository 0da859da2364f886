"""Keras 3 on JAX. Within `fit` the variables' values live in a state that is passed from step to step."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Callable, Optional

import jax

from determined.keras import generators
from determined.keras.array_source import ArrayItems
from determined.keras.backends.plain import Converted, PlainSource
from determined.keras.source import Items, Source

if TYPE_CHECKING:
    from determined.keras.loop import Loop


class Jax:
    """Batches are NumPy arrays; compiled steps take them to the device."""

    framework = f"jax-{jax.__version__}"
    ended: type[Exception] = StopIteration

    def randomness(self, seed: int) -> Any:
        """JAX itself has no hidden state: its keys are variables of Keras."""
        return generators

    def arrays(self, parts: tuple[Any, ...], batch_size: int, shuffle: Any, seed: int, steps: Optional[int]) -> Source:
        return self.stream(ArrayItems(parts, batch_size, shuffle, seed, steps))

    def stream(self, items: Items) -> Source:
        return PlainSource(items, _same)

    def dataset(self, source: Source) -> Source:
        return Converted(source, _same)

    def weigh(self, source: Source, weights: dict[int, float]) -> Source:
        assert isinstance(source, (PlainSource, Converted))
        source.weigh(weights)
        return source

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

    def build(self, loop: Loop) -> None:
        """`fit` has built everything from the placeholder."""

    def settle(self, model: Any) -> None:
        model.jax_state_sync()

    def replaced(self, model: Any) -> None:
        model._jax_state_synced = True  # the next step takes the variables' values, not those of the step before


def _same(value: Any) -> Any:
    return value
