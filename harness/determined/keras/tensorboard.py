"""The TensorBoard callback of trials."""

from __future__ import annotations

import logging
from typing import Any

import keras

from determined.core import current
from determined.core.event_files import event_directory

logger = logging.getLogger("determined")


class TFKerasTensorBoard(keras.callbacks.TensorBoard):  # type: ignore[misc]
    """Keras' own, writing where the cluster keeps a trial's event files; outside of a trial, where it is told to.

    It needs TensorFlow and TensorBoard, whatever Keras computes with.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        run = current()
        if run is not None:
            directory = str(event_directory(run.info, run.distributed.rank))
            given = args[0] if args else kwargs.pop("log_dir", None)
            if given is not None:
                logger.info("TensorBoard writes to %s, not to %s", directory, given)
            args = (directory, *args[1:])
        super().__init__(*args, **kwargs)
