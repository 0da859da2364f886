"""Who this trial is: read once from the variables that the master sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from determined.version import __version__

_TRIAL_CLASS = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_SECRET = ("checkpoint_storage", "tensorboard_storage", "data_layer", "environment", "bind_mounts")


@dataclass(frozen=True)
class TrialInfo:
    """Ids, hyperparameters and configuration of the running trial.

    `steps_completed` counts batches and belongs to `latest_checkpoint`; a trial that starts anew has 0 and None.
    `earlier_checkpoints` are those before it, the newest first. A `latest_checkpoint` without steps gives the weights
    that the trial begins with. `length` is how far the search lets it train, as `{"batches": 100}`; None when the
    trial knows its own length.
    """

    experiment_id: int
    trial_id: int
    run_id: int
    task_id: str
    allocation_id: str
    seed: int
    hparams: dict[str, Any]
    config: dict[str, Any]
    run_dir: Path
    latest_checkpoint: Optional[str] = None
    steps_completed: int = 0
    slots: list[int] = field(default_factory=list)
    cluster_id: str = ""
    master: str = ""
    earlier_checkpoints: list[str] = field(default_factory=list)
    length: Optional[dict[str, int]] = None
    submitter_packages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> TrialInfo:
        """Reads the `DET_*` variables; a missing one is a `KeyError` that names it."""
        return cls(
            experiment_id=int(environ["DET_EXPERIMENT_ID"]),
            trial_id=int(environ["DET_TRIAL_ID"]),
            run_id=int(environ["DET_TRIAL_RUN_ID"]),
            task_id=environ["DET_TASK_ID"],
            allocation_id=environ["DET_ALLOCATION_ID"],
            seed=int(environ["DET_TRIAL_SEED"]),
            hparams=json.loads(environ["DET_HPARAMS"]),
            config=json.loads(environ["DET_EXPERIMENT_CONFIG"]),
            run_dir=Path(environ["DET_RUN_DIR"]),
            latest_checkpoint=environ.get("DET_LATEST_CHECKPOINT") or None,
            steps_completed=int(environ.get("DET_STEPS_COMPLETED") or 0),
            slots=json.loads(environ.get("DET_SLOT_IDS") or "[]"),
            cluster_id=environ.get("DET_CLUSTER_ID", ""),
            master=environ.get("DET_MASTER", ""),
            earlier_checkpoints=(environ.get("DET_EARLIER_CHECKPOINTS") or "").split(),
            length=json.loads(environ.get("DET_TRIAL_LENGTH") or "null"),
            submitter_packages=json.loads(environ.get("DET_SUBMITTER_PACKAGES") or "{}"),
        )

    @property
    def command(self) -> list[str]:
        """The script, relative to the context directory, and its arguments; empty when the experiment has none."""
        native = (self.config.get("internal") or {}).get("native") or {}
        return [str(word) for word in native.get("command") or []]

    @property
    def trial_class(self) -> str:
        """`module:Class` when the configuration names a class in place of a script; else empty."""
        entrypoint = self.config.get("entrypoint")
        named = isinstance(entrypoint, str) and _TRIAL_CLASS.fullmatch(entrypoint)
        return str(entrypoint) if named and not self.command else ""

    @property
    def script(self) -> str:
        """The file that training begins with, relative to the context directory."""
        module = self.trial_class.partition(":")[0]
        return f"{module.replace('.', '/')}.py" if module else (self.command or [""])[0]

    @property
    def origin(self) -> dict[str, Any]:
        """Where a checkpoint of this trial comes from; without the sections that may hold keys to other places."""
        kept = {key: value for key, value in self.config.items() if key not in _SECRET}
        ids = {"experiment_id": self.experiment_id, "trial_id": self.trial_id}
        return {"determined_version": __version__, **ids, "hparams": self.hparams, "experiment_config": kept}

    @property
    def work_dir(self) -> Path:
        """The unpacked context directory, which is the working directory of the script."""
        return self.run_dir / "work"

    @property
    def checkpoint_dir(self) -> Path:
        """Where a checkpoint is put together before it goes to storage."""
        return self.run_dir / "checkpoint"
