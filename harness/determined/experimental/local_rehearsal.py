"""`Mode.LOCAL`: one batch, one validation and one checkpoint in the calling process, to see that a script works."""

from __future__ import annotations

import atexit
import logging
import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Optional

from determined.client.configuration import configuration
from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.core.run import SUCCEEDED
from determined.errors import InvalidExperimentException, StopLoadingImplementation
from determined.storage import from_config

logger = logging.getLogger("determined")

_NAME = "test_mode"
_NOT_HERE = ("bind_mounts", "checkpoint_storage", "environment", "resources", "optimizations")
_LENGTHS = (
    "batches_per_step",
    "min_validation_period",
    "min_checkpoint_period",
    "perform_initial_validation",
)


class RehearsalFailed(InvalidExperimentException):
    """The script does not train, with the sentence that a trial would have failed with."""

    exit_status = 1


class Rehearsal(Run):
    """A run that reports to the log and gives the script back when its loop has ended."""

    ends_script = False

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="determined-test-"))
        atexit.register(shutil.rmtree, self._directory, ignore_errors=True)
        info = TrialInfo(
            experiment_id=1,
            trial_id=1,
            run_id=1,
            task_id=_NAME,
            allocation_id=_NAME,
            seed=int((config.get("reproducibility") or {}).get("experiment_seed", 0)),
            hparams=config["hyperparameters"],
            config=dict(config),
            run_dir=self._directory,
            slots=[0],
            cluster_id=_NAME,
        )
        storage = from_config({"type": "directory", "container_path": str(self._directory / "storage")})
        super().__init__(
            info, LoggedReports(self._directory / "spool"), Preemption(self._directory), CheckpointStore(storage)
        )
        logger.info("a minimal test in this process: one batch, a validation, a checkpoint")
        logger.info("hyperparameters: %s", info.hparams)

    def finish(self) -> NoReturn:
        """Everything worked: says so and gives the script back."""
        self.status = SUCCEEDED
        self.close()
        logger.info("the test passed: the script trains, validates and checkpoints")
        logger.info(
            "to train it: local=True, test=False here, or mode=Mode.CLUSTER on the cluster (`det up` starts one)"
        )
        raise StopLoadingImplementation

    def fail(self, kind: str, message: str, restartable: bool) -> NoReturn:
        """The sentence that a trial would fail with, as an exception for the person at the keyboard."""
        self.close()
        raise RehearsalFailed(message)

    def close(self) -> None:
        """Removes what the test wrote."""
        self.reports.close()
        shutil.rmtree(self._directory, ignore_errors=True)


class LoggedReports(ReportSpool):
    """Tells the log what a cluster would be told."""

    def metrics(
        self,
        group: str,
        steps_completed: int,
        metrics: Mapping[str, Any],
        batch_metrics: Optional[Sequence[Mapping[str, Any]]] = None,
        epoch: Optional[float] = None,
        records: Optional[int] = None,
    ) -> None:
        """One line with the values."""
        super().metrics(group, steps_completed, metrics, batch_metrics, epoch, records)
        logger.info("%s metrics: %s", group, " · ".join(f"{name} {value:.4g}" for name, value in metrics.items()))

    def checkpoint(
        self, uuid: str, steps_completed: int, resources: Mapping[str, int], metadata: Mapping[str, Any]
    ) -> None:
        """One line with the size."""
        super().checkpoint(uuid, steps_completed, resources, metadata)
        logger.info("checkpoint saved: %d files, %d bytes", len(resources), sum(resources.values()))

    def state(self, state: str) -> None:
        """What comes now."""
        super().state(state)
        logger.info("%s", state)


def rehearsal_config(given: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    """The configuration of the test: one batch, drawn hyperparameters, nothing that needs a cluster."""
    config = configuration(given, [], test=False)
    config.pop("internal", None)
    for key in _NOT_HERE:
        if config.pop(key, None) is not None:
            logger.info("%s is left out in a local test", key)
    for key in _LENGTHS:
        config.pop(key, None)
    searcher = {"name": "single", "max_length": {"batches": 1}}
    if "smaller_is_better" in (config.get("searcher") or {}):
        searcher["smaller_is_better"] = config["searcher"]["smaller_is_better"]
    drawn = {name: drawn_value(name, entry) for name, entry in (config.get("hyperparameters") or {}).items()}
    return {
        **config,
        "searcher": searcher,
        "scheduling_unit": 1,
        "resources": {"slots_per_trial": 1, "native_parallel": False},
        "optimizations": {
            "aggregation_frequency": 1,
            "average_aggregated_gradients": True,
            "average_training_metrics": False,
            "gradient_compression": False,
            "mixed_precision": "O0",
        },
        "hyperparameters": drawn,
    }


def drawn_value(name: str, entry: Any) -> Any:
    """A value of a hyperparameter, from Python's generator as it stands; ValueError for what describes none."""
    if not isinstance(entry, Mapping):
        return entry
    if "type" not in entry:
        return {inner: drawn_value(f"{name}.{inner}", value) for inner, value in entry.items()}
    kind = entry["type"]
    if kind == "const":
        return entry["val"]
    if kind == "int":
        return random.randint(entry["minval"], entry["maxval"])
    if kind == "double":
        return random.uniform(entry["minval"], entry["maxval"])
    if kind == "categorical":
        return random.choice(entry["vals"])
    if kind == "log":
        return entry.get("base", 10) ** random.uniform(entry["minval"], entry["maxval"])
    raise ValueError(
        f"The hyperparameter {name} has the type {kind!r}, which is none. "
        "Give one of const, int, double, log, categorical."
    )
