"""Going on from a checkpoint."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Callable, TypeVar

from determined.core import Run
from determined.errors import CheckpointCorrupt

logger = logging.getLogger("determined")

State = TypeVar("State")


def restore(run: Run, read: Callable[[Path], State]) -> State | None:
    """What `read` makes of the files of the newest checkpoint that is as it was written; None when there is none.

    A damaged one is passed over for the one before it, and the log says so.
    """
    newest = run.info.latest_checkpoint
    if newest is None:
        return None
    run.reports.state("restoring")
    for uuid in (newest, *run.info.earlier_checkpoints):
        into = Path(tempfile.mkdtemp(dir=run.checkpoint_dir)) / "restored"
        try:
            run.checkpoints.restore(uuid, into)
            state = read(into)
        except CheckpointCorrupt as fault:
            logger.error("%s The trial goes on from the one before it", fault)
            continue
        finally:
            shutil.rmtree(into.parent, ignore_errors=True)
        logger.info("going on from checkpoint %s", uuid)
        return state
    logger.error("no checkpoint of the trial is as it was written: it starts anew")
    return None
