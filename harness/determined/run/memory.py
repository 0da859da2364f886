"""Whether the kernel ended a process of this run for want of memory."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Optional

_VERSION_2 = "0"


class OomKills:
    """Counts such kills since this was made: in the run's control group where that can be read, else on the machine."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._counters = [(file, certain) for file, certain in _counters(root) if _count(file) is not None]
        self._before = {file: _count(file) or 0 for file, _ in self._counters}

    def happened(self) -> Optional[bool]:
        """True and False where the control group says so, None where only the machine's count rose or none is there."""
        for file, certain in self._counters:
            now = _count(file)
            if now is None:
                continue
            if now == self._before[file]:
                return False
            return True if certain else None
        return None


def _counters(root: Path) -> list[tuple[Path, bool]]:
    """Files with a line `oom_kill N`, the most exact first; whether a rise is certainly ours."""
    found: list[tuple[Path, bool]] = []
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            version, controllers, path = line.split(":", 2)
            groups = root / "sys/fs/cgroup"
            if version == _VERSION_2:
                found.append((groups / path.lstrip("/") / "memory.events", True))
                found.append((groups / "unified" / path.lstrip("/") / "memory.events", True))
            elif "memory" in controllers.split(","):
                found.append((groups / "memory" / path.lstrip("/") / "memory.oom_control", True))
    found.append((root / "proc/vmstat", False))
    return found


def _count(file: Path) -> Optional[int]:
    with suppress(OSError, ValueError):
        for line in file.read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == "oom_kill":
                return int(value)
    return None
