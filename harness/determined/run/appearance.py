"""What the system shows of a copied process: its command line, and the mark of its allocation in its environment.

A copy shows what its original was started with. So the original is started with room to write other words into, in
memory that the kernel shows and nothing else reads.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

MARK = "DET_RUN_DIR"
_ROOM = 1024
_PADDING = "." * _ROOM
# Fields of /proc/self/stat, counted from the third: where arguments and environment begin and end.
_BOUNDS = slice(45, 49)


def make_room(module: str) -> None:
    """Starts this program anew, as `python -m module`, with room; returns when there is some."""
    if os.environ.get(MARK) == _PADDING:
        del os.environ[MARK]
        return
    environment = {**os.environ, MARK: _PADDING}
    os.execve(sys.executable, [sys.executable, "-m", module, _PADDING], environment)


def look_like(module: str, *words: str) -> None:
    """Shows this process as `python -m module words`; nothing happens where that cannot be."""
    begin, end, _, _ = _bounds()
    _put(begin, end, "\0".join([sys.executable, "-m", module, *words]))


def mark(run_dir: Path) -> None:
    """Shows that this process belongs to the allocation of `run_dir`, as those that it starts do."""
    _, _, begin, end = _bounds()
    if begin:
        place = ctypes.string_at(begin, end - begin).find(f"{MARK}={_PADDING}".encode())
        if place >= 0:
            begin += place
            _put(begin, begin + len(MARK) + 1 + _ROOM + 1, f"{MARK}={run_dir}")


def _put(begin: int, end: int, text: str) -> None:
    content = os.fsencode(text)
    if begin and len(content) < min(_ROOM, end - begin):
        ctypes.memmove(begin, content.ljust(end - begin, b"\0"), end - begin)


def _bounds() -> list[int]:
    with suppress(OSError, ValueError):
        return [int(field) for field in Path("/proc/self/stat").read_text().rpartition(")")[2].split()[_BOUNDS]]
    return [0, 0, 0, 0]
