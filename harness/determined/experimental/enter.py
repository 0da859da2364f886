"""What every entry point does first: find out where this process is, and submit when it is the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional, Union

from determined.core import Run, current
from determined.experimental import local as local_runs
from determined.experimental.mode import Mode, arranged, place
from determined.experimental.submit import submit_and_end

#: What an entry point does outside of a trial in place of what its arguments say; set by tools that run a script.
instead: Optional[Callable[[Optional[Mapping[str, Any]], str, Optional[Sequence[str]]], None]] = None


def enter(
    config: Optional[Mapping[str, Any]],
    mode: Union[Mode, str, bool, None],
    local: Union[bool, Mode, str, None],
    test: Optional[bool],
    context_dir: str,
    command: Optional[Sequence[str]],
    master_url: Optional[str],
) -> Run:
    """The run that this process is; outside of a trial that is a minimal test, or it does not return."""
    mode, local, test, context_dir, command, master_url = arranged(mode, local, test, context_dir, command, master_url)
    where = place(mode, local, test)
    if instead is not None and current() is None:
        instead(config, context_dir, command)
    if where.local and where.test:
        return local_runs.rehearse(config, context_dir)
    run = current()
    if run is None and where.local:
        local_runs.train_and_end(config, context_dir, command)
    if run is None:
        submit_and_end(config, context_dir, command, master_url, where.test)
    run.initialise()
    return run
