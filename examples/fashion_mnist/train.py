"""Trains a small network on Fashion-MNIST, and searches for its learning rate and width.

Run it with `python train.py`: `init` submits this directory to the cluster, where each trial runs the same script.
"""

from pathlib import Path

import data
import determined.experimental.keras
from determined.experimental import Mode
from tensorflow import keras

config = {
    "name": "fashion-mnist",
    "searcher": {
        "name": "random",
        "metric": "val_accuracy",
        "smaller_is_better": False,
        "max_trials": 6,
        "max_concurrent_trials": 2,
        "max_length": {"epochs": 2},
    },
    "hyperparameters": {
        "learning_rate": {"type": "log", "base": 10, "minval": -4, "maxval": -2},
        "width": {"type": "int", "minval": 16, "maxval": 128},
    },
    "scheduling_unit": 25,  # batches between two points on the charts
}

# The one added line. Where you run the script it ends here; in a trial it goes on.
context = determined.experimental.keras.init(config, mode=Mode.CLUSTER, context_dir=str(Path(__file__).parent))

(images, labels), test = data.load()

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
        keras.layers.Conv2D(32, 3, strides=2, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(context.get_hparam("width"), activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(context.get_hparam("learning_rate")),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(images, labels, batch_size=64, epochs=2, validation_data=test)
