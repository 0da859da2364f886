"""Fashion-MNIST with Keras 3 on the back end that the command line names: `python any_backend.py jax`, or `torch`."""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = sys.argv[1]  # trials are given the same words

import data
import determined.experimental.keras
import keras

config = {
    "name": f"fashion-mnist-{sys.argv[1]}",
    "searcher": {"name": "single", "metric": "val_accuracy", "smaller_is_better": False},
    "hyperparameters": {"width": 64},
}
context = determined.experimental.keras.init(config, context_dir=str(Path(__file__).parent))

(images, labels), test = data.load()
layers = [
    keras.Input((28, 28, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(context.get_hparam("width"), activation="relu"),
    keras.layers.Dropout(0.1),
    keras.layers.Dense(10, activation="softmax"),
]
model = keras.Sequential(layers)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, batch_size=128, epochs=1, validation_data=test)
