"""`Mode.LOCAL` on an Estimator: a little of everything in the calling process, and the script goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).resolve().parents[2]
SCRIPT = """
import determined.experimental.estimator
import tensorflow as tf
from determined.experimental import Mode

searcher = {"name": "single", "metric": "loss", "max_length": {"batches": 50}}
config = {"searcher": searcher, "hyperparameters": {"rate": 0.1}}
context = determined.experimental.estimator.init(config, mode=Mode.LOCAL)
x, y = [[float(i)] for i in range(64)], [float(2 * i) for i in range(64)]


def batches():
    return context.wrap_dataset(tf.data.Dataset.from_tensor_slices(({"x": x}, y)).batch(8))


column = tf.feature_column.numeric_column("x")
estimator = tf.estimator.LinearRegressor([column], optimizer=tf.keras.optimizers.legacy.SGD(context.get_hparam("rate")))
train, test = tf.estimator.TrainSpec(batches, max_steps=50), tf.estimator.EvalSpec(batches, steps=2)
context.train_and_evaluate(estimator, train, test)
print("went on")
"""


def test_the_script_goes_on_after_a_local_test(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "train.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HARNESS), "TF_CPP_MIN_LOG_LEVEL": "2"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "went on"
    assert "loss" in done.stdout
