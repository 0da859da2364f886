"""From the pipes of the trial to the spool of its log."""

from __future__ import annotations

import json
import os
import re
import selectors
import threading
from collections import deque
from pathlib import Path
from typing import Callable, Optional, Union

from determined.core.fault import MEMORY_TEXT
from determined.core.reports import Clock
from determined.core.spool import RETRY_SECONDS, SpoolWriter

LINE_BYTES = 8192
_LEVEL = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL): ")
STREAM = "logs"
_LAST_LINES = 20


class LogSpool:
    """Log lines with their times; safe to call from several threads."""

    def __init__(self, directory: Path, appended: Callable[[], None], say: Callable[[str], None]) -> None:
        self._writer = SpoolWriter(directory, STREAM, on_full=self._full, on_room=say)
        self._appended, self._say, self._now = appended, say, Clock().now
        self._lock = threading.Lock()
        self._last: deque[bytes] = deque(maxlen=_LAST_LINES)

    @property
    def saw_memory_text(self) -> bool:
        """Whether one of the last lines of the trial says that memory was not enough."""
        return any(MEMORY_TEXT.search(line.decode(errors="replace")) for line in list(self._last))

    def lines(self, stdtype: str, texts: list[bytes], rank: Optional[int] = None) -> None:
        """Appends lines of the trial's output, without their newlines; `rank` says whose, where there are several."""
        time = self._now()
        self._last.extend(texts[-_LAST_LINES:])
        self._append(b"".join(_element(time, stdtype, text.decode(errors="replace"), rank) for text in texts))

    def note(self, level: str, text: str) -> None:
        """Appends a line of the supervisor's own."""
        self._append(_element(self._now(), "stderr", f"{level}: {text}"))

    def release(self) -> bool:
        """Writes what a full disk kept waiting; false while the producer had better wait."""
        return self._writer.release() or not self._writer.full

    def close(self) -> None:
        """Syncs; waits for room when the disk is full."""
        self._writer.close()

    def _append(self, lines: bytes) -> None:
        with self._lock:
            self._writer.append(lines)
        self._appended()

    def _full(self, message: str) -> None:
        self._say(message)


class Pump:
    """Reads pipes until all are closed, or until `stop` once the trial is gone, and spools their lines."""

    def __init__(self, spool: LogSpool) -> None:
        self._spool = spool
        self._selector = selectors.DefaultSelector()
        self._rest: dict[int, bytes] = {}
        self._stop = threading.Event()

    def add(self, descriptor: int, stdtype: str, rank: Optional[int] = None) -> None:
        """Reads this pipe too, and closes it at its end."""
        os.set_blocking(descriptor, False)
        self._rest[descriptor] = b""
        self._selector.register(descriptor, selectors.EVENT_READ, (stdtype, rank))

    def stop(self) -> None:
        """What is in the pipes now is still read; a process that holds one open is not waited for."""
        self._stop.set()

    def run(self) -> None:
        """The loop."""
        while self._selector.get_map():
            while not self._spool.release():
                self._stop.wait(RETRY_SECONDS)
            stopping = self._stop.is_set()
            ready = self._selector.select(0 if stopping else RETRY_SECONDS)
            for key, _ in ready:
                self._read(key.fd, *key.data)
            if stopping and not ready:
                for key in list(self._selector.get_map().values()):
                    self._finish(key.fd, *key.data)

    def _read(self, descriptor: int, stdtype: str, rank: Optional[int]) -> None:
        data = os.read(descriptor, 65536)
        if not data:
            self._finish(descriptor, stdtype, rank)
            return
        *lines, rest = (self._rest[descriptor] + data).split(b"\n")
        texts = [piece for line in lines for piece in cut(line)]
        *full, rest = cut(rest)
        self._rest[descriptor] = rest
        if texts or full:
            self._spool.lines(stdtype, texts + full, rank)

    def _finish(self, descriptor: int, stdtype: str, rank: Optional[int]) -> None:
        rest = self._rest.pop(descriptor)
        if rest:
            self._spool.lines(stdtype, [rest], rank)
        self._selector.unregister(descriptor)
        os.close(descriptor)


def cut(line: bytes) -> list[bytes]:
    """Pieces of at most 8 KiB that end between characters; an empty line is one empty piece."""
    pieces = []
    while len(line) > LINE_BYTES:
        end = LINE_BYTES
        while end > LINE_BYTES - 4 and line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[:end])
        line = line[end:]
    return [*pieces, line]


def _element(time: str, stdtype: str, text: str, rank: Optional[int] = None) -> bytes:
    element: dict[str, Union[str, int]] = {"time": time, "stdtype": stdtype, "log": text}
    level = _LEVEL.match(text)
    if level:
        element["level"], element["log"] = level[1], text[level.end() :]
    if rank is not None:
        element["rank"] = rank
    return json.dumps(element).encode() + b"\n"
