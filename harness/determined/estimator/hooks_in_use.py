"""What this package uses of TensorFlow and its Estimator beyond their public interface, and whether it is there."""

from __future__ import annotations

import functools
import importlib

from determined.framework_hooks import Framework, Hook
from determined.tensorflow.hooks_in_use import RANDOM

_ESTIMATOR = "tensorflow_estimator.python.estimator"
_LOOPS = "random operations within loops of a graph, where nothing can be fed to them, are left alone"
_HIDDEN = "finds what the functions of a dataset draw from that its saved position lacks"

ESTIMATOR = Framework(
    "TensorFlow",
    ("2.15",),
    {
        "Estimator": (
            Hook(
                f"{_ESTIMATOR}.training:_TrainingExecutor.run",
                "`train_and_evaluate` becomes the managed loop, by whatever name it was imported",
                takes=("self",),
                without="`tf.estimator.train_and_evaluate` is replaced",
            ),
            Hook(
                f"{_ESTIMATOR}.training:_TrainingExecutor",
                "what the script has given to it",
                holds=("_estimator", "_train_spec", "_eval_spec"),
                without="its arguments",
            ),
            Hook(
                f"{_ESTIMATOR}.estimator:Estimator",
                "the trial's own seed and model directory, in the script's own Estimator",
                holds=("_config", "_model_dir"),
                without="each graph is seeded; the model function in a new Estimator where the directory is shared",
            ),
            Hook(
                f"{_ESTIMATOR}.estimator:Estimator._call_model_fn",
                "the saver that the model has chosen, as those of model_to_estimator do",
                takes=("features", "labels", "mode", "config"),
                without="the graph's own saver, which does not fit such a model",
            ),
            Hook(
                f"{_ESTIMATOR}.early_stopping:_StopOnPredicateHook",
                "a hook that stops early reads the evaluations where the trial's model directory is",
                holds=("_should_stop_fn",),
                without="it reads those of the script's own directory: leave model_dir out of the script",
            ),
            Hook(
                f"{_ESTIMATOR}.estimator:Estimator._evaluate_build_graph",
                "a searcher metric that cannot come is found before training",
                takes=("input_fn", "hooks", "checkpoint_path"),
                without="it is found by the first validation",
            ),
            Hook(
                "tensorflow.python.data.ops.iterator_ops:_IteratorSaveable",
                "the position in the data is part of a checkpoint",
                takes=("iterator_resource", "name"),
                without="a resumed run passes over what was read before",
            ),
            Hook(
                "tensorflow.python.data.ops.iterator_ops:GLOBAL_ITERATORS",
                "the iterators of a graph",
                without="a resumed run passes over what was read before",
            ),
            Hook("tensorflow:Graph", _HIDDEN, holds=("_functions",)),
            Hook(
                "tensorflow.python.eager.polymorphic_function.atomic_function:AtomicFunction.cached_definition", _HIDDEN
            ),
            Hook("tensorflow.python.framework.func_graph:FuncGraph", _LOOPS, holds=("name", "outer_graph")),
            Hook("tensorflow.python.ops.control_flow_util:GetContainingWhileContext", _LOOPS, takes=("ctxt",)),
            Hook("tensorflow:Graph._get_control_flow_context", _LOOPS),
        ),
        "Random operations of TensorFlow": RANDOM,
    },
    lost="So a resumed run does not equal an uninterrupted one bit for bit where the model draws random numbers "
    "(dropout, say), which begin anew; it finds its place by reading its data again from the beginning, which is exact "
    "where its Python functions draw by fixed seeds and no map is parallel. A searcher metric that never comes is "
    "found by the first validation; and train_and_evaluate is managed by its names in tf.estimator alone",
)


@functools.cache
def exact() -> bool:
    """Whether training may lean on them; else a warning has said what follows."""
    return ESTIMATOR.exact(str(importlib.import_module("tensorflow").__version__), ESTIMATOR.hooks)
