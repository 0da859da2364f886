"""Where in the user's own files something happened."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import NamedTuple, Optional


class Place(NamedTuple):
    """A line of the user's code; `file` is relative to the context directory."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def of_exception(raised: BaseException, root: Path) -> Optional[Place]:
    """The innermost line of the user's that raised it, or that the interpreter could not read."""
    if isinstance(raised, SyntaxError) and raised.filename and raised.lineno:
        unread = _place(raised.filename, raised.lineno, root)
        if unread is not None:
            return unread
    frames: Optional[TracebackType] = raised.__traceback__
    found = None
    while frames is not None:
        found = _place(frames.tb_frame.f_code.co_filename, frames.tb_lineno, root) or found
        frames = frames.tb_next
    return found


def of_stack(root: Path) -> Optional[Place]:
    """The innermost line of the user's that is being executed: the training call, within a managed loop."""
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None:
        place = _place(frame.f_code.co_filename, frame.f_lineno, root)
        if place is not None:
            return place
        frame = frame.f_back
    return None


def _place(filename: str, line: int, root: Path) -> Optional[Place]:
    if filename.startswith("<"):  # <frozen importlib>, <string>
        return None
    path = os.path.normpath(root / filename)
    inside = path.startswith(str(root) + os.sep) and f"{os.sep}site-packages{os.sep}" not in path
    return Place(os.path.relpath(path, root), line) if inside else None
