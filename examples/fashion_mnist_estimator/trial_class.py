"""Fashion-MNIST with an Estimator of one's own in a class (TensorFlow 2.15).

`python trial_class.py` submits this directory, and each trial trains a `ClothesTrial`.
"""

from pathlib import Path

import tensorflow as tf
from data import clothes
from determined.estimator import EstimatorTrial
from determined.experimental import create

config = {
    "name": "fashion-mnist-estimator-class",
    "searcher": {"name": "single", "metric": "accuracy", "smaller_is_better": False, "max_length": {"batches": 1000}},
    "hyperparameters": {"global_batch_size": 64, "learning_rate": 0.001, "width": 128, "drop": 0.2},
}
layers, losses, modes = tf.compat.v1.layers, tf.compat.v1.losses, tf.estimator.ModeKeys


def model_fn(features, labels, mode, params):
    hidden = layers.dense(features["pixels"], params["width"], activation=tf.nn.relu)
    logits = layers.dense(layers.dropout(hidden, params["drop"], training=mode == modes.TRAIN), 10)
    classes = tf.argmax(logits, axis=1)
    if mode == modes.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"class": classes})
    loss = losses.sparse_softmax_cross_entropy(labels, logits)
    accuracy = tf.compat.v1.metrics.accuracy(labels, classes)
    adam = tf.compat.v1.train.AdamOptimizer(params["learning_rate"])
    step = adam.minimize(loss, tf.compat.v1.train.get_global_step()) if mode == modes.TRAIN else None
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=step, eval_metric_ops={"accuracy": accuracy})


class ClothesTrial(EstimatorTrial):
    def __init__(self, context):
        self.context = context

    def build_estimator(self):
        return tf.estimator.Estimator(model_fn, params=self.context.get_hparams())

    def build_train_spec(self):
        size = self.context.get_per_slot_batch_size()
        return tf.estimator.TrainSpec(lambda: self.context.wrap_dataset(clothes("train").shuffle(10_000).batch(size)))

    def build_validation_spec(self):
        return tf.estimator.EvalSpec(lambda: self.context.wrap_dataset(clothes("t10k").batch(500)), steps=None)


create(ClothesTrial, config, context_dir=str(Path(__file__).parent))
