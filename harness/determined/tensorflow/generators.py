"""The generators that a script's own code draws from, TensorFlow's among them."""

from __future__ import annotations

import random

import numpy as np
import tensorflow as tf


def seed_all(seed: int) -> None:
    """Seeds Python, NumPy and TensorFlow's eager operations."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    tf.random.set_seed(seed)
