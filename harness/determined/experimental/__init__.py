"""The entry points of scripts, `create`, `init` and `Mode`, and the client. Imports no framework."""

from determined.client.checkpoint import Checkpoint
from determined.client.determined import Determined
from determined.client.model import Model, ModelOrderBy, ModelSortBy
from determined.client.references import ExperimentReference, TrialReference
from determined.experimental import estimator, keras
from determined.experimental.instances import create_trial_instance, test_one_batch
from determined.experimental.mode import Mode
from determined.experimental.native import init_native
from determined.experimental.trial_class import create

#: Its name in later releases.
CheckpointReference = Checkpoint

__all__ = [
    "Checkpoint",
    "CheckpointReference",
    "Determined",
    "ExperimentReference",
    "Mode",
    "Model",
    "ModelOrderBy",
    "ModelSortBy",
    "TrialReference",
    "create",
    "create_trial_instance",
    "estimator",
    "init_native",
    "keras",
    "test_one_batch",
]
