"""Trial objects outside of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional, Union

from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.experimental.local_rehearsal import rehearsal_config
from determined.experimental.mode import Mode
from determined.experimental.trial_class import create
from determined.storage import from_config
from determined.trial import check_class, make_trial

_NAME = "test_mode"


def create_trial_instance(
    trial_def: type[Any],
    checkpoint_dir: Union[str, Path],
    config: Optional[Mapping[str, Any]] = None,
    hparams: Optional[Mapping[str, Any]] = None,
) -> Any:
    """A trial object as a local test would make it, with drawn hyperparameters unless `hparams` gives them.

    `checkpoint_dir` is where the trial may write. Nothing is trained.
    """
    check_class(trial_def)
    _, trial = make_trial(trial_def, _run(Path(checkpoint_dir), config, hparams))
    return trial


def test_one_batch(
    controller_cls: Any = None,
    native_context_cls: Any = None,
    trial_class: Optional[type[Any]] = None,
    config: Optional[Mapping[str, Any]] = None,
    context_path: str = "",
) -> None:
    """Trains one batch of the class, validates and checkpoints, in this process.

    The first argument may be the context directory, as in releases before 0.12.5; the first two are otherwise not
    looked at, since a class names its own.
    """
    if isinstance(controller_cls, (str, Path)):
        context_path = str(controller_cls)
    if trial_class is None:
        raise ValueError(
            "test_one_batch() was given no trial_class. Give it the class; a script with init() is tested by "
            "init(config, local=True, test=True)."
        )
    create(trial_class, config, mode=Mode.LOCAL, context_dir=context_path)


test_one_batch.__test__ = False  # type: ignore[attr-defined] # pytest takes it for a test by its name


def _run(directory: Path, config: Optional[Mapping[str, Any]], hparams: Optional[Mapping[str, Any]]) -> Run:
    directory.mkdir(parents=True, exist_ok=True)
    if hparams is None:
        full = rehearsal_config(config)
        values = full["hyperparameters"]
    else:
        full, values = dict(config or {}), dict(hparams)
    seed = int((full.get("reproducibility") or {}).get("experiment_seed", 0))
    info = TrialInfo(1, 1, 1, _NAME, _NAME, seed, values, full, directory, cluster_id=_NAME)
    storage = from_config({"type": "directory", "container_path": str(directory / "storage")})
    return Run(info, ReportSpool(directory / "spool"), Preemption(directory), CheckpointStore(storage))
