"""How the metrics of all validation batches become one number."""

from __future__ import annotations

import enum
from typing import Any, Union

import numpy as np

from determined.train import TrialFailure


class Reducer(enum.Enum):
    """What is done with the values of all batches; each batch weighs the same, whatever its size."""

    AVG = 1
    SUM = 2
    MAX = 3
    MIN = 4


_FUNCTIONS = {Reducer.AVG: np.mean, Reducer.SUM: np.sum, Reducer.MAX: np.max, Reducer.MIN: np.min}


def reducers(given: Any, names: list[str]) -> dict[str, Reducer]:
    """The reducer of each metric, from what `evaluation_reducer` returned."""
    if isinstance(given, Reducer):
        return dict.fromkeys(names, given)
    if not isinstance(given, dict) or not all(isinstance(one, Reducer) for one in given.values()):
        raise _bad(
            f"evaluation_reducer() returned {given!r}",
            "Return a Reducer, for example Reducer.AVG, or a dictionary with one for each metric.",
        )
    if set(given) != set(names):
        raise _bad(
            f"evaluation_reducer() names the metrics {_listed(given)}, and evaluate_batch() returns {_listed(names)}",
            "Name the same in both.",
        )
    return {name: given[name] for name in names}


def reduce(values: list[Any], reducer: Reducer) -> float:
    """One number from the values of all batches, over all their elements."""
    return float(_FUNCTIONS[reducer](np.concatenate([np.asarray(value).reshape(-1) for value in values])))


def _listed(names: Union[dict[str, Any], list[str]]) -> str:
    return ", ".join(sorted(map(str, names))) or "none"


def _bad(what: str, todo: str) -> TrialFailure:
    return TrialFailure("bad_script", f"{what}, so that validation metrics cannot be reduced. {todo}", False)
