"""The generators that a trial draws from: seeded, saved, put back, and lent out for a while."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from determined import generators

_MIX, _STEP, _MASK = 0x9E3779B97F4A7C15, 1_000_003, (1 << 63) - 1
_DEEPEST = 5


def seed_all(seed: int) -> None:
    """Seeds Python, NumPy, and PyTorch on every device."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def mixed(seed: int, *numbers: int) -> int:
    """A seed for the things with these numbers, of 63 bits."""
    for number in numbers:
        seed = (seed * _STEP + number + 1) * _MIX & _MASK
        seed ^= seed >> 29
    return seed


@contextmanager
def lent(seed: int) -> Iterator[None]:
    """Within it the generators are seeded anew; afterwards they are as before."""
    before = generators.capture()
    generators.seed(seed, seed % 2**32)
    try:
        yield
    finally:
        generators.put_back(before)


class OwnGenerators:
    """The generators that a dataset keeps for itself, in its members and those of its datasets and transforms."""

    def __init__(self, owner: Any) -> None:
        self._found: list[Any] = []
        self._look(owner, set(), 0)

    def __bool__(self) -> bool:
        return bool(self._found)

    def seed(self, seed: int) -> None:
        for number, generator in enumerate(self._found):
            own = mixed(seed, number)
            if isinstance(generator, torch.Generator):
                generator.manual_seed(own)
            elif isinstance(generator, np.random.Generator):
                generator.bit_generator.state = type(generator.bit_generator)(own).state
            else:
                generator.seed(own if isinstance(generator, random.Random) else own % 2**32)

    def capture(self) -> list[Any]:
        return [_state(generator) for generator in self._found]

    def put_back(self, states: list[Any]) -> None:
        for generator, state in zip(self._found, states):
            if isinstance(generator, torch.Generator):
                generator.set_state(state)
            elif isinstance(generator, np.random.Generator):
                generator.bit_generator.state = state
            elif isinstance(generator, random.Random):
                generator.setstate(state)
            else:
                generator.set_state(state)

    def _look(self, thing: Any, seen: set[int], depth: int) -> None:
        if id(thing) in seen or depth > _DEEPEST:
            return
        seen.add(id(thing))
        if isinstance(thing, (torch.Generator, np.random.Generator, np.random.RandomState, random.Random)):
            self._found.append(thing)
        elif isinstance(thing, (list, tuple)) and len(thing) <= 100:
            for part in thing:
                self._look(part, seen, depth + 1)
        elif not isinstance(thing, (torch.Tensor, np.ndarray, type)) and hasattr(thing, "__dict__"):
            for name in sorted(vars(thing)):
                self._look(vars(thing)[name], seen, depth + 1)


def _state(generator: Any) -> Any:
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    if isinstance(generator, random.Random):
        return generator.getstate()
    return generator.get_state()
