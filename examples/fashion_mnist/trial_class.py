"""Fashion-MNIST as a class: `python trial_class.py` submits this directory, and each trial trains a `ClothesTrial`."""

from pathlib import Path

import data
from determined.experimental import create
from determined.keras import TFKerasTrial
from tensorflow import keras

config = {
    "name": "fashion-mnist-class",
    "searcher": {
        "name": "grid",
        "metric": "val_accuracy",
        "smaller_is_better": False,
        "max_length": {"epochs": 1},
    },
    "hyperparameters": {"global_batch_size": 64, "width": {"type": "categorical", "vals": [64, 128]}},
}


class ClothesTrial(TFKerasTrial):
    def __init__(self, context):
        self.context = context
        self.training, self.testing = data.load()

    def build_model(self):
        layers = [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
            keras.layers.Conv2D(32, 3, strides=2, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(self.context.get_hparam("width"), activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
        model = self.context.wrap_model(keras.Sequential(layers))
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    def build_training_data_loader(self):
        return self.training

    def build_validation_data_loader(self):
        return self.testing

    def keras_callbacks(self):
        return [keras.callbacks.TerminateOnNaN()]


create(ClothesTrial, config, context_dir=str(Path(__file__).parent))
