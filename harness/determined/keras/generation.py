"""What differs between Keras 2 and Keras 3; everything else in this package serves both."""

from __future__ import annotations

import io
import random
import tempfile
from pathlib import Path
from typing import Any, Callable

import keras
import numpy as np
from keras.src.saving import saving_lib as _weights


def version() -> str:
    return str(keras.__version__)


IS_KERAS_3 = version().startswith("3.")

if IS_KERAS_3:
    from keras import tree as _tree
    from keras.src.random import seed_generator as _seeds
    from keras.src.saving import saving_lib as _saving
    from keras.src.trainers.data_adapters import array_slicing as _slicing
    from keras.src.trainers.data_adapters import data_adapter_utils as _weighting
else:
    import h5py
    import tensorflow as tf
    from keras.src import backend as _backend
    from keras.src.engine import data_adapter as _data
    from keras.src.saving.legacy import hdf5_format as _saving
    from tensorflow import nest as _tree

Variable = keras.Variable if IS_KERAS_3 else tf.Variable
map_structure = _tree.map_structure
flatten = _tree.flatten
Sequence = keras.utils.PyDataset if IS_KERAS_3 else keras.utils.Sequence


def split(data: tuple[Any, Any, Any], fraction: float) -> Any:
    """Training and validation parts of (x, y, sample_weight), as this Keras splits them."""
    module = _slicing if IS_KERAS_3 else _data
    return module.train_validation_split(data, validation_split=fraction)


def class_weighting(weights: dict[int, float]) -> Callable[..., Any]:
    """A function for `Dataset.map` that turns class weights into sample weights."""
    if IS_KERAS_3:
        from keras.src.trainers.data_adapters import tf_dataset_adapter

        return tf_dataset_adapter.make_class_weight_map_fn(weights)  # type: ignore[no-any-return]
    return _data._make_class_weight_map_fn(weights)  # type: ignore[no-any-return]


def weigh(batch: tuple[Any, ...], weights: dict[int, float]) -> tuple[Any, ...]:
    """A batch of NumPy arrays with class weights as sample weights; Keras 3 alone."""
    if len(batch) != 2:
        raise ValueError("fit was given class_weight, which goes with x and y, not with sample weights or without y.")
    return (*batch, np.asarray(_weighting.class_weight_to_sample_weights(batch[1], weights)))


def check_compiled(model: Any) -> None:
    if IS_KERAS_3:
        model._assert_compile_called("fit")
    else:
        model._assert_compile_was_called()


def steps_per_execution(model: Any) -> int:
    if IS_KERAS_3:
        return int(model.steps_per_execution or 1)
    steps = model._steps_per_execution
    return 1 if steps is None else int(steps.numpy().item())


def variables(model: Any) -> list[Any]:
    """All that a training step changes, in an order that is the same in every process."""
    optimizer = model.optimizer
    found = [*model.variables, *_optimizer_variables(optimizer)]
    for metric in model.metrics:
        found += list(metric.variables)
    if IS_KERAS_3:
        found.append(_seeds.global_seed_generator().state)
        found += list(model.metrics_variables)
    else:
        found += _generator_states(model)
    return list({id(variable): variable for variable in found}.values())


def _generator_states(model: Any) -> list[Any]:
    """Keras 2 layers that draw from a `tf.random.Generator` do not list its state among their variables."""
    owners = [getattr(layer, "_random_generator", None) for layer in model._flatten_layers()]
    generators = [getattr(owner, "_generator", None) for owner in owners]
    return [generator.state for generator in generators if generator is not None]


def _optimizer_variables(optimizer: Any) -> list[Any]:
    if optimizer is None:
        return []
    if IS_KERAS_3:
        return list(optimizer.variables)
    listed = optimizer.variables
    found = list(listed() if callable(listed) and not isinstance(listed, list) else listed)
    rate = getattr(optimizer, "_learning_rate", None)
    if isinstance(rate, tf.Variable):
        found.append(rate)
    found += [value for _, value in sorted(getattr(optimizer, "_hyper", {}).items()) if isinstance(value, tf.Variable)]
    return found


def metric_variables(model: Any) -> list[Any]:
    if IS_KERAS_3:
        return list(model.metrics_variables)
    return list({id(v): v for metric in model.metrics for v in metric.variables}.values())


def value(variable: Any) -> Any:
    """A copy that later training does not change."""
    return np.array(variable.numpy(), copy=True)


def seeds() -> Any:
    """State of the generator that Keras 2 draws layer seeds from; Keras 3 draws them from Python's."""
    if IS_KERAS_3:
        return None
    generator = getattr(_backend._SEED_GENERATOR, "generator", None)
    return None if generator is None else generator.getstate()


def put_back_seeds(state: Any) -> None:
    if state is not None:
        generator = random.Random()
        generator.setstate(state)
        _backend._SEED_GENERATOR.generator = generator


def model_file(model: Any) -> tuple[str, bytes]:
    """The model with its optimizer as one file of this generation's format: its name and its contents."""
    if IS_KERAS_3:
        archive = io.BytesIO()
        _saving.save_model(model, archive)
        return "determined-keras-model.keras", archive.getvalue()
    return "determined-keras-model.h5", _h5(lambda file: _saving.save_model_to_hdf5(model, file))


def weights_file(model: Any) -> tuple[str, bytes]:
    """The weights alone, for models whose architecture cannot be written down (subclassed ones, say)."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "determined-keras-model.weights.h5")
        _weights.save_weights_only(model, str(path))
        return path.name, path.read_bytes()


def _h5(write: Callable[[Any], None]) -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        write(file)
    return memory.getvalue()
