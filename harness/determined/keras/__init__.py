"""Keras 2 and Keras 3 under management. Keras is imported with the first name that is used, not before."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from determined.keras.context import TFKerasContext, TFKerasNativeContext, TFKerasTrialContext
    from determined.keras.input_data import ArrayLike, InputData, SequenceAdapter, _ArrayLikeAdapter
    from determined.keras.tensorboard import TFKerasTensorBoard
    from determined.keras.trial import TFKerasTrial

__all__ = [
    "ArrayLike",
    "InputData",
    "SequenceAdapter",
    "TFKerasContext",
    "TFKerasNativeContext",
    "TFKerasTensorBoard",
    "TFKerasTrial",
    "TFKerasTrialContext",
    "_ArrayLikeAdapter",
]

_MODULES = {
    "context": ("TFKerasContext", "TFKerasNativeContext", "TFKerasTrialContext"),
    "input_data": ("ArrayLike", "InputData", "SequenceAdapter", "_ArrayLikeAdapter"),
    "tensorboard": ("TFKerasTensorBoard",),
    "trial": ("TFKerasTrial",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            _check_installed()
            return getattr(importlib.import_module(f"determined.keras.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _check_installed() -> None:
    """Before any module here that leans on Keras is imported."""
    try:
        from determined.keras import hooks_in_use
    except ModuleNotFoundError as missing:
        if missing.name != "keras":
            raise
        raise ImportError(
            "Keras is not installed in this environment, so that determined.keras cannot be used. Install "
            "tensorflow, or keras with jax or torch; in a trial, startup-hook.sh can do it."
        ) from missing
    hooks_in_use.check()
