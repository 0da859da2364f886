"""A script with an Estimator on a TensorFlow that has none."""

from __future__ import annotations

from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[2] / ".envs" / "keras3" / "bin" / "python"

INIT = """
import determined.experimental.estimator
determined.experimental.estimator.init({}, context_dir=".")
"""
CREATE = """
import tensorflow as tf
from determined.estimator import EstimatorTrial
from determined.experimental import create

class Mine(EstimatorTrial):
    def __init__(self, context): pass
    def build_estimator(self): pass
    def build_train_spec(self): pass
    def build_validation_spec(self): pass

create(Mine, {}, context_dir=".")
"""


@pytest.mark.parametrize("script", [INIT, CREATE], ids=["init", "create"])
def test_the_failure_says_which_versions_have_it(master, allocate, script: str) -> None:
    allocation = allocate({"train.py": script}, python=str(PYTHON))
    allocation.start()
    assert allocation.exit() == {"status": 3}, master.log()
    (failure,) = master.reports("failure")
    assert failure["kind"] == "bad_environment"
    assert "2.15" in failure["message"] and "removed in 2.16" in failure["message"]
