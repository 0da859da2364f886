"""Keras 2 and Keras 3 under management. Keras is imported with the first name that is used, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from determined import adapter

if TYPE_CHECKING:
    from determined.keras.array_adapter import _ArrayLikeAdapter
    from determined.keras.context import TFKerasContext, TFKerasNativeContext, TFKerasTrialContext
    from determined.keras.input_data import ArrayLike, InputData, SequenceAdapter
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

_HOMES = {
    "ArrayLike": "input_data",
    "InputData": "input_data",
    "SequenceAdapter": "input_data",
    "TFKerasContext": "context",
    "TFKerasNativeContext": "context",
    "TFKerasTensorBoard": "tensorboard",
    "TFKerasTrial": "trial",
    "TFKerasTrialContext": "context",
    "_ArrayLikeAdapter": "array_adapter",
}


def __getattr__(name: str) -> Any:
    return adapter.load(__name__, _HOMES, name, "keras")
