"""Tells three growers' wines apart by a chemical analysis: an Estimator in a class (TensorFlow 2.15, scikit-learn).

`python train.py` submits this directory, and each trial trains a `WineTrial`.
"""

from pathlib import Path

import numpy as np
import tensorflow as tf
from determined.estimator import EstimatorTrial
from determined.experimental import create
from sklearn.datasets import load_wine

config = {
    "name": "wine-estimator",
    "searcher": {
        "name": "single",
        "metric": "accuracy",
        "smaller_is_better": False,
        "max_length": {"batches": 300},
    },
    "hyperparameters": {"width": 16},
    "reproducibility": {"experiment_seed": 5},
    "min_validation_period": {"batches": 100},
}

wine = load_wine()
values = ((wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)).astype("float32")
order = np.random.default_rng(0).permutation(len(values))


def dataset(rows):
    return tf.data.Dataset.from_tensor_slices(({"analysis": values[rows]}, wine.target[rows]))


class WineTrial(EstimatorTrial):
    def __init__(self, context):
        self.context = context

    def build_estimator(self):
        return tf.estimator.DNNClassifier(
            hidden_units=[self.context.get_hparam("width")],
            feature_columns=[tf.feature_column.numeric_column("analysis", shape=[values.shape[1]])],
            n_classes=3,
            optimizer=lambda: tf.keras.optimizers.legacy.Adam(0.01),
        )

    def build_train_spec(self):
        return tf.estimator.TrainSpec(lambda: self.context.wrap_dataset(dataset(order[:130]).shuffle(130).batch(16)))

    def build_validation_spec(self):
        return tf.estimator.EvalSpec(lambda: self.context.wrap_dataset(dataset(order[130:]).batch(48)), steps=None)


create(WineTrial, config, context_dir=str(Path(__file__).parent))
