"""The run of a trial in this process: what the training loop is given, and how it ends."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, Callable, NoReturn, Optional

from determined.client.packages import installed
from determined.core.checkpoints import CheckpointStore
from determined.core.code import Code
from determined.core.distributed import AgreedPreemption, DistributedContext, Rank
from determined.core.environment import differences, interpreter
from determined.core.place import Place, of_stack
from determined.core.preemption import Preemption, read_length
from determined.core.rank_reports import of_rank
from determined.core.reports import ReportSpool
from determined.core.trial_info import TrialInfo
from determined.errors import StopLoadingImplementation, TrialFailed

logger = logging.getLogger("determined")

_LENGTH_LOOK_SECONDS = 0.05
SUCCEEDED, FAILED, FAILED_FOR_GOOD = 0, 1, 3


class Run:
    """One attempt at a trial. A training loop calls `start_loop`, then exactly one of `finish`, `preempt` and `fail`.

    The outcome is kept here, not in the exception that ends the script: a script that swallows it changes nothing.
    """

    #: Whether the script ends with its training loop, as in every trial; a test in the user's own process goes on.
    ends_script = True

    def __init__(
        self,
        info: TrialInfo,
        reports: ReportSpool,
        preemption: Preemption,
        checkpoints: CheckpointStore,
        distributed: Optional[DistributedContext] = None,
    ) -> None:
        self.info = info
        self.reports = reports
        self.distributed = distributed or DistributedContext()
        self._preemption = preemption
        several = self.distributed.size > 1
        self.preemption = AgreedPreemption(preemption, self.distributed) if several else preemption
        self.checkpoints = checkpoints
        self.code: Optional[Code] = None
        self.length = info.length
        self.status: Optional[int] = None
        self.initialised = False
        self.loop_started = False
        self.trained: Any = None
        #: Called when the first batch is about to be trained.
        self.when_training: Callable[[], None] = lambda: None
        self._told_environment = False

    @classmethod
    def open(cls, info: TrialInfo, rank: Optional[Rank] = None) -> Run:
        """The run of this process of the trial."""
        distributed = DistributedContext(rank)
        reports = of_rank(info.run_dir, distributed.rank, distributed.size, logger.warning)
        return cls(info, reports, Preemption(info.run_dir), CheckpointStore.from_config(info), distributed)

    @property
    def chief(self) -> bool:
        """Whether this is the process that reports and saves: the one of rank 0, or the only one."""
        return self.distributed.rank == 0

    @property
    def checkpoint_dir(self) -> Path:
        """An existing directory for a checkpoint that is being written."""
        self.info.checkpoint_dir.mkdir(parents=True, exist_ok=True)
        return self.info.checkpoint_dir

    def initialise(self) -> None:
        """Called by `init` and `create`: a script has one training loop, so a second call fails the trial for good."""
        if self.status is not None:
            self.end_again()
        if self.initialised:
            self.fail(
                "bad_script",
                "The script calls init() or create() twice. A trial has one training loop, so that the second call "
                "cannot be served. Remove one of the calls; to submit several experiments, write one script for each.",
                restartable=False,
            )
        self.initialised = True

    def end_again(self) -> NoReturn:
        """The script swallowed the stop after its training and has come to another training call: says so."""
        logger.warning("the script went on after its training loop had ended; what was reported stands")
        raise StopLoadingImplementation

    def start_loop(self, trained: Any = None) -> None:
        """Called by the managed loop before its first batch, with the model or trial object that it trains."""
        self.trained = trained
        self.loop_started = True
        self._tell_environment()

    def begin_training(self) -> None:
        """Called by a managed loop when everything is there and its first batch is next."""
        self.reports.state("training")
        self.when_training()

    def _tell_environment(self) -> None:
        """Once the script has imported what it needs, or could not: which of it is not as where it was submitted."""
        if self._told_environment or not self.info.submitter_packages:
            return
        self._told_environment = True
        here = installed()
        script = self.info.work_dir / self.info.script
        found = differences(self.info.submitter_packages, here, script)
        if found:
            logger.warning("the packages here differ from those of the submission: %s", "; ".join(found))
            self.reports.environment(here, interpreter(), found)

    def reach(self, steps_completed: int) -> Optional[dict[str, int]]:
        """A trial whose length the search drives has come to `length`; its checkpoint is complete and reported.

        Returns the further length that the search lets it train to, or None when it shall end by `preempt`. The master
        decides at once when it hears of it, so this waits no longer than the report takes; while the master is away it
        waits for that.
        """
        known = self.length
        if known is None:
            raise ValueError("the search does not drive the length of this trial")
        told: Optional[dict[str, int]] = self.distributed.broadcast(
            self._further(known, steps_completed) if self.chief else None
        )
        self.length = told or known
        return told

    def _further(self, known: dict[str, int], steps_completed: int) -> Optional[dict[str, int]]:
        self.reports.reached(known, steps_completed)
        while not self._preemption.asked():
            told = read_length(self.info.run_dir)
            if told is not None and told != known:
                return told
            time.sleep(_LENGTH_LOOK_SECONDS)
        return None

    def finish(self) -> NoReturn:
        """Training has reached its end and everything is reported: ends the script."""
        self._settle(SUCCEEDED)
        raise StopLoadingImplementation

    def preempt(self) -> NoReturn:
        """The loop saw `preemption.asked()` and has checkpointed: says so and ends the script."""
        if self.status is None:
            self.reports.preempted()
        self._settle(SUCCEEDED)
        raise StopLoadingImplementation

    def fail(self, kind: str, message: str, restartable: bool) -> NoReturn:
        """Reports a failure and ends the script; `restartable=False` when another attempt would fail alike.

        It happened at the line of the user's that is being executed.
        """
        self.record_failure(kind, message, restartable)
        raise TrialFailed(message)

    def record_failure(self, kind: str, message: str, restartable: bool, place: Optional[Place] = None) -> None:
        """Reports a failure and logs it, unless the outcome is settled already."""
        if self.status is None:
            self._tell_environment()
            logger.error("%s", message)
            self.reports.failure(kind, message, restartable, place or of_stack(self.info.work_dir))
        self._settle(FAILED if restartable else FAILED_FOR_GOOD)

    def _settle(self, status: int) -> None:
        if self.status is None:
            self.status = status


_current: Optional[Run] = None


def current() -> Optional[Run]:
    """The run that this process is, or None outside of a trial."""
    return _current


def set_current(run: Optional[Run]) -> None:
    """Called by the trial runner before and after the user's script."""
    global _current
    _current = run
