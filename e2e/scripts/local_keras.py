"""A small Keras classifier on made-up data, run where its argument says."""

import json
import pathlib
import sys

import determined.experimental.keras
import numpy as np
import tensorflow as tf
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


class Noisy(keras.utils.Sequence if hasattr(keras.utils, "Sequence") else keras.utils.PyDataset):
    """Augments from NumPy's generator, in another order each epoch."""

    order = np.arange(len(inputs))

    def __len__(self):
        return len(inputs) // 16

    def __getitem__(self, index):
        rows = self.order[16 * index : 16 * index + 16]
        return inputs[rows] + np.random.normal(scale=0.1, size=(16, 8)).astype("float32"), labels[rows]

    def on_epoch_end(self):
        np.random.shuffle(self.order)


model = keras.Sequential([keras.Input((8,)), *layers])
kind = config.get("data", {}).get("kind")
if kind == "subclass":
    model = Own()
    model.build((None, 8))
optimizer = keras.optimizers.Adam(0.01 * context.get_hparam("scale"))
model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
validation = (inputs[:64], labels[:64])
training = {"x": inputs, "y": labels, "batch_size": 16}
if kind == "sequence":
    training = {"x": Noisy()}
elif kind == "dataset":
    pairs = tf.data.Dataset.from_tensor_slices((inputs, labels)).shuffle(200)
    training = {"x": pairs.map(lambda x, y: (x * 1.1, y), num_parallel_calls=2).batch(16).prefetch(2)}
elif kind == "generator":  # unseeded: nobody can draw it again
    rows = np.random.default_rng()
    drawn = (rows.integers(0, len(inputs), 16) for _ in range(100_000))
    training = {"x": ((inputs[some], labels[some]) for some in drawn), "steps_per_epoch": 20}
slower = keras.callbacks.ReduceLROnPlateau("val_loss", patience=2)
patient = keras.callbacks.EarlyStopping("val_loss", patience=1000)
print("fit returned", model.fit(**training, validation_data=validation, epochs=2, callbacks=[slower, patient]))
history = model.fit(inputs, labels, batch_size=16, epochs=1, verbose=0)
print("a plain fit trained", history.params["steps"], "batches")
