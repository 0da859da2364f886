"""Which TensorFlow has an Estimator."""

from __future__ import annotations

import tensorflow as tf

from determined.core import Run


def require_estimator(run: Run) -> None:
    """Fails the trial for good where this TensorFlow has none."""
    if hasattr(tf, "estimator"):
        return
    run.fail(
        "bad_environment",
        f"TensorFlow {tf.__version__} has no tf.estimator: it was removed in 2.16, and the script needs it. Install "
        "TensorFlow 2.15 or older for this experiment (pip install 'tensorflow==2.15.*' 'numpy<2') and name its Python "
        "in environment.python, or train with tf.keras and determined.experimental.keras.",
        restartable=False,
    )
