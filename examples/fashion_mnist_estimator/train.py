"""Fashion-MNIST with TensorFlow's ready-made classifier: `python train.py`, where TensorFlow 2.15 is installed.

`init` submits this directory to the cluster, where each trial runs the same script.
"""

from pathlib import Path

import determined.experimental.estimator
import tensorflow as tf
from data import clothes
from determined.experimental import Mode

config = {
    "name": "fashion-mnist-estimator",
    "searcher": {
        "name": "random",
        "metric": "accuracy",
        "smaller_is_better": False,
        "max_trials": 2,
        "max_length": {"batches": 1000},
    },
    "hyperparameters": {
        "learning_rate": {"type": "log", "base": 10, "minval": -3.2, "maxval": -2.5},
        "width": {"type": "int", "minval": 64, "maxval": 128},
    },
}

# The one added line. Where you run the script it ends here; in a trial it goes on.
context = determined.experimental.estimator.init(config, mode=Mode.CLUSTER, context_dir=str(Path(__file__).parent))

classifier = tf.estimator.DNNClassifier(
    hidden_units=[context.get_hparam("width")],
    feature_columns=[tf.feature_column.numeric_column("pixels", shape=[784])],
    n_classes=10,
    optimizer=lambda: tf.keras.optimizers.legacy.Adam(context.get_hparam("learning_rate")),
)
train = tf.estimator.TrainSpec(lambda: clothes("train").shuffle(10_000).batch(64))
test = tf.estimator.EvalSpec(lambda: clothes("t10k").batch(500), steps=None)
tf.estimator.train_and_evaluate(classifier, train, test)
