"""What a trial tells the master, as lines in its spool; nothing here waits for the network."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, Optional, Protocol

from determined.core.place import Place
from determined.core.spool import SpoolWriter

LINE_BYTES = 3 * 1024 * 1024
STREAM = "reports"


class Clock:
    """RFC 3339 times with microseconds; the part down to the second is formatted once a second."""

    def __init__(self) -> None:
        self._cached = (-1, "")

    def now(self) -> str:
        nanos = time.time_ns()
        second = nanos // 1_000_000_000
        cached = self._cached
        if second != cached[0]:
            cached = self._cached = (second, time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(second)))
        return f"{cached[1]}{nanos % 1_000_000_000 // 1000:06d}Z"


def _plain(value: Any) -> Any:
    """Makes scalars of NumPy and the like plain; JSON has no other words for them."""
    item = getattr(value, "item", None)
    if item is not None:
        return item()
    raise TypeError(f"{type(value).__name__} cannot be reported; give numbers, texts, lists or dictionaries")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


_strict = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=_plain, check_circular=False)


def encode(element: Mapping[str, Any]) -> bytes:
    """One line of a spool; numbers that JSON cannot hold become the texts NaN, Infinity and -Infinity."""
    try:
        text = _strict.encode(element)
    except ValueError:
        text = _strict.encode(_finite(element))
    return text.encode() + b"\n"


class Lines(Protocol):
    """Where whole lines go."""

    def append(self, lines: bytes) -> None: ...

    def settle(self) -> None: ...

    def close(self) -> None: ...


class ReportSpool:
    """Appends reports to the spool of this run; a call takes microseconds and never raises for a full disk."""

    def __init__(
        self,
        directory: Path,
        on_full: Callable[[str], None] = lambda message: None,
        lines: Optional[Lines] = None,
    ) -> None:
        self._writer = lines or SpoolWriter(directory, STREAM, on_full=on_full, on_room=on_full)
        self._now = Clock().now

    def metrics(
        self,
        group: str,
        steps_completed: int,
        metrics: Mapping[str, Any],
        batch_metrics: Optional[Sequence[Mapping[str, Any]]] = None,
        epoch: Optional[float] = None,
        records: Optional[int] = None,
    ) -> None:
        """Reports metrics of `training`, `validation` or another group.

        `batch_metrics` has one mapping for each batch since the last such report; it is left out where it would make
        the line larger than a request may be.
        """
        element: dict[str, Any] = {
            "type": "metrics",
            "group": group,
            "steps_completed": steps_completed,
            "time": self._now(),
            "metrics": metrics,
        }
        if epoch is not None:
            element["epoch"] = epoch
        if records is not None:
            element["records"] = records
        if batch_metrics:
            line = encode({**element, "batch_metrics": batch_metrics})
            if len(line) <= LINE_BYTES:
                self._writer.append(line)
                return
        self._writer.append(encode(element))

    def progress(
        self,
        fraction: float,
        steps_completed: int,
        length: Optional[int] = None,
        batches_per_second: Optional[float] = None,
    ) -> None:
        """Says how far the training is: `fraction` from 0 to 1, `length` in batches."""
        element = {
            "type": "progress",
            "fraction": min(1.0, max(0.0, fraction)),
            "steps_completed": steps_completed,
            "time": self._now(),
            "length": length,
            "batches_per_second": batches_per_second,
        }
        self._append({key: value for key, value in element.items() if value is not None})

    def checkpoint_begun(self, uuid: str) -> None:
        """Says, before anything is written, that a checkpoint is to come: what is left of it is known to be ours.

        Returns when that is on disk, waiting for room on a full one: this process may be killed at any moment from now.
        """
        self._append({"type": "checkpoint_begun", "uuid": uuid})
        self._writer.settle()

    def checkpoint(
        self, uuid: str, steps_completed: int, resources: Mapping[str, int], metadata: Mapping[str, Any]
    ) -> None:
        """Announces a checkpoint that is complete in storage."""
        self._append(
            {
                "type": "checkpoint",
                "uuid": uuid,
                "steps_completed": steps_completed,
                "time": self._now(),
                "resources": resources,
                "metadata": metadata,
            }
        )

    def reached(self, length: Mapping[str, int], steps_completed: int) -> None:
        """Says that the trial has trained to this length, and that its validation and checkpoint are reported."""
        ((unit, count),) = length.items()
        self._append({"type": "reached", "unit": unit, "count": count, "steps_completed": steps_completed})

    def state(self, state: str) -> None:
        """Says what the trial does now: starting, restoring, training, validating, checkpointing or finishing."""
        self._append({"type": "state", "state": state})

    def preempted(self) -> None:
        """Says that the trial saw the request to stop, has checkpointed and ends."""
        self._append({"type": "preempted"})

    def stopped(self, reason: str) -> None:
        """Says that the script itself asked for an end: `user` or `invalid_hyperparameters`."""
        self._append({"type": "stopped", "reason": reason})

    def failure(self, kind: str, message: str, restartable: bool, place: Optional[Place] = None) -> None:
        """Tells people why the trial failed: `kind` is a stable word, `message` says what, why and what to do.

        `place` is where in the user's own files.
        """
        element: dict[str, Any] = {"type": "failure", "kind": kind, "message": message, "restartable": restartable}
        self._append({**element, "file": place.file, "line": place.line} if place else element)

    def environment(self, packages: Mapping[str, str], python: str, differences: Sequence[str] = ()) -> None:
        """Records what the trial ran with, and what differs from where it was submitted."""
        element = {"type": "environment", "packages": packages, "python": python}
        self._append({**element, "differences": list(differences)} if differences else element)

    def close(self) -> None:
        """Syncs the spool; waits for room when the disk is full."""
        self._writer.close()

    def _append(self, element: Mapping[str, Any]) -> None:
        self._writer.append(encode(element))
