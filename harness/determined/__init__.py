"""Resolute's Python package: an ordinary training script, run as managed trials on a cluster."""

from __future__ import annotations

from determined import errors
from determined.hyperparameters import Categorical, Constant, Double, Integer, Log
from determined.native_context import NativeContext
from determined.trial import Trial, TrialContext
from determined.version import __version__

__all__ = [
    "Categorical",
    "Constant",
    "Double",
    "Integer",
    "Log",
    "NativeContext",
    "Trial",
    "TrialContext",
    "__version__",
    "errors",
]
