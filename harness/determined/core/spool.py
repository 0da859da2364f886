"""Append-only line files. What one process appends another sends: order on disk and line numbers decide.

A line counts when its newline is on disk. Lines are not synced one by one: a killed process loses nothing, because the
kernel has them; a power cut may lose the last ones. A segment is synced when it is left and when the writer is closed.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections import deque
from pathlib import Path
from typing import Callable

SEGMENT_BYTES = 16 * 1024 * 1024
HELD_BYTES = 64 * 1024 * 1024
RETRY_SECONDS = 0.25
_FULL = (errno.ENOSPC, errno.EDQUOT)


def segment_path(directory: Path, stream: str, segment: int) -> Path:
    """The file of one segment of a stream."""
    return directory / f"{stream}-{segment:06d}.jsonl"


def segments(directory: Path, stream: str) -> list[int]:
    """The numbers of the segments that exist, ascending."""
    first, last = f"{stream}-", ".jsonl"
    try:
        names = [entry.name for entry in os.scandir(directory)]  # a pattern would be compiled first
    except FileNotFoundError:
        return []
    ours = [name for name in names if name.startswith(first) and name.endswith(last)]
    return sorted(int(name[len(first) : -len(last)]) for name in ours)


def whole_lines_end(descriptor: int) -> int:
    """Where the last whole line of an open file ends; a torn line begins there."""
    end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - 65536)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


class SpoolWriter:
    """The one writer of a stream; safe to call from several threads.

    On a full disk lines are kept in memory, up to `held_bytes`, and written in order when there is room; beyond that
    the caller waits rather than lose a line. `on_full` is told once for each time the disk is full,
    `on_room` when it is over.
    """

    def __init__(
        self,
        directory: Path,
        stream: str,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        held_bytes: int = HELD_BYTES,
        on_full: Callable[[str], None] = lambda message: None,
        on_room: Callable[[str], None] = lambda message: None,
    ) -> None:
        self._directory, self._stream = directory, stream
        self._segment_bytes, self._held_limit = segment_bytes, held_bytes
        self._on_full, self._on_room = on_full, on_room
        self._lock = threading.RLock()
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._retry_at = 0.0
        directory.mkdir(parents=True, exist_ok=True)
        self._segment = (segments(directory, stream) or [0])[-1]
        self._descriptor = self._open(self._segment)
        self._size = whole_lines_end(self._descriptor)
        os.ftruncate(self._descriptor, self._size)

    def append(self, lines: bytes) -> None:
        """Adds one or more whole lines, each with its newline."""
        with self._lock:
            rest = self._write(lines) if self.release() else lines
            if not rest:
                return
            self._hold(rest)
            while self._held_bytes > self._held_limit and not self.release():
                time.sleep(RETRY_SECONDS)

    def release(self) -> bool:
        """Writes what is held, as far as there is room; true when nothing is held any more."""
        with self._lock:
            if not self._held:
                return True
            if time.monotonic() < self._retry_at:
                return False
            while self._held:
                lines = self._held.popleft()
                rest = self._write(lines)
                self._held_bytes -= len(lines) - len(rest)
                if rest:
                    self._held.appendleft(rest)
                    self._retry_at = time.monotonic() + RETRY_SECONDS
                    return False
            self._on_room(f"there is room again in {self._directory}: every line that was held is written")
            return True

    def settle(self) -> None:
        """Returns when nothing is held any more, waiting for room as long as it takes: another process can read it."""
        while not self.release():
            time.sleep(RETRY_SECONDS)

    @property
    def full(self) -> bool:
        """Whether so much is held that the caller had better stop producing."""
        return self._held_bytes > self._held_limit // 2

    def close(self) -> None:
        """Writes what is held, waiting for room as long as it takes, and syncs."""
        with self._lock:
            self.settle()
            os.fsync(self._descriptor)
            os.close(self._descriptor)

    def _hold(self, lines: bytes) -> None:
        if not self._held:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._on_full(
                f"the disk of {self._directory} is full: lines are kept in memory and written when there is room. "
                f"Make room there; see `df -h {self._directory}`"
            )
        self._held.append(lines)
        self._held_bytes += len(lines)

    def _write(self, lines: bytes) -> bytes:
        """Writes whole lines; answers those for which there is no room. What a reader may have seen stays."""
        if self._size and self._size + len(lines) > self._segment_bytes and not self._next_segment():
            return lines
        written = 0
        try:
            while written < len(lines):
                written += os.write(self._descriptor, lines[written:] if written else lines)
        except OSError as failure:
            whole = lines.rfind(b"\n", 0, written) + 1
            self._size += whole
            os.ftruncate(self._descriptor, self._size)
            if failure.errno not in _FULL:
                raise
            # A segment of its own lets the sender give back the room of the one before.
            if self._size:
                self._next_segment()
            return lines[whole:]
        self._size += written
        return b""

    def _next_segment(self) -> bool:
        try:
            descriptor = self._open(self._segment + 1)
        except OSError as failure:
            if failure.errno in _FULL:
                return False
            raise
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        self._descriptor, self._size, self._segment = descriptor, 0, self._segment + 1
        return True

    def _open(self, segment: int) -> int:
        path = segment_path(self._directory, self._stream, segment)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
