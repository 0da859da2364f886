"""The processes of an allocation: one group, found by its number and by a variable in their environment."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def start_time(pid: int) -> int:
    """Field 22 of `/proc/<pid>/stat`, which tells two processes with the same id apart."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


def lead_group() -> None:
    """Makes this process the leader of its group, unless it is already."""
    if os.getpgrp() != os.getpid():
        try:
            os.setsid()
        except PermissionError:
            os.setpgid(0, 0)


def members(group: int, run_dir: Path) -> list[int]:
    """Live processes of our own group or of the allocation of `run_dir`, this one left out."""
    found = []
    mark = f"DET_RUN_DIR={run_dir}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if fields[0] in ("Z", "X"):
                continue
            marked = mark in (entry / "environ").read_bytes().split(b"\0")
            if marked or (group == os.getpgrp() and int(fields[2]) == group):
                found.append(int(entry.name))
    return found


def kill_members(group: int, run_dir: Path, seconds: float = 10.0) -> None:
    """Kills them, and those that they start meanwhile, until none is left."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        left = members(group, run_dir)
        if not left:
            return
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
