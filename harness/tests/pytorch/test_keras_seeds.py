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


# Where no GPU is there nobody will ask from where its generator was seeded.
ON_TORCH = """
import linecache, random, sys
import keras, numpy as np, torch
from determined.keras.seeds import seed_all

def drawn():
    return [float(keras.random.uniform(())), float(torch.rand(())), random.random(), float(np.random.rand())]

read = set(linecache.cache)
seed_all(7)
assert torch.cuda.is_available() or set(linecache.cache) == read, set(linecache.cache) - read
assert not hasattr(sys, "tracebacklimit")
ours = drawn()
keras.utils.set_random_seed(7)
assert drawn() == ours
sys.tracebacklimit = 3
seed_all(7)
assert sys.tracebacklimit == 3 and drawn() == ours
"""


def seeded(script: str, backend: str) -> None:
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_tensorflow_is_not_imported_to_be_seeded_but_seeded_when_imported() -> None:
    seeded(SCRIPT, "jax")


def test_torch_is_seeded_without_the_files_of_all_callers_being_read() -> None:
    seeded(ON_TORCH, "torch")
