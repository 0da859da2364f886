"""The processes of an allocation: one group, found by its number and by a variable in their environment."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Callable

# Fields of /proc/PID/stat, counted from the third.
_STATE, _GROUP, _START = 0, 2, 19


def start_time(pid: int) -> int:
    """Field 22 of `/proc/<pid>/stat`, which tells two processes with the same id apart."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_START])


def lead_group() -> None:
    """Makes this process the leader of its group, unless it is already."""
    if os.getpgrp() != os.getpid():
        try:
            os.setsid()
        except PermissionError:
            os.setpgid(0, 0)


def woken_by(number: int) -> int:
    """A descriptor that can be read whenever this process has got such a signal: each byte is a signal's number.

    Only one in a process, from its main thread. A handler of Python runs in that thread alone: a signal that comes
    just before it begins to wait, or that the kernel gives to another thread, would be heard when the wait is over.
    """
    heard, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    return heard


def on_signal(number: int, act: Callable[[], None]) -> None:
    """Calls `act` for each such signal, in a thread of its own; as `woken_by`."""
    heard = woken_by(number)

    def listen() -> None:
        while True:
            for _ in filter(number.__eq__, os.read(heard, 64)):
                act()

    threading.Thread(target=listen, daemon=True, name="signals").start()


def members(group: int, run_dir: Path) -> list[int]:
    """Live processes of our own group or of the allocation of `run_dir`, this one left out."""
    found = []
    mark = f"DET_RUN_DIR={run_dir}".encode()
    ours = group == os.getpgrp()
    # Within a run, who began before this process belongs to somebody else; it is the most of them.
    earliest = start_time(os.getpid()) if ours else 0
    for name in os.listdir("/proc"):  # noqa: PTH208 - each look must be quick
        if not name.isdigit() or int(name) == os.getpid():
            continue
        with suppress(OSError):
            fields = _read(f"/proc/{name}/stat").rpartition(b")")[2].split()
            if fields[_STATE] in (b"Z", b"X") or int(fields[_START]) < earliest:
                continue
            if (ours and int(fields[_GROUP]) == group) or mark in _read(f"/proc/{name}/environ").split(b"\0"):
                found.append(int(name))
    return found


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = []
        while part := os.read(descriptor, 1 << 16):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


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
