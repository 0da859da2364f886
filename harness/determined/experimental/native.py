"""The one function that `create` and both `init` are special cases of, for scripts that call it by its own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from determined.experimental.enter import enter
from determined.experimental.mode import Mode
from determined.experimental.trial_class import create


def init_native(
    trial_def: Optional[type[Any]] = None,
    controller_cls: Any = None,
    native_context_cls: Optional[type[Any]] = None,
    config: Optional[Mapping[str, Any]] = None,
    local: Union[bool, Mode, str, None] = None,
    test: Optional[bool] = None,
    context_dir: str = "",
    command: Optional[Sequence[str]] = None,
    master_url: Optional[str] = None,
) -> Any:
    """`create` when it is given a trial class, else `init` with the context of that class.

    `controller_cls` is not looked at: contexts and trial classes name their own.
    """
    if trial_def is not None:
        return create(trial_def, config, None, local, test, context_dir, command, master_url)
    if native_context_cls is None:
        raise ValueError(
            "init_native() was given neither trial_def nor native_context_cls, so that there is nothing to train. "
            "Call determined.experimental.keras.init() or estimator.init(), or create() with a trial class."
        )
    return native_context_cls(enter(config, None, local, test, context_dir, command, master_url))
