"""A script's `input_fn`, with what is done before and after it."""

from __future__ import annotations

import inspect
from typing import Any, Callable


def watched(
    input_fn: Callable[..., Any], before: Callable[[], None], after: Callable[[Any], Any] = lambda given: given
) -> Callable[..., Any]:
    """A function with the same parameters, by whose names TensorFlow decides what to give it."""

    def call(*given: Any, **named: Any) -> Any:
        before()
        return after(input_fn(*given, **named))

    call.__signature__ = inspect.signature(input_fn)  # type: ignore[attr-defined]
    return call
