"""Seeding Keras where it does not compute with TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import random, sys
from determined.keras.seeds import seed_all
seed_all(7)
assert "tensorflow" not in sys.modules
import keras, numpy as np
drawn = [float(keras.random.uniform(())), random.random(), float(np.random.rand())]
import tensorflow as tf
drawn += [float(tf.random.uniform(())), *map(int, tf.data.Dataset.range(9).shuffle(9))]
keras.utils.set_random_seed(7)
again = [float(keras.random.uniform(())), random.random(), float(np.random.rand())]
assert drawn == [*again, float(tf.random.uniform(())), *map(int, tf.data.Dataset.range(9).shuffle(9))], drawn
"""


def test_tensorflow_is_not_imported_to_be_seeded_but_seeded_when_imported():
    environment = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
