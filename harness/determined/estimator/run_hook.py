"""Hooks that also hear of checkpoints."""

from __future__ import annotations

import tensorflow as tf


class RunHook(tf.compat.v1.train.SessionRunHook):  # type: ignore[misc]
    """A session hook that can keep state of its own in the trial's checkpoints; give it in `TrainSpec.hooks`."""

    def on_checkpoint_load(self, checkpoint_dir: str) -> None:
        """Called with the files of the checkpoint that a run goes on from, before any graph is built."""

    def on_checkpoint_end(self, checkpoint_dir: str) -> None:
        """Called when a checkpoint's files are complete in this directory; what is added there belongs to it."""

    def on_trial_close(self) -> None:
        """Called when the training of this process ends, whatever the reason."""
