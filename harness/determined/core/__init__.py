"""What a training loop needs of the cluster: who it is, where to report, when to stop, where checkpoints go.

A loop takes `current()`, a `Run`: `run.info` (TrialInfo), `run.reports` (ReportSpool), `run.preemption.asked()`,
`run.checkpoints` (CheckpointStore), `run.distributed` (DistributedContext); it calls
`run.start_loop()` and ends by `run.finish()`, `run.preempt()` or `run.fail(...)`.
"""

from determined.core.checkpoints import CheckpointStore, SavedCheckpoint
from determined.core.distributed import DistributedContext, Rank
from determined.core.preemption import Preemption
from determined.core.reports import ReportSpool
from determined.core.run import Run, current, set_current
from determined.core.trial_info import TrialInfo

__all__ = [
    "CheckpointStore",
    "DistributedContext",
    "Preemption",
    "Rank",
    "ReportSpool",
    "Run",
    "SavedCheckpoint",
    "TrialInfo",
    "current",
    "set_current",
]
