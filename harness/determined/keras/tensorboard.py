"""The TensorBoard callback of trials."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import keras

from determined.core import TrialInfo, current
from determined.storage import shared_fs_root

logger = logging.getLogger("determined")


class TFKerasTensorBoard(keras.callbacks.TensorBoard):  # type: ignore[misc]
    """Keras' own, writing where the cluster keeps a trial's event files; outside of a trial, where it is told to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        run = current()
        if run is not None:
            directory = str(log_directory(run.info))
            given = args[0] if args else kwargs.pop("log_dir", None)
            if given is not None:
                logger.info("TensorBoard writes to %s, not to %s", directory, given)
            args = (directory, *args[1:])
        super().__init__(*args, **kwargs)


def log_directory(info: TrialInfo) -> Path:
    """`<storage>/<cluster>/tensorboard/experiment/<id>/trial/<id>`; in the run's directory where storage is none."""
    storage = info.config.get("checkpoint_storage") or {}
    if storage.get("type", "shared_fs") != "shared_fs" or "host_path" not in storage:
        return info.run_dir / "tensorboard"
    place = f"{info.cluster_id or 'cluster'}/tensorboard/experiment/{info.experiment_id}/trial/{info.trial_id}"
    return shared_fs_root(storage) / place
