"""Random operations of managed graphs draw by their own seeds and the number of the batch: nothing is hidden."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python.framework.func_graph import FuncGraph
from tensorflow.python.ops import control_flow_util

from determined.estimator.chatter import tell_once
from determined.estimator.step import step
from determined.tensorflow import random_ops

_MIX = 1_000_003
_BRANCHES = ("cond_true", "cond_false", "switch_case_branch")
_LOOPS = ("while_body", "while_cond")


def install() -> None:
    """Call before any graph is built; a process does it once. Graphs that are not managed keep their operations."""
    random_ops.install(_key)


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
