"""The number of the batch, as a tensor that a graph's random operations can depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

_STEP = "determined_step"


class Step:
    """The tensor that each run of a managed graph is fed with the number of batches done, and whether any needs it."""

    def __init__(self) -> None:
        self.tensor = tf.compat.v1.placeholder_with_default(np.int64(0), [], name=_STEP)
        self.used = False

    def feed(self, batches: int) -> dict[Any, int] | None:
        return {self.tensor: batches} if self.used else None


def manage(graph: Any) -> None:
    """Makes random operations that the default graph gets from now on depend on its step."""
    if step(graph) is None:
        setattr(graph, _STEP, Step())


def step(graph: Any) -> Step | None:
    """The step of a managed graph."""
    return getattr(graph, _STEP, None)
