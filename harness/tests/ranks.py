"""Trials on several slots: a forked process for each, without a supervisor, and what each left behind."""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Optional

from trained import FAILED, Trained, leave_after

from determined.core import Rank, Run, TrialInfo
from determined.core.rank_reports import RankFailure, read_failure
from determined.errors import StopLoadingImplementation, TrialFailed


class Ranks(Trained):
    """What the processes left behind: the reports are those of rank 0."""

    def __init__(self, directory: Path, statuses: list[int]) -> None:
        super().__init__(directory, statuses[0])
        self.statuses = statuses

    def failure(self, rank: int) -> Optional[RankFailure]:
        return read_failure(self.directory, rank)

    def log_of(self, rank: int) -> str:
        return (self.directory / f"log-{rank}").read_text()

    @property
    def latest(self) -> tuple[str, int]:
        last = self.of("checkpoint")[-1]
        return last["uuid"], last["steps_completed"]

    @property
    def told(self) -> str:
        """For a test that fails."""
        return json.dumps([self.log_of(rank) for rank in range(len(self.statuses))], indent=1)


class RanksLab:
    """Trains trials that share one checkpoint storage."""

    def __init__(self, root: Path) -> None:
        self.storage = root / "storage"
        self._root, self._count = root, 0

    def fork(
        self, slots: int, train: Callable[[Run], None], hparams: Any, latest: Any, config: dict[str, Any]
    ) -> Ranks:
        """Calls `train` in a process for each slot."""
        self._count += 1
        directory = self._root / f"run-{self._count}"
        directory.mkdir()
        full = {
            "searcher": {"name": "single", "metric": "val_loss", "max_length": {"batches": 14}},
            "scheduling_unit": 4,
            "min_validation_period": {"batches": 5},
            "checkpoint_storage": {"type": "shared_fs", "host_path": str(self.storage)},
            "resources": {"slots_per_trial": slots},
            "optimizations": {"average_training_metrics": True},
            **config,
        }
        given = {"global_batch_size": 32, **(hparams or {})}
        info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, given, full, directory, *latest)
        children = []
        for rank in range(slots):
            child = os.fork()
            if child == 0:
                leave_after(lambda rank=rank: _run(train, info, rank, slots), directory / f"log-{rank}")
            children.append(child)
        return Ranks(directory, [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])


def _run(train: Callable[[Run], None], info: TrialInfo, rank: int, size: int) -> None:
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, force=True)
    run = Run.open(info, Rank(rank, size, rank, size, 1, str(info.run_dir / "ranks"), "key"))
    with suppress(StopLoadingImplementation, TrialFailed):
        train(run)
    run.reports.close()
    if run.status:
        os._exit(FAILED)
