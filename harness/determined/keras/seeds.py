"""One seed for all generators; TensorFlow is seeded with the others, but not imported for that.

Its import takes longer than all else that a script on JAX or Torch waits for before its first batch.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any, Optional


def seed_all(seed: int) -> None:
    """As `keras.utils.set_random_seed`; TensorFlow that nothing has imported is seeded as soon as something does."""
    import keras

    lazy = None if "tensorflow" in sys.modules else _lazy_tensorflow()
    with _without_stacks():
        if lazy is None:
            keras.utils.set_random_seed(seed)
            return
        original, lazy.tf = lazy.tf, SimpleNamespace(available=False)
        try:
            keras.utils.set_random_seed(seed)
        finally:
            lazy.tf = original
    sys.meta_path.insert(0, SeedsTensorFlow(seed))


@contextmanager
def _without_stacks() -> Iterator[None]:
    """Torch notes of seeds for GPUs where they were given, should one fail when it is used first.

    For that the files of all callers are read, which is left out where there is no GPU.
    """
    torch: Any = sys.modules.get("torch")
    limit = getattr(sys, "tracebacklimit", None)
    if torch is None or limit is not None or _has_gpu(torch):
        yield
        return
    sys.tracebacklimit = 0
    try:
        yield
    finally:
        del sys.tracebacklimit


def _has_gpu(torch: Any) -> bool:
    kinds = [getattr(torch, name, None) for name in ("cuda", "xpu")]
    return any(kind is not None and kind.is_available() for kind in kinds)


class SeedsTensorFlow:
    """A finder of modules that finds nothing itself; it seeds TensorFlow once that is imported."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def seeded(module: ModuleType) -> None:
            execute(module)
            module.random.set_seed(self._seed)

        spec.loader.exec_module = seeded  # type: ignore[method-assign]
        return spec


def _lazy_tensorflow() -> Any:
    """Where this Keras decides whether to import TensorFlow for a seed; None where there is no such place."""
    try:
        from keras.src.utils import rng_utils
    except ImportError:
        return None
    # Asked of the class, as the attribute itself imports it.
    return rng_utils if hasattr(type(getattr(rng_utils, "tf", None)), "available") else None
