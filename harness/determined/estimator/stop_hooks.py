"""TensorFlow's hooks that stop early by what evaluations wrote in the Estimator's directory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any


def follow(hooks: Iterable[Any], old: str, new: str) -> None:
    """Those that were made while the model directory was `old` read what is written in `new`."""
    for hook in hooks:
        function = getattr(hook, "_should_stop_fn", None)
        names = getattr(getattr(function, "__code__", None), "co_freevars", ())
        for name, cell in zip(names, getattr(function, "__closure__", None) or ()):
            if name == "eval_dir" and Path(cell.cell_contents).is_relative_to(old):
                cell.cell_contents = str(Path(new) / Path(cell.cell_contents).relative_to(old))
