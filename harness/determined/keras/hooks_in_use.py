"""What this package uses of Keras and TensorFlow beyond their public interface, and whether it is there."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from determined import framework_hooks
from determined.framework_hooks import Framework, Hook
from determined.tensorflow.hooks_in_use import RANDOM

_STEP = "the managed batch stands in the place of the step that `fit` calls"
_FILE = "the file of a model is made from copies, beside training"
_WEIGHTS = "class weights become sample weights"
_DRAWS = "what layers draw from is part of a checkpoint"

_BOTH = (
    Hook("keras:Model.make_train_function", _STEP),
    Hook("keras:Model.reset_metrics", "running metrics begin where a plain `fit` has them begin"),
    Hook("keras:callbacks.CallbackList", "`fit` is given the loop as its list of callbacks", takes=("callbacks",)),
    Hook("keras.src.saving.saving_lib:_save_state", _FILE),
    Hook("keras.src.saving.saving_lib:H5IOStore", _FILE, holds=("make", "close")),
    Hook("keras.src.saving.saving_lib:DiskIOStore", _FILE, holds=("make", "close", "working_dir")),
    Hook(
        "keras:callbacks.TensorBoard",
        "what it has written is on disk with each checkpoint; a profile ends with its process",
        holds=("_writers", "_is_tracing", "_profiler_started"),
    ),
    Hook("keras:Model._flatten_layers", "states and optimizers that Keras does not list are part of a checkpoint"),
    Hook("keras:Model", "several processes average their gradients outside of XLA", holds=("_jit_compile",)),
)
_KERAS_2 = (
    Hook("keras.src.backend:_SEED_GENERATOR", _DRAWS),
    Hook("keras:layers.Dropout", _DRAWS, holds=("_random_generator",)),
    Hook("keras.src.backend:RandomGenerator", _DRAWS, holds=("_generator",)),
    Hook("keras.src.engine.data_adapter:_make_class_weight_map_fn", _WEIGHTS, takes=("class_weight",)),
    Hook("keras.src.saving.legacy.hdf5_format:save_model_to_hdf5", _FILE, takes=("model", "filepath")),
    Hook("keras:Model._assert_compile_was_called", "a model that is not compiled is told in Keras' words"),
    Hook("keras:Model", "how many batches one call of the step does", holds=("_steps_per_execution",)),
    Hook("keras:Model", "TensorBoard counts the batches of a resumed run on", holds=("_train_counter",)),
    Hook("keras:optimizers.Optimizer", "the learning rate is a variable of a checkpoint", holds=("_learning_rate",)),
    Hook("keras:optimizers.legacy.Optimizer", "so are hyperparameters of the older optimizers", holds=("_hyper",)),
)
_KERAS_3 = (
    Hook("keras.src.random.seed_generator:global_seed_generator", _DRAWS),
    Hook("keras.src.saving.saving_lib:_serialize_model_as_json", _FILE, takes=("model",)),
    Hook("keras.src.trainers.data_adapters.data_adapter_utils:class_weight_to_sample_weights", _WEIGHTS),
    Hook("keras:Model._assert_compile_called", "a model that is not compiled is told in Keras' words"),
    Hook(
        "keras:callbacks.CallbackList",
        "callbacks hear of a batch in the training thread",
        holds=("_async_train", "_async_test", "_async_predict"),
    ),
    Hook("keras:callbacks.Callback", "is the model's and no state of a callback", holds=("_model",)),
)
_SEEDS = (
    Hook(
        "keras.src.utils.rng_utils:tf",
        "TensorFlow is not imported on JAX and Torch for the sake of its seed",
        without="it is imported",
    ),
)
_JAX = (
    Hook("keras:Model.jax_state_sync", "variables have their values within `fit`"),
    Hook("keras:Model", "a step takes the values that were put back", holds=("_jax_state_synced",)),
)
_TENSORFLOW = (
    Hook(
        "tensorflow.python.data.ops.structured_function:StructuredFunctionWrapper.__init__",
        "functions of `tf.data` keep TensorFlow's own random operations",
    ),
    Hook("tensorflow:data.Dataset._inputs", "one shuffle behind another is found, whose place TensorFlow loses"),
    Hook(
        "tensorflow.python.data.ops.cache_op:CacheDataset",
        "a cache in files is found, without which a saved position crashes the process",
        holds=("_filename",),
    ),
)
_TENSORFLOW_3 = (Hook("keras.src.trainers.data_adapters.tf_dataset_adapter:make_class_weight_map_fn", _WEIGHTS),)

KERAS = Framework(
    "Keras",
    ("2.15", "3.12", "3.15"),
    {
        "Keras 2 and 3": _BOTH,
        "Keras 2": _KERAS_2,
        "Keras 3": _KERAS_3,
        "Keras 3 on JAX and Torch": _SEEDS,
        "Keras 3 on JAX": _JAX,
        "Keras on TensorFlow": _TENSORFLOW,
        "Keras 3 on TensorFlow": _TENSORFLOW_3,
        "Random operations of TensorFlow": RANDOM,
    },
    lost="So a resumed run does not equal an uninterrupted one bit for bit (an epoch that was under way begins anew; "
    "so do shuffling, dropout and the callbacks' own state), validations happen at the ends of epochs alone, and "
    "checkpoints keep training waiting",
)


def in_use() -> tuple[Hook, ...]:
    """Those that this Keras and its back end are held by."""
    two, backend = _keras().__version__.startswith("2."), _keras().backend.backend()
    found = (*_BOTH, *(_KERAS_2 if two else _KERAS_3))
    if backend == "tensorflow":
        return (*found, *_TENSORFLOW, *(() if two else _TENSORFLOW_3), *RANDOM)
    return (*found, *_SEEDS, *(_JAX if backend == "jax" else ()))


def missing() -> list[str]:
    """What is lacking of them."""
    return framework_hooks.missing(in_use())


@functools.cache
def exact() -> bool:
    """Whether training may lean on them; else a warning has said what follows."""
    return KERAS.exact(str(_keras().__version__), in_use())


def _keras() -> Any:
    return importlib.import_module("keras")
