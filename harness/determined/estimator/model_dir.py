"""Where an Estimator of a trial keeps its files."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import tensorflow as tf

from determined.core import Run

logger = logging.getLogger("determined")


def of_run(given: Path, run: Run) -> str:
    """The script's own directory where it is this run's alone and has no checkpoint yet, else a new one.

    Another trial may write to a directory of that name, and a checkpoint in it would be gone on from.
    """
    own = (run.info.run_dir.resolve(), Path(tempfile.gettempdir()).resolve())
    if any(root in given.resolve().parents for root in own) and tf.train.latest_checkpoint(str(given)) is None:
        return str(given)
    made = tempfile.mkdtemp(prefix="model-")
    logger.info(
        "the model directory is %s, not %s: trials share nothing, and begin anew unless they are resumed", made, given
    )
    return made
