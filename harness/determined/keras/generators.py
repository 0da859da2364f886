"""The generators that user code draws from, whatever the back end: Python's, NumPy's, and Torch's on each device."""

from __future__ import annotations

import random
import sys
import threading
from typing import Any, Callable, Optional

import numpy as np

_MIX = 1_000_003


def capture() -> dict[str, Any]:
    """The state of the process's generators, picklable."""
    torch, gpus = sys.modules.get("torch"), _gpus()
    return {
        "python": random.getstate(),
        "numpy": np.random.get_state(),
        "torch": None if torch is None else torch.get_rng_state().numpy(),
        "cuda": [] if gpus is None else [state.numpy() for state in gpus.get_rng_state_all()],
    }


def put_back(state: dict[str, Any]) -> None:
    """Undoes whatever was drawn since `capture`, also in another process."""
    random.setstate(state["python"])
    np.random.set_state(state["numpy"])
    torch = sys.modules.get("torch")
    if torch is not None and state.get("torch") is not None:
        torch.set_rng_state(torch.from_numpy(state["torch"]))
        for device, drawn in zip(range(torch.cuda.device_count()), state.get("cuda", ())):
            torch.cuda.set_rng_state(torch.from_numpy(drawn), device)


def seed(*key: int) -> None:
    """Seeds them all by a key of whole numbers."""
    mixed = 0
    for part in key:
        mixed = mixed * _MIX + part
    random.seed(mixed)
    np.random.seed([part % 2**32 for part in key])
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(mixed % 2**63)
    gpus = _gpus()
    if gpus is not None:
        gpus.manual_seed_all(mixed % 2**63)


def _gpus() -> Any:
    """Torch's interface to GPUs that are in use; to seed another one would be remembered for its first use."""
    torch = sys.modules.get("torch")
    return torch.cuda if torch is not None and torch.cuda.is_initialized() else None


class Borrowed:
    """Lends the global generators to user code that must draw the same for the same key.

    User code of the training thread that may draw runs under `own`, so that the two never mix.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.own = threading.RLock()

    def call(self, key: tuple[int, int], function: Callable[[], Any]) -> Any:
        return self.lend(key)(function)

    def lend(self, key: tuple[int, int]) -> Callable[[Callable[[], Any]], Any]:
        """Calls functions one after another that draw as if no one else drew in between."""
        drawn: Optional[dict[str, Any]] = None

        def call(function: Callable[[], Any]) -> Any:
            nonlocal drawn
            with self.own:
                before = capture()
                if drawn is None:
                    seed(self._seed, *key)
                else:
                    put_back(drawn)
                try:
                    return function()
                finally:
                    drawn = capture()
                    put_back(before)

        return call
