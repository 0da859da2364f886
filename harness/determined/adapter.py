"""The names of an adapter, imported with its framework when the first of them is used."""

from __future__ import annotations

import importlib
import sys
from typing import Any

_INSTALL = {
    "keras": "Keras: pip install tensorflow, or keras with jax or torch",
    "tensorflow": "TensorFlow: pip install 'tensorflow==2.15.*' 'numpy<2', the last with tf.estimator",
    "torch": "PyTorch: pip install torch",
}
#: What Keras 3 computes with: it is installed without any, and imports the one that it is told to.
_BACKENDS = ("tensorflow", "jax", "torch")


def load(package: str, homes: dict[str, str], name: str, framework: str) -> Any:
    """`name` from its module of the package; AttributeError for others, ImportError without the framework."""
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(module(f"{package}.{homes[name]}", framework), name)


def module(name: str, framework: str) -> Any:
    """A module that imports the framework; ImportError says how to install what is not there."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if framework == "keras" and missing.name in _BACKENDS:
            raise ImportError(
                f"{name} cannot be used: Keras computes with {missing.name} here, and {sys.executable} has no module "
                f"{missing.name}. Install it, or name another in KERAS_BACKEND (tensorflow, jax or torch).",
                name=missing.name,
            ) from missing
        if missing.name != framework:
            raise
        raise ImportError(
            f"{name} cannot be used: {sys.executable} has no module {framework}. Install "
            f"{_INSTALL[framework]}; in a trial, startup-hook.sh can do it, or environment.python names a Python that "
            "has it.",
            name=framework,
        ) from missing
