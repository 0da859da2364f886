"""Runs the lab of Keras in child processes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Callable

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.path.insert(0, str(Path(__file__).resolve().parent))

import lab
from trained import Lab, Trained, call_in_child


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The usual run, uninterrupted; others are compared with it."""
    return Lab(tmp_path_factory.mktemp("whole"), lab.main).train()


@pytest.fixture
def trials(tmp_path: Path) -> Lab:
    return Lab(tmp_path, lab.main)


@pytest.fixture
def in_child(tmp_path: Path) -> Callable[[Callable[[], None]], None]:
    """Calls a function in a forked process: TensorFlow used here would start threads that the children lack."""

    def call(function: Callable[[], None]) -> None:
        status = call_in_child(function, tmp_path / "log")
        assert status == 0, (tmp_path / "log").read_text()

    return call
