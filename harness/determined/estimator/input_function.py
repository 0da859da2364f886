"""A script's `input_fn`, with what is done before and after it."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def watched(
    input_fn: Callable[..., Any], before: Callable[[], None], after: Callable[[Any], Any] = lambda given: given
) -> Callable[..., Any]:
    """A function with the same parameters, by whose names TensorFlow decides what to give it."""

    def call(*given: Any, **named: Any) -> Any:
        before()
        return after(input_fn(*given, **named))

    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in _names(input_fn)]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def _names(function: Callable[..., Any]) -> list[str]:
    """Python takes for keyword-only what follows an argument that `functools.partial` binds; TensorFlow does not."""
    if isinstance(function, functools.partial):
        return [name for name in _names(function.func)[len(function.args) :] if name not in function.keywords]
    return [name for name, one in inspect.signature(function).parameters.items() if one.kind in _POSITIONAL]
