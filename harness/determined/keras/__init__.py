"""Keras 2 and Keras 3 under management. TensorFlow is imported with the first name that is used, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from determined.keras.context import TFKerasNativeContext

__all__ = ["TFKerasNativeContext"]


def __getattr__(name: str) -> Any:
    if name == "TFKerasNativeContext":
        from determined.keras.context import TFKerasNativeContext

        return TFKerasNativeContext
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
