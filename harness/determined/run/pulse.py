"""Whether the training process lives: it beats from a thread of its own, and a process that computes lives too."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Callable, Optional

BEAT_FILE = "beat"
BEAT_SECONDS = 5.0
LOOK_SECONDS = 5.0
LEASE_SECONDS = 120.0
_STATE, _USER_TIME, _SYSTEM_TIME = 0, 11, 12
_HELD = {
    "T": "it is stopped (SIGSTOP)",
    "t": "a debugger holds it",
    "D": "it waits for a disk or a device that does not answer",
}


def beat_file(rank: int) -> str:
    """Where the process of that rank beats."""
    return f"{BEAT_FILE}-{rank}" if rank else BEAT_FILE


def beat(run_dir: Path, rank: int = 0) -> None:
    """Beats until this process ends, from a thread that needs nothing but its turn."""
    threading.Thread(target=_beat, args=(run_dir / beat_file(rank),), daemon=True, name="beat").start()


def _beat(file: Path) -> None:
    file.touch()
    while True:
        time.sleep(BEAT_SECONDS)
        with suppress(OSError):  # a full disk; the next beat may find room
            os.utime(file)


class Pulse:
    """For how long a process gave no sign of life: neither a beat nor processor time that it used.

    Time in which nobody looked, as the one who looks was stopped or the machine slept, does not count.
    """

    def __init__(
        self, pid: int, run_dir: Path, now: Callable[[], float] = time.monotonic, beats: str = BEAT_FILE
    ) -> None:
        self._stat, self._beats, self._now = Path(f"/proc/{pid}/stat"), run_dir / beats, now
        self._seen = self._signs()
        self._looked = now()
        self.silent = 0.0

    def look(self) -> float:
        """Looks again, every few seconds; for how many it has been silent."""
        now, signs = self._now(), self._signs()
        self.silent = 0.0 if signs != self._seen else self.silent + min(now - self._looked, 2 * LOOK_SECONDS)
        self._seen, self._looked = signs, now
        return self.silent

    def why(self) -> Optional[str]:
        """What holds it up, where the kernel says so."""
        return _HELD.get(self._fields()[_STATE])

    def _signs(self) -> tuple[int, int]:
        fields = self._fields()
        beat_at = 0
        with suppress(OSError):
            beat_at = self._beats.stat().st_mtime_ns
        return beat_at, int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])

    def _fields(self) -> list[str]:
        try:
            return self._stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ["X", *["0"] * _SYSTEM_TIME]
