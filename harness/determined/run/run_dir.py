"""The run directory of an allocation: who may be its supervisor, what it was told, what it leaves."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

LENGTH_FILE = "length"
_RESERVED_BYTES = 4096
# The path of a socket has at most 107 bytes; what makes one below TMPDIR (data loaders do) adds up to about 40.
_TMP_CHARACTERS = 64


@dataclass(frozen=True)
class Spec:
    """What the master tells a supervisor; `processes` are to train together."""

    master: str
    allocation_id: str
    task_id: str
    token: str
    python: str
    harness: str
    environment: dict[str, str]
    isolate_tmp: bool
    processes: int = 1

    @classmethod
    def read(cls, path: Path) -> Spec:
        """Reads `spec.json`; what this version does not know is left alone."""
        given = json.loads(path.read_text())
        return cls(
            master=given["master"],
            allocation_id=given["allocation_id"],
            task_id=given["task_id"],
            token=given["token"],
            python=given["python"],
            harness=given["harness"],
            environment={str(name): str(value) for name, value in given.get("environment", {}).items()},
            isolate_tmp=bool(given.get("isolate_tmp", True)),
            processes=int(given.get("processes", 1)),
        )


class RunDir:
    """The files of one allocation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spool, self.work, self.tmp = path / "spool", path / "work", path / "tmp"
        self._lock: Optional[int] = None

    def lock(self, seconds: float = 0.0) -> bool:
        """Becomes the only supervisor, for as long as this process lives; false when there is one already."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        limit = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= limit:
                    os.close(descriptor)
                    return False
                time.sleep(0.1)
            else:
                self._lock = descriptor
                return True

    def short_tmp(self) -> Path:
        """The temporary directory under a name that leaves room for the names of sockets, when a link can be had."""
        if len(str(self.tmp)) <= _TMP_CHARACTERS:
            return self.tmp
        link = self._tmp_link
        with suppress(OSError):
            link.symlink_to(self.tmp)
        return link if self._owns(link) else self.tmp

    def drop_short_tmp(self) -> None:
        """Takes the short name away; nothing happens when there is none."""
        if self._owns(self._tmp_link):
            self._tmp_link.unlink(missing_ok=True)

    @property
    def _tmp_link(self) -> Path:
        return Path("/tmp") / f"det-{hashlib.sha256(str(self.path).encode()).hexdigest()[:12]}"

    def _owns(self, link: Path) -> bool:
        try:
            return link.lstat().st_uid == os.geteuid() and link.readlink() == self.tmp
        except OSError:
            return False

    def write(self, name: str, content: Any) -> None:
        """Writes a JSON file that is there completely or not at all."""
        fresh = self.path / f"{name}.new"
        fresh.write_text(json.dumps(content) + "\n")
        fresh.replace(self.path / name)

    def reserve_exit(self) -> None:
        """Takes the room for `exit.json` while there is some."""
        with suppress(OSError):
            (self.path / "exit.json.new").write_text(" " * _RESERVED_BYTES)

    def write_exit(self, content: dict[str, Any]) -> None:
        """Writes `exit.json` into the reserved room, so that a full disk does not keep the end from being known."""
        text = (json.dumps(content) + "\n").encode()
        while True:
            try:
                descriptor = os.open(self.path / "exit.json.new", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    os.pwrite(descriptor, text.ljust(_RESERVED_BYTES), 0)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                (self.path / "exit.json.new").replace(self.path / "exit.json")
                return
            except OSError:
                time.sleep(0.5)

    @property
    def asked_to_stop(self) -> bool:
        """Whether `preempt` was called."""
        return (self.path / "preempt").exists()

    def tell_length(self, length: dict[str, int]) -> None:
        """Makes or replaces the file that tells the trial how far to train; tried until there is room."""
        while True:
            try:
                return self.write(LENGTH_FILE, length)
            except OSError:
                time.sleep(0.5)

    def preempt(self) -> None:
        """Makes the file that tells the trial to checkpoint and stop."""
        with suppress(OSError):
            os.close(os.open(self.path / "preempt", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
