"""Models of checkpoints, written by the real trial runner and loaded back without a cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import keras
import pytest

HARNESS = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys

import determined.experimental.keras
import keras
import numpy as np
from data import inputs, labels
from determined.experimental import create
from determined.keras import TFKerasTrial

kind = sys.argv[1]


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.first, self.last = keras.layers.Dense(5, "tanh"), keras.layers.Dense(1, "sigmoid")

    def call(self, x):
        return self.last(self.first(x))


def made():
    if kind == "subclassed":
        model = Own()
        model(inputs[:1])
        return model
    if kind == "asked to be built":
        model = Own()
        model.build((None, 6))
        return model
    own = [Doubled()] if kind != "sequential" else []
    return keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, "tanh"), *own, keras.layers.Dense(1, "sigmoid")])


class Mine(TFKerasTrial):
    def build_model(self):
        model = self.context.wrap_model(made())
        model.compile("adam", "binary_crossentropy")
        return model

    def build_training_data_loader(self):
        return inputs, labels

    def build_validation_data_loader(self):
        return inputs, labels


if kind == "class":
    create(Mine, {}, context_dir=".")
context = determined.experimental.keras.init({}, context_dir=".")
model = made()
model.compile("adam", "binary_crossentropy")
model.fit(inputs, labels, batch_size=16, validation_data=(inputs, labels))
"""
DATA = """
import numpy as np

inputs = np.random.default_rng(0).normal(size=(64, 6)).astype("float32")
labels = (inputs.sum(axis=1, keepdims=True) > 0).astype("float32")
"""
CHECK = """
import sys
import keras
import numpy as np
from determined.experimental import Checkpoint

sys.path.insert(0, sys.argv[1] + "/code")
from data import inputs, labels

fit = keras.Model.fit
model = Checkpoint.load_from_path(sys.argv[1])
assert keras.Model.fit is fit, "the script's own fit is left alone"
told = np.clip(np.asarray(model.predict(inputs, verbose=0)).astype("float64"), 1e-7, 1 - 1e-7)
print("loss", -np.mean(labels * np.log(told) + (1 - labels) * np.log(1 - told)))
"""


def trained(master: Any, allocate: Callable[..., Any], kind: str) -> tuple[Path, float]:
    """The directory of the last checkpoint, and the loss of its validation."""
    searcher = {"name": "single", "metric": "val_loss", "max_length": {"batches": 6}}
    allocation = allocate(
        {"train.py": SCRIPT, "data.py": DATA},
        ("train.py", kind),
        {"searcher": searcher},
        environment={"DET_HPARAMS": '{"global_batch_size": 16}'},
    )
    allocation.start()
    allocation.wait(300)
    assert allocation.exit() == {"status": 0}, master.log()
    told = [report["metrics"]["val_loss"] for report in master.reports("metrics") if report["group"] == "validation"]
    return allocation.path / "checkpoints" / master.reports("checkpoint")[-1]["uuid"], told[-1]


def loaded(directory: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", CHECK, str(directory)],
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(HARNESS)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    "kind",
    [
        "sequential",
        pytest.param("subclassed", marks=pytest.mark.slow),
        *(pytest.param(kind, marks=[pytest.mark.slow, pytest.mark.once]) for kind in ("own layer", "class")),
    ],
)
def test_the_model_of_a_checkpoint_is_loaded_back(master: Any, allocate: Callable[..., Any], kind: str) -> None:
    directory, told = trained(master, allocate, kind)
    done = loaded(directory)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.split()[-1]) == pytest.approx(told, rel=1e-4)


@pytest.mark.slow
@pytest.mark.once
def test_a_model_whose_layers_the_script_has_not_built_is_not_given_out_without_its_weights(
    master: Any, allocate: Callable[..., Any]
) -> None:
    directory, told = trained(master, allocate, "asked to be built")
    done = loaded(directory)
    if keras.__version__.startswith("2."):  # which builds the layers too
        assert float(done.stdout.split()[-1]) == pytest.approx(told, rel=1e-4)
        return
    assert done.returncode != 0
    assert "builds it only with data. Build it yourself and call load_weights() on it" in done.stderr
