"""A small Keras classifier on made-up data, run where its argument says."""

import json
import pathlib
import sys

import determined.experimental.keras
import numpy as np
from tensorflow import keras

config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
context = determined.experimental.keras.init(config, context_dir=".", **json.loads(sys.argv[1]))

generator = np.random.default_rng(0)
inputs = generator.normal(size=(320, 8)).astype("float32")
labels = (inputs.sum(axis=1) > 0).astype("float32")
layers = [
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(1, activation="sigmoid"),
]


class Own(keras.Model):
    """The same model as a class, of which only the weights can be kept."""

    def __init__(self):
        super().__init__()
        self.parts = layers

    def call(self, inputs, training=False):
        hidden = self.parts[1](self.parts[0](inputs), training=training)
        return self.parts[2](hidden)


model = keras.Sequential([keras.Input((8,)), *layers])
if config.get("data", {}).get("kind") == "subclass":
    model = Own()
    model.build((None, 8))
optimizer = keras.optimizers.Adam(0.01 * context.get_hparam("scale"))
model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
validation = (inputs[:64], labels[:64])
print("fit returned", model.fit(inputs, labels, batch_size=16, validation_data=validation, epochs=2))
history = model.fit(inputs, labels, batch_size=16, epochs=1, verbose=0)
print("a plain fit trained", history.params["steps"], "batches")
