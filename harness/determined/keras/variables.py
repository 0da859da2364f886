"""Puts the values of a checkpoint into the variables of the model that the script built."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from determined.train import TrialFailure

logger = logging.getLogger("determined")

_OLDER = getattr(getattr(keras.optimizers, "legacy", None), "Optimizer", keras.optimizers.Optimizer)


def optimizers(model: Any, layers: Iterable[Any]) -> list[Any]:
    """That of `compile`, and those that the model and the layers in it hold as members."""
    members = [member for layer in layers for member in vars(layer).values()]
    found = [one for member in [model.optimizer, *members] for one in _within(member)]
    return distinct(one for one in found if isinstance(one, (keras.optimizers.Optimizer, _OLDER)))


def distinct(found: Iterable[Any]) -> list[Any]:
    """Each object once, in the order of their first places."""
    return list({id(one): one for one in found}.values())


def _within(member: Any) -> list[Any]:
    if isinstance(member, dict):
        return list(member.values())
    return list(member) if isinstance(member, (list, tuple)) else [member]


def fit(there: list[Any], values: list[Any]) -> bool:
    """Whether there are as many, of the same shapes, in order."""
    return [tuple(variable.shape) for variable in there] == [tuple(np.shape(value)) for value in values]


def put_back(there: list[Any], values: list[Any]) -> None:
    """Assigns arrays to variables of the same shapes, in order; raises `TrialFailure` when these differ."""
    if not fit(there, values):
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint holds {len(values)} arrays and the model that the script built has {len(there)} of other "
            "number or shape, so that the trial cannot go on from it. The script must build the same model for the "
            "same hyperparameters each time it runs; see what it reads beside them (files, time, unseeded choices).",
            restartable=False,
        )
    for variable, value in zip(there, values):
        variable.assign(value)


def put_back_all(there: list[Any], more: list[Any], values: list[Any]) -> None:
    """Raises `TrialFailure` when the model is another one. Of what Keras does not list, `more`, there may be more or
    less: it is made by its first use, and checkpoints did not always hold it."""
    if fit([*there, *more], values) or not fit(there, values[: len(there)]):
        put_back([*there, *more], values)
        return
    put_back(there, values[: len(there)])
    logger.warning(
        "the checkpoint does not hold the states of recurrent layers and the optimizers of the model's own train_step "
        "as they are now (%d arrays, not %d): these start anew",
        len(values) - len(there),
        len(more),
    )
