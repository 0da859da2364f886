"""Which script the trials run, with which arguments."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Optional

from determined.client.context import Context
from determined.errors import InvalidExperimentException

SUFFIXES = (".py", ".ipynb")


def script_command(given: Optional[Sequence[str]], context: Context, argv: Sequence[str]) -> list[str]:
    """`given`, or what this process was started with; the script is relative to the context directory and in it."""
    if given and isinstance(given, str):
        raise InvalidExperimentException(
            f"command is one text, {given!r}, and not the list of its words. Give it as command={given.split()}."
        )
    command = [str(word) for word in given] if given else _inferred(context, argv)
    script = command[0]
    if not script.endswith(SUFFIXES):
        raise InvalidExperimentException(
            f"The script {script!r} ends in neither .py nor .ipynb, so the trials cannot run it. "
            "Name the script in command=[...], relative to context_dir."
        )
    path = PurePosixPath(script)
    if path.is_absolute() or ".." in path.parts:
        raise InvalidExperimentException(
            f"The script {script!r} does not lie inside context_dir {str(context.root)!r}. "
            "Trials have no more than lies in there. Move it there, or pass the directory that holds it as context_dir."
        )
    if not any(entry.path == path.as_posix() for entry in context.files):
        ignored = (context.root / path).is_file()
        why = "is left out by .detignore" if ignored else "is not there"
        raise InvalidExperimentException(
            f"The script {script!r} {why} (in context_dir {str(context.root)!r}), so the trials would not have it. "
            + ("Change .detignore." if ignored else "Name it relative to context_dir.")
        )
    return [path.as_posix(), *command[1:]]


def _inferred(context: Context, argv: Sequence[str]) -> list[str]:
    main = sys.modules.get("__main__")
    if not hasattr(main, "__file__") and "IPython" in sys.modules:
        raise InvalidExperimentException(
            "In a notebook it is not known which file the trials shall run. "
            'Name the notebook relative to context_dir: command=["notebook.ipynb"].'
        )
    script = argv[0] if argv else ""
    if script in ("", "-", "-c") or not Path(script).is_file():
        raise InvalidExperimentException(
            f"It is not known which script the trials shall run: this process was started with {script!r}. "
            'Name it relative to context_dir: command=["train.py"].'
        )
    path = Path(script).resolve()
    if context.root not in path.parents:
        raise InvalidExperimentException(
            f"The script {path} does not lie inside context_dir {str(context.root)!r}. "
            "Trials have no more than lies in there. Move it there, or pass the directory that holds it as context_dir."
        )
    return [path.relative_to(context.root).as_posix(), *argv[1:]]
