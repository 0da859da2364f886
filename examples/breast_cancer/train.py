"""Tells malignant tumours from benign ones by thirty measurements of their cells: a table, for Keras and scikit-learn.

`python train.py` searches for a width, a rate and how much to drop.
"""

from pathlib import Path

import determined.experimental.keras
import keras
import numpy as np
from determined.experimental import Mode
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

config = {
    "name": "breast-cancer",
    "searcher": {
        "name": "random",
        "metric": "val_accuracy",
        "smaller_is_better": False,
        "max_trials": 4,
        "max_length": {"epochs": 20},
    },
    "hyperparameters": {
        "width": {"type": "int", "minval": 8, "maxval": 64},
        "learning_rate": {"type": "log", "base": 10, "minval": -3, "maxval": -2},
        "drop": {"type": "double", "minval": 0.0, "maxval": 0.5},
    },
}
context = determined.experimental.keras.init(config, mode=Mode.CLUSTER, context_dir=str(Path(__file__).parent))

table = load_breast_cancer()
training, testing, known, to_guess = train_test_split(
    table.data, table.target, test_size=0.25, random_state=0, stratify=table.target
)
mean, spread = training.mean(axis=0), training.std(axis=0)
training, testing = ((part - mean) / spread for part in (training, testing))

layers = [
    keras.layers.Dense(context.get_hparam("width"), activation="relu"),
    keras.layers.Dropout(context.get_hparam("drop")),
    keras.layers.Dense(1, activation="sigmoid"),
]
model = keras.Sequential(layers)
optimizer = keras.optimizers.Adam(context.get_hparam("learning_rate"))
model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping("val_loss", patience=5)
weights = {label: 0.5 / np.mean(known == label) for label in (0, 1)}
model.fit(training, known, batch_size=32, validation_data=(testing, to_guess), class_weight=weights, callbacks=[stop])
