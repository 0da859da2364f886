"""A network with dropout as an Estimator, on made-up data that is shuffled and mapped, run where its argument says."""

import json
import pathlib
import sys

import determined.experimental.estimator
import numpy as np
import tensorflow as tf

config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
if config.get("data", {}).get("untried"):
    tf.__version__ = "2.99.0"
context = determined.experimental.estimator.init(config, context_dir=".", **json.loads(sys.argv[1]))

inputs = np.random.default_rng(0).normal(size=(320, 8)).astype("float32")
labels = (inputs.sum(axis=1) > 0).astype("int32")


def training():
    pairs = tf.data.Dataset.from_tensor_slices(({"x": inputs}, labels)).shuffle(200)
    return pairs.map(lambda x, y: ({"x": x["x"] * 1.1}, y)).batch(16).prefetch(2)


def held_out():
    return tf.data.Dataset.from_tensor_slices(({"x": inputs[:64]}, labels[:64])).batch(64)


classifier = tf.estimator.DNNClassifier(
    hidden_units=[16],
    dropout=0.2,
    feature_columns=[tf.feature_column.numeric_column("x", shape=[8])],
    optimizer=lambda: tf.keras.optimizers.legacy.Adam(0.01 * context.get_hparam("scale")),
)
tf.estimator.train_and_evaluate(
    classifier, tf.estimator.TrainSpec(training), tf.estimator.EvalSpec(held_out, steps=None)
)
