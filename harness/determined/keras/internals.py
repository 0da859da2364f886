"""The private parts of Keras 2 and Keras 3 that the exact loop leans on; `hooks_in_use` lists and checks them."""

from __future__ import annotations

import random
from typing import Any, Callable

import keras
import numpy as np

from determined.keras import variables as held
from determined.keras.generation import IS_KERAS_3, Variable, flatten, optimizer_variables

if IS_KERAS_3:
    from keras.src.random import seed_generator as _seeds
    from keras.src.trainers.data_adapters import data_adapter_utils as _weighting
else:
    import tensorflow as tf
    from keras.src import backend as _backend
    from keras.src.engine import data_adapter as _data


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


def flush_event_files(callbacks: list[Any]) -> None:
    """Has on disk what those for TensorBoard have written: a trial that goes on from here does not write it again."""
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.TensorBoard):
            for writer in callback._writers.values():
                writer.flush()


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


def count_on(model: Any, batches: int) -> None:
    """Keras 2 counts in the model the batches that TensorBoard shows."""
    if not IS_KERAS_3:
        model._train_counter.assign(batches)


def variables(model: Any) -> list[Any]:
    """All that a training step changes of what Keras lists, in an order that is the same in every process."""
    optimizer = model.optimizer
    found = [*model_variables(model), *_optimizer_variables(optimizer)]
    for metric in model.metrics:
        found += list(metric.variables)
    if IS_KERAS_3:
        found.append(_seeds.global_seed_generator().state)
        found += list(model.metrics_variables)
    else:
        found += _generator_states(model)
    return held.distinct(found)


def model_variables(model: Any) -> list[Any]:
    """Without the vocabularies of Keras 2, which it lists too; no training changes them."""
    return [variable for variable in model.variables if isinstance(variable, Variable)]


def more_variables(model: Any) -> list[Any]:
    """What a training step changes beside them and Keras does not list: the states of stateful recurrent layers, and
    the optimizers that a `train_step` of the model's own uses, each made by its first use."""
    found = [*recurrent_states(model)]
    for optimizer in optimizers(model):
        found += [] if optimizer is model.optimizer else _optimizer_variables(optimizer)
    listed = set(map(id, variables(model)))
    return [one for one in held.distinct(found) if id(one) not in listed]


def recurrent_states(model: Any) -> list[Any]:
    """What stateful recurrent layers remember from one batch to the next."""
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.RNN) and layer.stateful]
    states = [state for layer in layers for state in flatten(layer.states)]
    return [state for state in states if isinstance(state, Variable)]


def optimizers(model: Any) -> list[Any]:
    """That of `compile`, and those that the model and the layers in it hold as members."""
    return held.optimizers(model, model._flatten_layers())


def _generator_states(model: Any) -> list[Any]:
    """Keras 2 layers that draw from a `tf.random.Generator` do not list its state among their variables."""
    owners = [getattr(layer, "_random_generator", None) for layer in model._flatten_layers()]
    generators = [getattr(owner, "_generator", None) for owner in owners]
    return [generator.state for generator in generators if generator is not None]


def _optimizer_variables(optimizer: Any) -> list[Any]:
    if optimizer is None:
        return []
    found = optimizer_variables(optimizer)
    if IS_KERAS_3:
        return found
    rate = getattr(optimizer, "_learning_rate", None)
    if isinstance(rate, tf.Variable):
        found.append(rate)
    found += [value for _, value in sorted(getattr(optimizer, "_hyper", {}).items()) if isinstance(value, tf.Variable)]
    return found


def metric_variables(model: Any) -> list[Any]:
    if IS_KERAS_3:
        return list(model.metrics_variables)
    return held.distinct(v for metric in model.metrics for v in metric.variables)


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
