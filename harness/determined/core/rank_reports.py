"""What the processes of a trial on several slots report: one of them everything, each its failure."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from determined.core.place import Place
from determined.core.reports import Lines, ReportSpool

#: The kind of a failure that only follows from that of another process.
PEER_LOST = "lost"


@dataclass(frozen=True)
class RankFailure:
    """Why a process of the trial failed, and when it said so, in nanoseconds of the clock."""

    time: int
    kind: str
    message: str
    restartable: bool
    place: Optional[Place] = None

    @property
    def follows(self) -> bool:
        """Whether another process is the cause."""
        return self.kind == PEER_LOST


def failure_file(run_dir: Path, rank: int) -> Path:
    return run_dir / f"failure-{rank}.json"


def read_failure(run_dir: Path, rank: int) -> Optional[RankFailure]:
    """What a process left; None when it left nothing."""
    try:
        found = json.loads(failure_file(run_dir, rank).read_text())
    except (FileNotFoundError, ValueError):
        return None
    place = found.pop("place")
    return RankFailure(**found, place=Place(*place) if place else None)


def of_rank(run_dir: Path, rank: int, size: int, on_full: Callable[[str], None]) -> ReportSpool:
    """The reports of one process of so many."""
    if size == 1:
        return ReportSpool(run_dir / "spool", on_full=on_full)
    return ChiefReports(run_dir, on_full) if rank == 0 else PeerReports(run_dir, rank)


class ChiefReports(ReportSpool):
    """Of rank 0. When one process fails the others do too: which was the cause is for the supervisor to judge."""

    def __init__(
        self, run_dir: Path, on_full: Callable[[str], None], rank: int = 0, lines: Optional[Lines] = None
    ) -> None:
        super().__init__(run_dir / "spool", on_full, lines)
        self._file = failure_file(run_dir, rank)

    def failure(self, kind: str, message: str, restartable: bool, place: Optional[Place] = None) -> None:
        """Leaves it for the supervisor."""
        told = {"time": time.time_ns(), "kind": kind, "message": message, "restartable": restartable, "place": place}
        fresh = self._file.with_suffix(".new")
        with suppress(OSError):  # a full disk; the status still says that it failed
            fresh.write_text(json.dumps(told))
            fresh.replace(self._file)


class PeerReports(ChiefReports):
    """Of any other rank: the chief has said it all, but for why this process failed."""

    def __init__(self, run_dir: Path, rank: int) -> None:
        super().__init__(run_dir, lambda message: None, rank, _Nowhere())

    def metrics(
        self,
        group: str,
        steps_completed: int,
        metrics: Mapping[str, Any],
        batch_metrics: Optional[Sequence[Mapping[str, Any]]] = None,
        epoch: Optional[float] = None,
        records: Optional[int] = None,
    ) -> None:
        """The chief reports them."""


class _Nowhere:
    def append(self, lines: bytes) -> None:
        """Not kept."""

    def settle(self) -> None:
        """Nothing is held."""

    def close(self) -> None:
        """Nothing to do."""
