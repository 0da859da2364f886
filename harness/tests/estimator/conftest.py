"""Runs the lab of the Estimator in child processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.path.insert(0, str(Path(__file__).resolve().parent))

import lab
from test_resume import LENGTH, OFTEN
from trained import Lab, Trained


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """An uninterrupted run with many validations and checkpoints; others are compared with it."""
    trained = Lab(tmp_path_factory.mktemp("whole"), lab.main).train(length={"batches": LENGTH}, config=OFTEN)
    assert trained.end["status"] == 0, trained.log
    return trained


@pytest.fixture
def trials(tmp_path: Path) -> Lab:
    return Lab(tmp_path, lab.main)
