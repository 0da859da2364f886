"""The one line that makes a trial written as a class run on the cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from determined.errors import StopLoadingImplementation
from determined.experimental.enter import enter
from determined.experimental.mode import Mode
from determined.trial import check_class, train_class


def create(
    trial_def: type[Any],
    config: Optional[Mapping[str, Any]] = None,
    mode: Union[Mode, str, bool, None] = None,
    local: Union[bool, Mode, str, None] = None,
    test: Optional[bool] = None,
    context_dir: str = "",
    command: Optional[Sequence[str]] = None,
    master_url: Optional[str] = None,
) -> None:
    """Submits the script as an experiment and ends it; in a trial, trains an object of the class and ends it too.

    `trial_def` is a class derived from `PyTorchTrial`, `TFKerasTrial` or `EstimatorTrial`. The other arguments are
    those of `determined.experimental.keras.init`. Code after the call runs in a local test alone.

    ValueError for what is no such class, and for arguments that contradict each other; InvalidExperimentException
    says what cannot be submitted and why.
    """
    check_class(trial_def)
    run = enter(config, mode, local, test, context_dir, command, master_url)
    try:
        train_class(trial_def, run)
    except StopLoadingImplementation:
        if run.ends_script:
            raise
