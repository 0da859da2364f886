"""Fetches the checkpoint that a run goes on from."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Callable, Optional, TypeVar

from determined.core import Run
from determined.errors import CheckpointCorrupt
from determined.train.failure import TrialFailure

logger = logging.getLogger("determined")

T = TypeVar("T")


def restore(run: Run, read: Callable[[Path], T]) -> Optional[T]:
    """What `read` makes of the run's newest checkpoint; None when the trial begins anew.

    `read` must be done with the directory when it returns.
    """
    uuid = run.info.latest_checkpoint
    if uuid is None:
        return None
    run.reports.state("restoring")
    into = Path(tempfile.mkdtemp(dir=run.checkpoint_dir)) / "restored"
    try:
        run.checkpoints.restore(uuid, into)
        return read(into)
    except CheckpointCorrupt as fault:
        raise TrialFailure("checkpoint_corrupt", str(fault), restartable=False) from fault
    finally:
        shutil.rmtree(into.parent, ignore_errors=True)
