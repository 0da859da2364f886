"""A trial as its script sees it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from determined.core import DistributedContext, Run
from determined.errors import BadBatchSize, UnknownHyperparameter

logger = logging.getLogger("determined")


_MOVED = ("aggregation_frequency", "gradient_compression", "grad_updates_size_file")
_USUAL = {"aggregation_frequency": 1, "gradient_compression": False, "mixed_precision": "O0"}


@dataclass(frozen=True)
class HorovodContext:
    """`context.hvd_config`: nothing trains through Horovod, and the rest is the section `optimizations`."""

    use: bool = False
    aggregation_frequency: int = 1
    fp16_compression: bool = False
    grad_updates_size_file: str | None = None
    average_aggregated_gradients: bool = True
    average_training_metrics: bool = False

    @staticmethod
    def of(config: Mapping[str, Any]) -> HorovodContext:
        """From the configuration of the experiment."""
        section = config.get("optimizations") or {}
        return HorovodContext(
            aggregation_frequency=section.get("aggregation_frequency", 1),
            fp16_compression=bool(section.get("gradient_compression", False)),
            grad_updates_size_file=section.get("grad_updates_size_file"),
            average_aggregated_gradients=bool(section.get("average_aggregated_gradients", True)),
            average_training_metrics=bool(section.get("average_training_metrics", False)),
        )


class SharedContext:
    """Configuration, hyperparameters and batch sizes of the trial: what every context offers."""

    #: The keys of `optimizations` that trials of this kind are trained by.
    optimizations: tuple[str, ...] = ()

    def __init__(self, run: Run) -> None:
        self.run = run
        self._check_optimizations()
        self.env = run.info
        self.distributed: DistributedContext = run.distributed
        self.hvd_config = HorovodContext.of(run.info.config)
        self._stop_requested = False
        self._batch_sizes: tuple[int, int] | None = None

    def get_experiment_config(self) -> dict[str, Any]:
        """The whole configuration as the master keeps it, with all defaults."""
        return self.run.info.config

    def get_data_config(self) -> dict[str, Any]:
        """The `data` section."""
        return self.run.info.config.get("data") or {}

    def get_experiment_id(self) -> int:
        """The id of the experiment."""
        return self.run.info.experiment_id

    def get_trial_id(self) -> int:
        """The id of the trial."""
        return self.run.info.trial_id

    def get_trial_seed(self) -> int:
        """The seed that this trial starts from, equal in all its runs."""
        return self.run.info.seed

    def get_hparams(self) -> dict[str, Any]:
        """All hyperparameters of the trial."""
        return self.run.info.hparams

    def get_hparam(self, name: str) -> Any:
        """One hyperparameter; ValueError when the configuration has none of that name."""
        if name not in self.run.info.hparams:
            known = ", ".join(sorted(self.run.info.hparams)) or "none"
            raise UnknownHyperparameter(
                f"There is no hyperparameter {name!r}. The experiment's configuration has: {known}. "
                f"Add {name!r} to its section `hyperparameters`."
            )
        if name == "global_batch_size":
            logger.warning(
                "use get_per_slot_batch_size() or get_global_batch_size() rather than get_hparam('global_batch_size')"
            )
        return self.run.info.hparams[name]

    def get_global_batch_size(self) -> int:
        """Records in a batch over all slots."""
        return self._sizes()[0]

    def get_per_slot_batch_size(self) -> int:
        """Records in a batch on one slot."""
        return self._sizes()[1]

    def get_stop_requested(self) -> bool:
        """Whether the script asked for an early end."""
        return self._stop_requested

    def set_stop_requested(self, stop_requested: bool) -> None:
        """Asks for an early end after the current scheduling unit, or takes the request back."""
        if not isinstance(stop_requested, bool):
            raise AssertionError(f"set_stop_requested takes True or False, not {stop_requested!r}")
        logger.info("early end of the trial %s by the script", "asked for" if stop_requested else "taken back")
        self._stop_requested = stop_requested

    def _check_optimizations(self) -> None:
        """Fails the trial for what belongs elsewhere; says which settings change nothing in trials of this kind."""
        moved = [name for name in _MOVED if name in self.run.info.hparams]
        if moved:
            self.run.fail(
                "bad_configuration",
                f"There is a hyperparameter {moved[0]}, which trials are not trained by. Say it in the section "
                f"`optimizations` of the configuration: optimizations.{moved[0]}.",
                restartable=False,
            )
        section = self.run.info.config.get("optimizations") or {}
        for name, usual in _USUAL.items():
            if name not in self.optimizations and section.get(name, usual) != usual:
                logger.warning(
                    "optimizations.%s is %r, which changes nothing in trials of this kind: %s",
                    name,
                    section[name],
                    "gradients are sent as they are"
                    if name == "gradient_compression"
                    else "PyTorchTrials have it; others ask their framework for it, in the script",
                )

    def _require_one_process(self, framework: str) -> None:
        """Fails the trial where each process would train the same thing for itself."""
        if self.distributed.size > 1:
            self.run.fail(
                "bad_configuration",
                f"The trial has {self.distributed.size} slots (resources.slots_per_trial), and a trial in {framework} "
                "trains on one: each slot would train the whole of it for itself. Set resources.slots_per_trial to 1, "
                "or write it as a PyTorchTrial, which trains on several.",
                restartable=False,
            )

    def _sizes(self) -> tuple[int, int]:
        if self._batch_sizes is None:
            self._batch_sizes = batch_sizes(self.run.info.hparams, self.run.info.config.get("resources") or {})
        return self._batch_sizes


class NativeContext(SharedContext):
    """What `init` returns. Frameworks derive their own from it."""


def batch_sizes(hparams: dict[str, Any], resources: dict[str, Any]) -> tuple[int, int]:
    """Global and per-slot batch size; BadBatchSize with what to do when the configuration does not say."""
    if "batch_size" in hparams:
        logger.warning(
            "the hyperparameter batch_size is the script's own; the cluster looks at global_batch_size alone"
        )
    size = hparams.get("global_batch_size")
    if size is None:
        raise BadBatchSize(
            "The configuration has no hyperparameter global_batch_size, so there is no batch size to give. "
            "Add `global_batch_size` to `hyperparameters`."
        )
    if isinstance(size, bool) or not isinstance(size, int):
        raise BadBatchSize(
            f"The hyperparameter global_batch_size is {size!r}, which is not a whole number. "
            "Write it without quotation marks, for example `global_batch_size: 256`."
        )
    slots = int(resources.get("slots_per_trial", 1))
    if resources.get("native_parallel"):
        return size, size
    if size < slots:
        raise BadBatchSize(
            f"global_batch_size {size} is smaller than resources.slots_per_trial {slots}: each slot needs a record. "
            "Make the batch larger or ask for fewer slots."
        )
    per_slot = size // slots
    if per_slot * slots != size:
        logger.warning("global_batch_size %d is rounded down to %d, %d for each slot", size, per_slot * slots, per_slot)
    return per_slot * slots, per_slot
