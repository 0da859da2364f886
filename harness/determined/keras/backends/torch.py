"""Keras 3 on Torch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable, Optional

import numpy as np
import torch

from determined.keras import generators
from determined.keras.array_source import ArrayItems
from determined.keras.backends.plain import Converted, PlainSource
from determined.keras.source import Items, Source

if TYPE_CHECKING:
    from determined.keras.loop import Loop


class Torch:
    """Batches are tensors on the CPU, as a DataLoader's are; Keras takes them to the device."""

    framework = f"torch-{torch.__version__}"
    ended: type[Exception] = StopIteration

    def randomness(self, seed: int) -> Any:
        return generators

    def arrays(self, parts: tuple[Any, ...], batch_size: int, shuffle: Any, seed: int, steps: Optional[int]) -> Source:
        return self.stream(ArrayItems(parts, batch_size, shuffle, seed, steps))

    def stream(self, items: Items) -> Source:
        return PlainSource(items, _tensor)

    def dataset(self, source: Source) -> Source:
        return Converted(source, _tensor)

    def weigh(self, source: Source, weights: dict[int, float]) -> Source:
        assert isinstance(source, (PlainSource, Converted))
        source.weigh(weights)
        return source

    def placeholder(self, source: Source) -> Any:
        return _Repeated(source.example())

    def step(self, loop: Loop) -> Callable[[Any], Any]:
        def step(_: Any) -> Any:
            if loop.phantoms:
                return loop.phantom_logs
            logs = loop.advance(lambda iterator: loop.real((next(iterator),)))
            # A metric may give out its own variable, which the next step changes before the value is read.
            logs = loop.last_logs = {name: _kept(value) for name, value in logs.items()}
            return logs

        return step

    def build(self, loop: Loop) -> None:
        """`fit` has built everything from the placeholder."""

    def settle(self, model: Any) -> None:
        """Variables are always current."""

    def replaced(self, model: Any) -> None:
        """Variables are read anew by each step."""


class _Repeated(torch.utils.data.DataLoader):  # type: ignore[misc]
    """One batch for ever; a loader's own machinery would cost as much as a small step."""

    def __init__(self, batch: Any) -> None:
        super().__init__(_Nothing(), batch_size=1)
        self._batch = batch

    def __iter__(self) -> Iterator[Any]:
        return itertools.repeat(self._batch)


class _Nothing(torch.utils.data.IterableDataset):  # type: ignore[misc]
    def __iter__(self) -> Iterator[Any]:
        return iter(())


def _tensor(value: Any) -> Any:
    return torch.as_tensor(value if isinstance(value, np.ndarray) else np.asarray(value))


def _kept(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, torch.Tensor) else value
