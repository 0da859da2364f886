"""Loads what the best Estimator of an experiment serves, and lets it tell irises apart."""

import sys

import numpy as np
import tensorflow as tf
from determined.experimental import Determined
from sklearn.datasets import load_iris

checkpoint = Determined().get_experiment(int(sys.argv[1])).top_checkpoint()
served = checkpoint.load().signatures["predict"]
iris = load_iris()
names = [name.replace(" (cm)", "").replace(" ", "_") for name in iris.feature_names]
columns = {name: tf.constant(values) for name, values in zip(names, iris.data.T.astype("float32"), strict=True)}
classes = served(**columns)["class_ids"].numpy().ravel()
accuracy = float(np.mean(classes == iris.target))
assert accuracy >= 0.9, accuracy
print("equal")
