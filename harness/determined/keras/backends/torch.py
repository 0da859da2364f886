"""Keras 3 on Torch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import torch

from determined.keras import internals
from determined.keras.backends.backend import Mean
from determined.keras.backends.plain import PlainBackend
from determined.keras.source import Source

if TYPE_CHECKING:
    from determined.keras.loop import Loop


class Torch(PlainBackend):
    """Batches are tensors on the CPU, as a DataLoader's are; Keras takes them to the device."""

    framework = f"torch-{torch.__version__}"

    @staticmethod
    def convert(value: Any) -> Any:
        return torch.as_tensor(value if isinstance(value, np.ndarray) else np.asarray(value))

    def average(self, model: Any, mean: Mean) -> None:
        for optimizer in internals.optimizers(model):
            _average(optimizer, mean)

    def placeholder(self, source: Source) -> Any:
        return _Repeated(source.example())

    def build(self, loop: Loop) -> None:
        """`fit` has built everything from the placeholder but the optimizers that only a step knows."""
        if not all(optimizer.built for optimizer in internals.optimizers(loop.model)):
            loop.real((loop.parts.source.example(),))

    def step(self, loop: Loop) -> Callable[[Any], Any]:
        def step(_: Any) -> Any:
            if loop.phantoms:
                return loop.phantom_logs
            logs = loop.advance(lambda iterator: loop.real((next(iterator),)))
            # A metric may give out its own variable, which the next step changes before the value is read.
            logs = loop.last_logs = {name: _kept(value) for name, value in logs.items()}
            return logs

        return step


def _average(optimizer: Any, mean: Mean) -> None:
    apply = optimizer.apply
    optimizer.apply = lambda gradients, *more, **named: apply(_means(gradients, mean), *more, **named)


def _means(given: Any, mean: Mean) -> list[Any]:
    """The gradients that there are, each replaced by its mean over all processes."""
    gradients: list[Any] = list(given)
    there = [number for number, gradient in enumerate(gradients) if gradient is not None]
    means = mean([gradients[number].detach().cpu().numpy() for number in there])
    for number, found in zip(there, means):
        gradients[number] = torch.as_tensor(found).to(gradients[number].device)
    return gradients


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


def _kept(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, torch.Tensor) else value
