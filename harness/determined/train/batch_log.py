"""Takes the metrics of every batch off the training thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, Callable

from determined.core import ReportSpool
from determined.train.plan import Plan

_POLL_SECONDS = 0.25
_PROGRESS_SECONDS = 1.0

Row = Mapping[str, float]


class BatchLog:
    """The training thread appends what the framework gave it; a thread of its own turns that into numbers and reports.

    The thread looks four times a second: a wake-up per batch would cost training more than the report.
    """

    def __init__(self, reports: ReportSpool, plan: Plan, steps: int, numbers: Callable[[Any], Row]) -> None:
        self._reports = reports
        self._plan = plan
        self._numbers = numbers
        self._raw: deque[tuple[int, Any]] = deque()
        self._rows: list[Row] = []
        self._steps = steps
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._fault: BaseException | None = None
        self._last_progress = (time.monotonic(), steps)
        self.append = self._raw.append
        self._thread = threading.Thread(target=self._run, name="batch-log", daemon=True)

    def follow(self, plan: Plan) -> None:
        """From now on progress counts by this plan."""
        self._plan = plan

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Reports what is left."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.flush()

    def flush(self) -> None:
        """Reports every batch appended so far, also a part of a scheduling unit; the calling thread does the work."""
        if self._fault is not None:
            raise self._fault
        with self._turn:
            self._drain()
            self._report()

    def _run(self) -> None:
        try:
            while not self._stop.wait(_POLL_SECONDS):
                with self._turn:
                    self._drain()
                    self._progress()
        except BaseException as fault:  # raised again where training asks next
            self._fault = fault

    def _drain(self) -> None:
        unit = self._plan.scheduling_unit
        while self._raw:
            steps, raw = self._raw.popleft()
            row = self._numbers(raw)
            # One execution of several batches gives one set of metrics: it stands for each of them.
            for number in range(self._steps + 1, steps + 1):
                self._rows.append(row)
                self._steps = number
                if number % unit == 0:
                    self._report()

    def _report(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        epoch = self._steps / self._plan.batches_per_epoch
        self._reports.metrics("training", self._steps, mean(rows), rows, epoch=epoch)

    def _progress(self) -> None:
        now = time.monotonic()
        then, before = self._last_progress
        if now - then < _PROGRESS_SECONDS or self._steps == before:
            return
        self._last_progress = (now, self._steps)
        speed = (self._steps - before) / (now - then)
        self._reports.progress(self._plan.fraction(self._steps), self._steps, self._plan.total, speed)


def mean(rows: list[Row]) -> dict[str, float]:
    """The mean of each name over the rows that have it."""
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            sums[name] = sums.get(name, 0.0) + value
            counts[name] = counts.get(name, 0) + 1
    return {name: total / counts[name] for name, total in sums.items()}
