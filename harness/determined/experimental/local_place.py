"""Where local runs keep what they make, and which of them goes on."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional

from determined.errors import InvalidExperimentException

_CODE = (".py", ".ipynb", ".sh")


class LocalPlace:
    """The local experiments of one script: a numbered directory each."""

    def __init__(self, root: Path, command: list[str], environ: Mapping[str, str] = os.environ) -> None:
        base = environ.get("DET_LOCAL_DIR")
        data = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or Path.home(), ".local", "share")
        name = hashlib.sha256("\0".join([str(root), *command]).encode()).hexdigest()[:8]
        parent = Path(base or Path(data, "resolute", "local")).absolute()
        self.path = parent.resolve() / f"{Path(command[0]).stem}-{name}"
        self._lock: Optional[int] = None

    def lock(self) -> None:
        """Keeps other runs of the script out for as long as this process lives."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as failure:
            raise InvalidExperimentException(
                f"Local training keeps its checkpoints and logs in {self.path}, and nothing can be written there: "
                f"{failure.strerror}. Set DET_LOCAL_DIR to a directory that you may write to."
            ) from failure
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise InvalidExperimentException(
                f"This script already trains locally in another process, in {self.path}. Two at once would write the "
                "same checkpoints. Wait for it, or set DET_LOCAL_DIR to another directory for this one."
            ) from None
        self._lock = descriptor

    def unlock(self) -> None:
        """Lets others in."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def numbers(self) -> list[int]:
        """The experiments there are, ascending."""
        return sorted(int(entry.name) for entry in self.path.iterdir() if entry.name.isdigit())

    def unfinished(self, identity: Mapping[str, Any]) -> tuple[Optional[int], str]:
        """The newest experiment if it is not over and is the same as now; else why it does not go on."""
        numbers = self.numbers()
        if not numbers:
            return None, ""
        begun = read_json(self.path / str(numbers[-1]) / "experiment.json")
        status = read_json(self.path / str(numbers[-1]) / "status.json")
        if not begun or (status.get("experiment") or {}).get("endTime"):
            return None, ""
        differs = [word for word in ("config", "code") if begun.get(word) != identity.get(word)]
        if differs:
            what = " and ".join({"config": "the configuration", "code": "the code"}[word] for word in differs)
            return None, f"experiment {numbers[-1]} was not over, but {what} changed since: this is a new one"
        return numbers[-1], ""

    def next(self) -> int:
        """A new number, with its directory."""
        number = (self.numbers() or [0])[-1] + 1
        (self.path / str(number)).mkdir()
        return number


def code_digest(root: Path, script: str) -> str:
    """Of the script and those below a directory: what a training depends on and its output does not change."""
    digest = hashlib.sha256()
    for path in sorted({*code_files(root), root / script}):
        digest.update(f"{path.relative_to(root)}\0".encode())
        with suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def code_files(root: Path) -> Iterator[Path]:
    """Scripts and notebooks below a directory, without virtual environments and hidden directories."""
    for directory, below, names in os.walk(root):
        below[:] = [
            name
            for name in below
            if not name.startswith((".", "__pycache__")) and not Path(directory, name, "pyvenv.cfg").exists()
        ]
        # What a notebook or the trial runner writes as a script is no code of the user's.
        yield from (Path(directory, name) for name in names if name.endswith(_CODE) and "__det__" not in name)


def read_json(path: Path) -> dict[str, Any]:
    """What a file holds; nothing when it is not there."""
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """There completely or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content) + "\n")
    fresh.replace(path)
