"""The training loop's decisions and its background work, without any framework.

An adapter asks a `Plan` what is owed after each batch, and hands metrics and checkpoints to threads that report them.
"""

from determined.train.batch_log import BatchLog
from determined.train.checkpoint_writer import CheckpointWriter, Snapshot
from determined.train.failure import TrialFailure, inconsistent
from determined.train.goal import Goal
from determined.train.length import Length, Pace, Unit
from determined.train.metric import SearcherMetric
from determined.train.plan import Duties, Marks, Plan
from determined.train.restore import restore
from determined.train.settings import CheckpointPolicy, LoopSettings

__all__ = [
    "BatchLog",
    "CheckpointPolicy",
    "CheckpointWriter",
    "Duties",
    "Goal",
    "Length",
    "LoopSettings",
    "Marks",
    "Pace",
    "Plan",
    "SearcherMetric",
    "Snapshot",
    "TrialFailure",
    "Unit",
    "inconsistent",
    "restore",
]
