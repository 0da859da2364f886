"""The one line that makes a Keras script run on the cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

from determined.experimental.enter import enter
from determined.experimental.mode import Mode

if TYPE_CHECKING:
    from determined.keras import TFKerasNativeContext


def init(
    config: Optional[Mapping[str, Any]] = None,
    mode: Union[Mode, str, bool, None] = None,
    local: Union[bool, Mode, str, None] = None,
    test: Optional[bool] = None,
    context_dir: str = "",
    command: Optional[Sequence[str]] = None,
    master_url: Optional[str] = None,
) -> TFKerasNativeContext:
    """Submits the script as an experiment and ends it; in a trial, returns the context of that trial.

    `context_dir` is sent to the cluster and becomes the working directory of the trials. `command` is the script,
    relative to it, and its arguments; by default what this process was started with. `master_url` is by default
    DET_MASTER, else localhost:8080. `test=True` trains one batch of one trial.

    InvalidExperimentException says what cannot be submitted and why; ValueError is for arguments that contradict
    each other.
    """
    run = enter(config, mode, local, test, context_dir, command, master_url)
    from determined.keras import TFKerasNativeContext

    return TFKerasNativeContext(run)
