"""Reads a spool in order while another process may be appending to it, and gives back the room of what was sent."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Optional

from determined.core.spool import segment_path, segments

READ_BYTES = 1 << 20
KEEP_SECONDS = 60.0
SCARCE_BYTES = 64 * 1024 * 1024
_BASE_BYTES = 64


class SpoolReader:
    """A place in a stream: `next` is the sequence number of the line that `peek` would return first."""

    def __init__(self, directory: Path, stream: str) -> None:
        self._directory, self.stream = directory, stream
        self._base_path = directory / f"{stream}.base"
        self._base_segment, self._base_first = self._read_base()
        self._left: list[
            tuple[int, int, float]
        ] = []  # (segment that follows, its first line, when the one before was left)
        self._sizes: list[int] = []  # bytes of the lines that the last peek returned
        self._descriptor: Optional[int] = None
        self._segment, self._offset, self.next = self._base_segment, 0, self._base_first

    @property
    def first_kept(self) -> int:
        """The oldest sequence number that is still on disk."""
        return self._base_first

    def peek(self, max_lines: int, max_bytes: int) -> list[bytes]:
        """The next whole lines without their newlines, at least one if there is one; the place stays."""
        while True:
            complete = segment_path(self._directory, self.stream, self._segment + 1).exists()
            lines = self._lines(max_lines, max_bytes)
            if lines or not complete:
                self._sizes = [len(line) + 1 for line in lines]
                return lines
            self._enter(self._segment + 1)

    def move_to(self, sequence: int) -> None:
        """Makes `sequence` the next line; it may be any that is kept, or the one after the last on disk."""
        if self.next <= sequence <= self.next + len(self._sizes):
            steps = sequence - self.next
            self._offset += sum(self._sizes[:steps])
            self._sizes = self._sizes[steps:]
            self.next = sequence
            return
        self._rewind()
        while self.next < sequence:
            lines = self.peek(sequence - self.next, READ_BYTES)
            if not lines:
                return
            self.move_to(self.next + len(lines))

    def trim(self) -> None:
        """Removes segments that were sent a while ago, or at once when room is scarce.

        A while, because a master that lost its last commits in a power cut asks for them again.
        """
        if not self._left:
            return
        state = os.statvfs(self._directory)
        scarce = state.f_bavail * state.f_frsize < SCARCE_BYTES
        now = time.monotonic()
        while self._left and (scarce or now - self._left[0][2] >= KEEP_SECONDS):
            segment, first, _ = self._left[0]
            if not self._write_base(segment, first):
                return
            self._left.pop(0)
            for old in range(self._base_segment, segment):
                segment_path(self._directory, self.stream, old).unlink(missing_ok=True)
            self._base_segment, self._base_first = segment, first

    def reserve(self) -> None:
        """Makes the file of the base now, while there is room, so that it can be rewritten in place on a full disk."""
        if not self._base_path.exists():
            self._write_base(self._base_segment, self._base_first)

    def _lines(self, max_lines: int, max_bytes: int) -> list[bytes]:
        if self._descriptor is None:
            self._descriptor = self._open()
            if self._descriptor is None:
                return []
        wanted = READ_BYTES
        while True:
            data = os.pread(self._descriptor, wanted, self._offset)
            whole = data.rfind(b"\n")
            if whole >= 0 or len(data) < wanted:
                break
            wanted *= 4
        if whole < 0:
            return []
        taken: list[bytes] = []
        size = 0
        for line in data[:whole].split(b"\n")[:max_lines]:
            if taken and size + len(line) > max_bytes:
                break
            taken.append(line)
            size += len(line) + 1
        return taken

    def _rewind(self) -> None:
        self._left.clear()
        self._close()
        self._segment, self.next, self._offset, self._sizes = self._base_segment, self._base_first, 0, []

    def _enter(self, segment: int) -> None:
        self._left.append((segment, self.next, time.monotonic()))
        self._close()
        self._segment, self._offset = segment, 0

    def _open(self) -> Optional[int]:
        try:
            return os.open(segment_path(self._directory, self.stream, self._segment), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read_base(self) -> tuple[int, int]:
        try:
            base = json.loads(self._base_path.read_text())
            return int(base["segment"]), int(base["first"])
        except FileNotFoundError:
            return 0, 0
        except (ValueError, KeyError) as torn:
            if segments(self._directory, self.stream)[:1] in ([], [0]):
                return 0, 0
            raise ValueError(f"{self._base_path} is damaged, so the lines after it have no numbers") from torn

    def _write_base(self, segment: int, first: int) -> bool:
        text = json.dumps({"segment": segment, "first": first}).ljust(_BASE_BYTES - 1) + "\n"
        try:
            descriptor = os.open(self._base_path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                return os.pwrite(descriptor, text.encode(), 0) == len(text)
            finally:
                os.close(descriptor)
        except OSError:
            return False
