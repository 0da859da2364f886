"""Tells three kinds of iris apart with TensorFlow's ready-made classifier, and searches for its width and rate.

Run it with `python train.py` where TensorFlow 2.15 and scikit-learn are installed: `init` submits this directory to the
cluster, where each trial runs the same script.
"""

from pathlib import Path

import determined.experimental.estimator
import numpy as np
import tensorflow as tf
from determined.experimental import Mode
from sklearn.datasets import load_iris

config = {
    "name": "iris-estimator",
    "searcher": {
        "name": "random",
        "metric": "accuracy",
        "smaller_is_better": False,
        "max_trials": 2,
        "max_length": {"batches": 300},
    },
    "hyperparameters": {
        "learning_rate": {"type": "log", "base": 10, "minval": -2.5, "maxval": -1.5},
        "width": {"type": "int", "minval": 8, "maxval": 32},
    },
    "min_validation_period": {"batches": 100},
}

# The one added line. Where you run the script it ends here; in a trial it goes on.
context = determined.experimental.estimator.init(config, mode=Mode.CLUSTER, context_dir=str(Path(__file__).parent))

iris = load_iris()
names = [name.replace(" (cm)", "").replace(" ", "_") for name in iris.feature_names]
order = np.random.default_rng(0).permutation(len(iris.target))


def dataset(rows: np.ndarray) -> tf.data.Dataset:
    columns = dict(zip(names, iris.data[rows].T.astype("float32"), strict=True))
    return tf.data.Dataset.from_tensor_slices((columns, iris.target[rows]))


classifier = tf.estimator.DNNClassifier(
    hidden_units=[context.get_hparam("width")] * 2,
    feature_columns=[tf.feature_column.numeric_column(name) for name in names],
    n_classes=3,
    optimizer=lambda: tf.keras.optimizers.legacy.Adam(context.get_hparam("learning_rate")),
)
train = tf.estimator.TrainSpec(lambda: dataset(order[:110]).shuffle(110).batch(16))
test = tf.estimator.EvalSpec(lambda: dataset(order[110:]).batch(40), steps=None)
tf.estimator.train_and_evaluate(classifier, train, test)
