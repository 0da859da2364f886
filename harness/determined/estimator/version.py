"""Which TensorFlow has an Estimator."""

from __future__ import annotations

import tensorflow as tf

from determined.core import Run


def has_estimator() -> bool:
    """Up to 2.15 it had one."""
    return hasattr(tf, "estimator")


def require_estimator(run: Run) -> None:
    """Fails the trial for good where this TensorFlow has none."""
    if has_estimator():
        return
    run.fail(
        "bad_environment",
        f"TensorFlow {tf.__version__} has no tf.estimator: it was removed in 2.16, and the script needs it. Install "
        "TensorFlow 2.15 or older for this experiment (pip install 'tensorflow==2.15.*' 'numpy<2') and name its Python "
        "in environment.python, or train with tf.keras and determined.experimental.keras.",
        restartable=False,
    )
