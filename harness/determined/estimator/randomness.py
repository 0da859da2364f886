"""Random operations of managed graphs draw by their own seeds and the number of the batch: nothing is hidden."""

from __future__ import annotations

import logging
import random
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.func_graph import FuncGraph
from tensorflow.python.ops import control_flow_util

from determined.tensorflow import random_ops

logger = logging.getLogger("determined")

_MIX = 1_000_003
_STEP = "determined_step"
_BRANCHES = ("cond_true", "cond_false", "switch_case_branch")
_LOOPS = ("while_body", "while_cond")
_told: set[str] = set()


def seed_all(seed: int) -> None:
    """Seeds Python, NumPy and TensorFlow's eager operations."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    tf.random.set_seed(seed)


def install() -> None:
    """Call before any graph is built; a process does it once. Graphs that are not `manage`d keep their operations."""
    random_ops.install(_key)


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


def _key(seed: int, seed2: int) -> Any:
    graph = tf.compat.v1.get_default_graph()
    loop = control_flow_util.GetContainingWhileContext(graph._get_control_flow_context()) is not None
    while isinstance(graph, FuncGraph):
        if graph.name.startswith(_LOOPS):
            loop = True
        elif not graph.name.startswith(_BRANCHES):
            return None
        graph = graph.outer_graph
    managed = step(graph)
    if managed is None or _initialises(tf.compat.v1.get_default_graph()):
        return None
    if loop:
        tell_once(
            "loop",
            "the model draws random numbers within a loop of its graph (tf.while_loop, a recurrent cell): TensorFlow "
            "gives no access to their state, so that a resumed run draws others there",
        )
        return None
    managed.used = True
    return tf.stack([tf.constant(seed * _MIX + seed2, tf.int64), managed.tensor])


def _initialises(graph: Any) -> bool:
    """Initial values are TensorFlow's own: drawn once, before there is a batch."""
    return "Initializer" in graph.get_name_scope().split("/")


def tell_once(topic: str, sentence: str) -> None:
    """Logs what keeps a resumed run from being exact."""
    if topic not in _told:
        _told.add(topic)
        logger.warning("%s", sentence)
