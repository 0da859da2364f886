"""Builders for the `hyperparameters` section: plain functions that return plain dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

Number = Union[int, float]


def Constant(value: Any) -> dict[str, Any]:
    """A hyperparameter with one value."""
    return {"type": "const", "val": value}


def Integer(minval: int, maxval: int, count: Optional[int] = None) -> dict[str, Any]:
    """An integer from `minval` to `maxval`, both included; `count` values of it in a grid."""
    return _counted({"type": "int", "minval": minval, "maxval": maxval}, count)


def Double(minval: Number, maxval: Number, count: Optional[int] = None) -> dict[str, Any]:
    """A number between `minval` and `maxval`; `count` values of it in a grid."""
    return _counted({"type": "double", "minval": minval, "maxval": maxval}, count)


def Log(minval: Number, maxval: Number, base: Number = 10, count: Optional[int] = None) -> dict[str, Any]:
    """`base ** x` with x between `minval` and `maxval`; `count` values of it in a grid."""
    return _counted({"type": "log", "base": base, "minval": minval, "maxval": maxval}, count)


def Categorical(vals: Sequence[Any], count: Optional[int] = None) -> dict[str, Any]:
    """One of `vals`."""
    return _counted({"type": "categorical", "vals": list(vals)}, count)


def _counted(spec: dict[str, Any], count: Optional[int]) -> dict[str, Any]:
    return spec if count is None else {**spec, "count": count}
