"""What a person reads after a submission: one line on standard output for programs, the rest on standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from determined.client.context import readable
from determined.client.submission import Submitted

_WARNINGS = {
    "LAUNCH_WARNING_CURRENT_SLOTS_EXCEEDED": "it needs more slots than there are, so it waits; see `det slot list`",
}


def announce(submitted: Submitted) -> None:
    """Prints both; a reader that has closed a pipe is no fault."""
    for line in talk(submitted):
        with suppress(OSError):
            print(line, file=sys.stderr, flush=True)
    try:
        print(f"Created experiment {submitted.id}", flush=True)
    except BrokenPipeError:
        _silence(sys.stdout.fileno())


def talk(submitted: Submitted) -> list[str]:
    """The lines for people."""
    context = submitted.context
    files = f"{len(context.files)} file{'' if len(context.files) == 1 else 's'}, {readable(context.size)}"
    skipped = f" (.detignore skipped {context.skipped})" if context.skipped else ""
    lines = [f'▸ exp {submitted.id} "{submitted.name}" submitted · {files}{skipped} · {submitted.page}']
    plan = _plan(submitted)
    if plan:
        lines.append(plan)
    if submitted.hidden:
        lines.append("▸ a test: one batch of one trial, archived from the beginning; `det experiment list -a` shows it")
    lines += [f"▸ note: {_WARNINGS.get(warning, warning)}" for warning in submitted.warnings]
    return lines


def _plan(submitted: Submitted) -> str:
    trials = submitted.plan.get("trials")
    if not trials:
        return ""
    concurrent, slots = submitted.plan.get("concurrent"), submitted.plan.get("slots")
    parts = [f"{trials} trial{'' if trials == 1 else 's'}"]
    if concurrent and trials > 1:
        parts.append(f"≤ {concurrent} at once")
    if slots:
        parts.append(f"on {slots} slot{'' if slots == 1 else 's'}")
    return f"▸ search {submitted.searcher or 'single'}: {', '.join(parts)}"


def _silence(descriptor: int) -> None:
    """Lets the interpreter flush at its end without a second complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
