"""The one line that makes an Estimator's script run on the cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

from determined import adapter
from determined.experimental.enter import enter
from determined.experimental.mode import Mode

if TYPE_CHECKING:
    from determined.estimator import EstimatorNativeContext


def init(
    config: Optional[Mapping[str, Any]] = None,
    mode: Union[Mode, str, bool, None] = None,
    local: Union[bool, Mode, str, None] = None,
    test: Optional[bool] = None,
    context_dir: str = "",
    command: Optional[Sequence[str]] = None,
    master_url: Optional[str] = None,
) -> EstimatorNativeContext:
    """Submits the script as an experiment and ends it; in a trial, returns the context of that trial.

    The arguments are those of `determined.experimental.keras.init`.

    InvalidExperimentException says what cannot be submitted and why; ValueError is for arguments that contradict
    each other.
    """
    run = enter(config, mode, local, test, context_dir, command, master_url)
    adapter.module("determined.estimator.version", "tensorflow").require_estimator(run)
    from determined.estimator import EstimatorNativeContext

    return EstimatorNativeContext(run)
