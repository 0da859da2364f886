"""A watched `input_fn` is given what TensorFlow would give to the script's own."""

from __future__ import annotations

import functools
from typing import Any, Callable

import pytest
from tensorflow.python.util.function_utils import fn_args

from determined.estimator.input_function import watched


def read(size: int, params: Any, shuffle: bool = False, *, mode: Any = None) -> Any:
    return size, params, shuffle, mode


class Reads:
    def __call__(self, mode: Any, params: Any) -> Any:
        return mode, params

    def batches(self, config: Any) -> Any:
        return config


@pytest.mark.parametrize(
    "given",
    [
        read,
        functools.partial(read, 3),
        functools.partial(read, size=3),
        functools.partial(functools.partial(read, size=3), shuffle=True),
        Reads(),
        Reads().batches,
        lambda: None,
        lambda params=None, **named: params,
    ],
    ids=["function", "by place", "by name", "twice", "object", "method", "none", "defaults"],
)
def test_it_has_the_parameters_of_the_scripts_own(given: Callable[..., Any]) -> None:
    seen: list[Any] = []
    one = watched(given, lambda: seen.append("before"), lambda made: seen.append(made) or made)
    assert fn_args(one) == fn_args(given)
    named = {name: name for name in fn_args(given)}
    assert one(**named) == given(**named)
    assert seen == ["before", given(**named)]
