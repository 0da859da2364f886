"""A notebook of a user's for the tests, as a file."""

from __future__ import annotations

import json
import pathlib

DATA = """%pwd
import numpy as np
from tensorflow import keras
import determined.experimental.keras
from determined.experimental import Mode

generator = np.random.default_rng(0)
inputs = generator.normal(size=(320, 8)).astype("float32")
labels = (inputs.sum(axis=1) > 0).astype("float32")"""

FAILS = "raise ValueError('a cell that fails')"

TRAIN = """!true
config = {
    "name": "from-a-notebook",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 2, "max_length": {"batches": 20}},
    "hyperparameters": {"units": {"type": "int", "minval": 4, "maxval": 16}},
}
context = determined.experimental.keras.init(config, mode=Mode.CLUSTER, context_dir=".")
print("after init")
units = context.get_hparam("units")
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(units), keras.layers.Dense(1, activation="sigmoid")])
model.compile("adam", loss="binary_crossentropy")
model.fit(inputs, labels, validation_data=(inputs[:64], labels[:64]), epochs=2)"""

LIVES = "print('the kernel lives', len(inputs))"

RESULTS = """import time
from determined.experimental import Determined
experiment = Determined().get_experiment(int(NUMBER))
while not experiment.describe()["experiment"]["endTime"]:
    time.sleep(0.5)
print(list(experiment.dataframe()["state"]))
experiment"""


def write(path: pathlib.Path, *cells: str) -> pathlib.Path:
    """A notebook with these cells."""
    empty = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    content = {
        "cells": [{**empty, "id": f"cell{number}", "source": source} for number, source in enumerate(cells)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(content))
    return path
