"""Training without a cluster: what `local=True` means at every entry point."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Optional

from determined.client.command import script_command
from determined.client.configuration import config_text, configuration
from determined.client.context import Context, Entry
from determined.core import Run
from determined.errors import InvalidExperimentException
from determined.experimental.local_place import LocalPlace, code_digest, code_files
from determined.experimental.local_process import Picture
from determined.experimental.local_record import COMPLETED, STOPPED
from determined.experimental.local_rehearsal import Rehearsal, rehearsal_config
from determined.experimental.local_search import LocalExperiment, begin
from determined.experimental.submit import end_script, show_without_traceback
from determined.notebook.session import executed_script
from determined.run.trial import start_logging


def rehearse(config: Optional[Mapping[str, Any]], context_dir: str) -> Run:
    """The run of a minimal test in this process; the script has the context directory as a trial would."""
    start_logging(debug=isinstance(config, Mapping) and bool(config.get("debug")))
    show_without_traceback()
    root = _root(context_dir)
    os.chdir(root)
    if sys.path[0] != str(root):
        sys.path.insert(0, str(root))
    run = Rehearsal(rehearsal_config(config))
    run.initialise()
    return run


def train_and_end(config: Optional[Mapping[str, Any]], context_dir: str, command: Optional[Sequence[str]]) -> NoReturn:
    """Runs the whole experiment here, each trial in a process of its own, and ends the script with its status."""
    show_without_traceback()
    root, words = script_of(context_dir, command)
    _train(configuration(config, words, test=False), root, words)


def train_entrypoint_and_end(config: Mapping[str, Any], context_dir: str) -> NoReturn:
    """As `train_and_end`, for what the `entrypoint` of the configuration names."""
    full = configuration(config, None, test=False)
    entrypoint = full.get("entrypoint") or ""
    words = entrypoint.replace(":", ".").split() if isinstance(entrypoint, str) else entrypoint
    _train(full, _root(context_dir), words or ["experiment"])


def _train(full: dict[str, Any], root: Path, words: list[str]) -> NoReturn:
    notes = take_one_slot(full)
    place = LocalPlace(root, words)
    place.lock()
    name = full.get("name") or Path(words[0]).stem
    experiment, more = begin(
        place, root, {"config": config_text(full), "code": code_digest(root, words[0]), "name": name}
    )
    for note in [*notes, *more]:
        _say(f"▸ {note}")
    picture = Picture(experiment.path)
    try:
        state = experiment.run()
        picture.finish()
    finally:
        picture.close()
        place.unlock()
    for line in _next_steps(experiment, state):
        _say(line)
    end_script(0 if state == COMPLETED else 1)


def script_of(context_dir: str, command: Optional[Sequence[str]]) -> tuple[Path, list[str]]:
    """The context directory, and the command of the trials relative to it."""
    root = _root(context_dir)
    command = command or executed_script(str(root))
    return root, script_command(command, _context(root, command), sys.argv)


def _root(context_dir: str) -> Path:
    root = Path(context_dir or ".").expanduser()
    if not root.is_dir():
        raise InvalidExperimentException(
            f"The context_dir {context_dir!r} is not a directory (looked at {root.absolute()}). "
            "Pass the directory that holds the script."
        )
    return root.resolve()


def _context(root: Path, command: Optional[Sequence[str]]) -> Context:
    """Only the scripts at hand: nothing is sent, so that neither size nor .detignore matter."""
    paths = [*code_files(root), *(root / word for word in (command or [])[:1] if (root / word).is_file())]
    entries = [Entry(path.relative_to(root).as_posix(), path, path.stat()) for path in paths]
    return Context(root, entries, 0)


def take_one_slot(config: dict[str, Any]) -> list[str]:
    """Makes the trial one process, and says so where more were asked for."""
    resources = dict(config.get("resources") or {})
    asked = resources.get("slots_per_trial", 1)
    if asked == 1:
        return []
    config["resources"] = {**resources, "slots_per_trial": 1}
    return [f"resources.slots_per_trial {asked} is taken as 1: a local trial is one process, with the whole batch"]


def _next_steps(experiment: LocalExperiment, state: str) -> list[str]:
    best = experiment.best()
    lines = []
    if state == STOPPED:
        lines.append("stopped; run the same command again to go on")
    elif state != COMPLETED:
        lines.append(f"error: {experiment.failure()}")
    if best is not None:
        lines.append(f"  log   {experiment.log(best)}")
        if best.checkpoints:
            lines.append(f"  take  {experiment.path / 'checkpoints' / best.checkpoints[0]}")
    lines.append(f"  all   {experiment.path}")
    return lines


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
