"""Fashion-MNIST with any Keras on any back end, run where its argument says; the configuration lies beside it."""

import gzip
import json
import pathlib
import sys

import determined.experimental.keras
import keras
import numpy as np

FILES = pathlib.Path("/usr/share/datasets/fashion-mnist")
config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
context = determined.experimental.keras.init(config, context_dir=".", **json.loads(sys.argv[1]))

pixels = np.frombuffer(gzip.decompress((FILES / "t10k-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16)
labels = np.frombuffer(gzip.decompress((FILES / "t10k-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8)
images = pixels.reshape(-1, 784).astype("float32") / 255
layers = [
    keras.layers.Dense(context.get_hparam("width"), activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(10, activation="softmax"),
]
model = keras.Sequential([keras.Input((784,)), *layers])
rate = keras.optimizers.Adam(context.get_hparam("learning_rate"))
model.compile(rate, "sparse_categorical_crossentropy", metrics=["accuracy"])
print(f"computes with keras {keras.__version__} on {keras.backend.backend()}", flush=True)
model.fit(images[:1280], labels[:1280], batch_size=32, epochs=2, validation_data=(images[-500:], labels[-500:]))
