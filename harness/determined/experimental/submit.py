"""What every entry point does in the user's own environment: submit, say so, end the script."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, NoReturn, Optional

from determined.client.announce import announce
from determined.client.submission import submit
from determined.errors import InvalidExperimentException
from determined.notebook.session import end_cell, executed_script, shell
from determined.notebook.show import show


class CellDone(BaseException):
    """Ends a notebook's cell after a submission, without a traceback and without ending the kernel."""

    def _render_traceback_(self) -> list[str]:
        return []


def submit_and_end(
    config: Optional[Mapping[str, Any]],
    context_dir: str,
    command: Optional[Sequence[str]],
    master_url: Optional[str],
    test: bool,
) -> NoReturn:
    """Ends the script with status 0 once the experiment is created; a fault of the user's is shown as one sentence."""
    show_without_traceback()
    submitted = submit(config, context_dir, command or executed_script(context_dir), master_url, test)
    announce(submitted)
    if shell() is not None:
        show(submitted.id, submitted.master)
    end_script(0)


def end_script(status: int) -> NoReturn:
    """Ends the script; in a notebook the cell, whose kernel goes on."""
    if shell() is not None:
        end_cell(CellDone())
    sys.exit(status)


def show_without_traceback() -> None:
    """How a fault of the user's ends the script: the frames of this package would hide the sentence."""
    before = sys.excepthook

    def hook(kind: type[BaseException], value: BaseException, trace: Optional[TracebackType]) -> None:
        if isinstance(value, InvalidExperimentException):
            print(f"error: {value}", file=sys.stderr, flush=True)
            _end(value.exit_status)
        else:
            before(kind, value, trace)

    sys.excepthook = hook


def _end(status: int) -> None:
    """Ends the process as the interpreter would, but with a status that tells the kinds of faults apart."""
    with suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(status)
