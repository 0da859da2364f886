"""The generators of a process, which any code may draw from: Python's, NumPy's, and Torch's where it is imported."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from typing import Any, Union


def capture() -> dict[str, Any]:
    """Their state, picklable; that of GPUs where one is in use."""
    import numpy as np

    torch, gpus = sys.modules.get("torch"), _gpus()
    return {
        "python": random.getstate(),
        "numpy": np.random.get_state(),
        "torch": None if torch is None else torch.get_rng_state().numpy(),
        "cuda": [] if gpus is None else [state.numpy() for state in gpus.get_rng_state_all()],
    }


def put_back(state: dict[str, Any]) -> None:
    """Undoes whatever was drawn since `capture`, also in another process, with fewer GPUs or none."""
    import numpy as np

    random.setstate(state["python"])
    np.random.set_state(state["numpy"])
    torch = sys.modules.get("torch")
    if torch is not None and state.get("torch") is not None:
        torch.set_rng_state(torch.as_tensor(state["torch"]))
        for device, drawn in zip(range(torch.cuda.device_count()), state.get("cuda", ())):
            torch.cuda.set_rng_state(torch.as_tensor(drawn), device)


def seed(number: int, of_numpy: Union[int, Sequence[int]]) -> None:
    """Seeds them all: NumPy's by one number or several below 2**32, the others by a number from 0 on."""
    import numpy as np

    random.seed(number)
    np.random.seed(of_numpy)
    torch, gpus = sys.modules.get("torch"), _gpus()
    if torch is not None:
        torch.default_generator.manual_seed(number % 2**63)
    if gpus is not None:
        gpus.manual_seed_all(number % 2**63)


def _gpus() -> Any:
    """Torch's interface to GPUs that are in use; to seed another one would be remembered for its first use."""
    torch = sys.modules.get("torch")
    return torch.cuda if torch is not None and torch.cuda.is_initialized() else None
