"""What this process has imported ahead for its copies, which trials become; nothing in most processes.

A trial imports its packages with its own variables, in its own directories. What was imported ahead must not show the
difference, or must not be used.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from determined.run.kept import Kept
from determined.run.leading import Import, leading
from determined.run.run_dir import RunDir

RECORD = "ahead.json"
#: Variables that differ from trial to trial of an experiment.
_OF_A_TRIAL = ("DET_", "TMPDIR", "CUDA_VISIBLE_DEVICES", "PWD", "OLDPWD")
# What these packages import by themselves when training begins, and what of ours needs them.
_LATE = {"torch": ("torch._dynamo", "determined.pytorch")}
_SET_BY_IMPORTS = ("TORCHINDUCTOR_CACHE_DIR",)


def lasting(variables: Mapping[str, str]) -> dict[str, str]:
    """Those that are the same for all trials of an experiment."""
    return {name: value for name, value in variables.items() if not name.startswith(_OF_A_TRIAL)}


@dataclass(frozen=True)
class Imported:
    """What was imported: with which variables, in which directories, and after looking for which names."""

    variables: Mapping[str, str]
    tmp: Kept
    work: Kept
    added: Mapping[str, str]
    names: Collection[str]
    files: Mapping[str, int]

    def suits(self, variables: Mapping[str, str]) -> bool:
        """Whether a trial with these would have imported the same."""
        return lasting(variables) == self.variables and changed_at(self.files) == self.files

    def shadowed(self, work: Path) -> bool:
        """Whether a module of the user's would have been imported in the place of one of a package."""
        return any(entry.name.partition(".")[0] in self.names for entry in os.scandir(work))

    def settle(self, variables: Mapping[str, str]) -> None:
        """Makes everything as if this trial had imported it; `os.environ` has its variables already."""
        self.tmp.replace(variables["TMPDIR"])
        self.work.replace(str(Path(variables["DET_RUN_DIR"]) / "work"))
        for name, value in self.added.items():
            os.environ[name] = value.replace(self.tmp.name, variables["TMPDIR"])
        numbers = sys.modules.get("numpy.random")
        if numbers is not None:
            numbers.seed()  # a new process has one of its own


imported: Optional[Imported] = None


def changed_at(files: Iterable[str]) -> dict[str, int]:
    """When each of these files was last written."""
    return {file: os.stat(file).st_mtime_ns for file in files}  # noqa: PTH116 - fast


def record(run_dir: Path, script: str, began: Mapping[str, str]) -> None:
    """Notes in the run directory what the next run may have imported ahead; for a trial that begins to train.

    `began` are the variables that its script began with.
    """
    if imported is not None or not script.endswith(".py"):
        return
    work = run_dir / "work"
    found = [each for each in leading(work, script) if _is_installed(each, work)]
    for package, late in _LATE.items():
        if any(each.module.partition(".")[0] == package for each in found) and _unchanged(began):
            found += [Import(name) for name in late if name in sys.modules]
    if found:
        with suppress(OSError):
            RunDir(run_dir).write(RECORD, [[each.module, each.names] for each in found])


def recorded(run_dir: Path) -> Optional[list[Import]]:
    """What `record` noted, once it has."""
    try:
        noted: list[Any] = json.loads((run_dir / RECORD).read_text())
    except (OSError, ValueError):
        return None
    return [Import(module, tuple(names)) for module, names in noted]


def is_of_packages(file: str) -> bool:
    """Whether a module comes with the interpreter, with an installed package or with this one: nobody edits it."""
    places = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), str(Path(__file__).parents[2]))
    return any(f"/{name}/" in file for name in ("site-packages", "dist-packages")) or file.startswith(places)


def _is_installed(given: Import, work: Path) -> bool:
    file = getattr(sys.modules.get(given.module), "__file__", None)
    return file is not None and work not in Path(file).parents and is_of_packages(file)


def _unchanged(began: Mapping[str, str]) -> bool:
    """Whether the script has left alone what packages look at when they are imported late."""
    torch = sys.modules.get("torch")
    if torch is None or torch.get_default_dtype() is not torch.float32:
        return False
    changed = {name for name in {*os.environ, *began} if os.environ.get(name) != began.get(name)}
    temporary = os.environ["TMPDIR"]
    return all(name in _SET_BY_IMPORTS and os.environ.get(name, "").startswith(temporary) for name in changed)
