"""What this package uses of Keras and TensorFlow beyond their public interface, and whether it is there."""

from __future__ import annotations

import functools
import importlib
import logging
from functools import reduce

import keras

logger = logging.getLogger("determined")

TESTED = ("2.15", "3.12", "3.15")  # those that the lock files pin, for each Python

_BOTH = (
    "keras:Model.make_train_function",
    "keras:callbacks.CallbackList",
    "keras:Model.reset_metrics",
    "keras.src.saving.saving_lib:_save_state",
    "keras.src.saving.saving_lib:H5IOStore",
    "keras.src.saving.saving_lib:DiskIOStore",
)
_KERAS_2 = (
    "keras.src.backend:_SEED_GENERATOR",
    "keras.src.engine.data_adapter:_make_class_weight_map_fn",
    "keras.src.saving.legacy.hdf5_format:save_model_to_hdf5",
    "keras:Model._assert_compile_was_called",
    "keras:Model._flatten_layers",
)
_KERAS_3 = (
    "keras.src.random.seed_generator:global_seed_generator",
    "keras.src.saving.saving_lib:_serialize_model_as_json",
    "keras.src.trainers.data_adapters.data_adapter_utils:class_weight_to_sample_weights",
    "keras:Model._assert_compile_called",
)
_JAX = ("keras:Model.jax_state_sync",)
_TENSORFLOW = (
    "tensorflow.python.data.ops.structured_function:StructuredFunctionWrapper.__init__",
    "tensorflow.python.ops.gen_random_ops:random_uniform",
    "tensorflow.python.ops.gen_random_ops:random_standard_normal",
    "tensorflow.python.ops.gen_random_ops:truncated_normal",
    "tensorflow.python.ops.stateful_random_ops:global_generator",
    "tensorflow:data.Dataset._inputs",
)


def in_use() -> tuple[str, ...]:
    """`module:attribute` of each hook that this Keras and its back end are held by."""
    backend = {"jax": _JAX, "tensorflow": _TENSORFLOW}.get(keras.backend.backend(), ())
    return (*_BOTH, *(_KERAS_2 if keras.__version__.startswith("2.") else _KERAS_3), *backend)


def missing() -> list[str]:
    """Those that are not there."""
    return [hook for hook in in_use() if not _there(hook)]


@functools.cache
def exact() -> bool:
    """Whether training may lean on them: on a tried version that has them all. Else a warning says what follows."""
    version = str(keras.__version__)
    lacking = missing()
    tried = ".".join(version.split(".")[:2]) in TESTED
    if tried and not lacking:
        return True
    lacks = f" and lacks {', '.join(lacking)}" if lacking else ""
    logger.warning(
        "Keras %s is not one of the versions whose inner parts managed training is tested with (%s)%s: it trains by "
        "Keras' public interface alone. So a resumed run does not equal an uninterrupted one bit for bit (an epoch "
        "that was under way begins anew; so do shuffling, dropout and the callbacks' own state), validations happen at "
        "the ends of epochs alone, and checkpoints keep training waiting. Install one of those versions to have it "
        "exact; docs/user/verify-resume.md says more",
        version,
        ", ".join(TESTED),
        lacks,
    )
    return False


def _there(hook: str) -> bool:
    module, _, path = hook.partition(":")
    try:
        reduce(getattr, path.split("."), importlib.import_module(module))
    except (ImportError, AttributeError):
        return False
    return True
