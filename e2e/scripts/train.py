"""A small classifier on Fashion-MNIST images; `data` in the configuration says how slowly and with which fault.

`hold` has `at`, after which batches the first run of each trial waits, and `place`: a directory in which it then makes
a file BATCH.TRIAL, and waits until there is one named BATCH.go, or until it is asked to stop.
"""

import gzip
import json
import os
import pathlib
import sys
import time

import determined.experimental.keras
import numpy as np
import tensorflow as tf
from determined.core import current
from determined.experimental import Mode

FILES = pathlib.Path("/usr/share/datasets/fashion-mnist")


def images(count):
    if FILES.is_dir():
        pixels = np.frombuffer(
            gzip.decompress((FILES / "train-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16
        )
        labels = np.frombuffer(gzip.decompress((FILES / "train-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8)
        pixels = pixels.reshape(-1, 28, 28)
    else:
        (pixels, labels), _ = tf.keras.datasets.fashion_mnist.load_data()
    return pixels[:count].astype("float32") / 255, labels[:count].astype("int64")


class Pace(tf.keras.callbacks.Callback):
    """Prints each batch once and waits, so that a test can act in mid-step."""

    def __init__(self, seconds, hold):
        super().__init__()
        self.seconds = seconds
        self.hold = hold
        self.count = 0

    def on_train_batch_end(self, batch, logs=None):
        self.count += 1
        print(f"batch {self.count} done", flush=True)
        time.sleep(self.seconds)
        info = current().info
        if info.run_id == 1 and self.count in self.hold.get("at", []):
            place = pathlib.Path(self.hold["place"])
            (place / f"{self.count}.{info.trial_id}").touch()
            while not (place / f"{self.count}.go").exists() and not current().preemption.asked():
                time.sleep(0.01)


config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
fault = config.get("data", {}).get("fault")
context = determined.experimental.keras.init(
    config, mode=Mode.CLUSTER, context_dir=os.path.dirname(os.path.abspath(__file__))
)
print("after init", flush=True)
data = context.get_data_config()
if fault == "no_fit":
    sys.stdout.flush()
    pathlib.Path("reached").write_text("end")
elif fault == "raises":
    raise LookupError("the label file is not there")
elif fault == "exits":
    sys.exit(7)
elif fault == "two_inits":
    determined.experimental.keras.init(
        config, mode=Mode.CLUSTER, context_dir=os.path.dirname(os.path.abspath(__file__))
    )
if fault not in ("no_fit",):
    tf.keras.utils.set_random_seed(context.get_trial_seed())
    x, y = images(data.get("images", 640))
    if fault == "nan":
        x[200:] = np.nan
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Flatten(input_shape=(28, 28)),
            tf.keras.layers.Dense(
                int(context.get_hparams().get("width", 16)), activation=None if fault == "nan" else "relu"
            ),
            tf.keras.layers.Dropout(0.1),
            tf.keras.layers.Dense(10),
        ]
    )
    model.compile(
        tf.keras.optimizers.Adam(float(context.get_hparams().get("learning_rate", 0.001))),
        tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    try:
        model.fit(
            x,
            y,
            batch_size=32,
            epochs=data.get("epochs", 2),
            validation_split=0.25,
            callbacks=[Pace(data.get("pace", 0.0), data.get("hold", {}))],
            verbose=0,
        )
    except BaseException as stop:
        if fault != "swallows":
            raise
        print("swallowed", type(stop).__name__, flush=True)
    print("this line must never be printed after fit" if fault != "swallows" else "went on after fit", flush=True)
