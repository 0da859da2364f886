"""The generators that a script's own code draws from: Python's and NumPy's."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import tensorflow as tf


def seed_all(seed: int) -> None:
    """Seeds Python, NumPy and TensorFlow's eager operations."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    tf.random.set_seed(seed)


def capture() -> dict[str, Any]:
    """The state of Python's and NumPy's."""
    return {"python": random.getstate(), "numpy": np.random.get_state()}


def put_back(state: dict[str, Any]) -> None:
    """Undoes whatever was drawn since `capture`, also in another process."""
    random.setstate(state["python"])
    np.random.set_state(state["numpy"])
