"""Puts the values of a checkpoint into the variables of the model that the script built."""

from __future__ import annotations

from typing import Any

import numpy as np

from determined.train import TrialFailure


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
