"""The metrics of a trial as TensorBoard reads them: `Determined/<metric>`, beside the checkpoints."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Callable, Optional

from determined.core import TrialInfo
from determined.core.event_files import EventFile, kept_event_directory
from determined.run.run_dir import RunDir, Spec

_METRICS = b'{"type":"metrics"'
_WAITING = 16  # times of some MB of lines
_CLOSE_SECONDS = 10.0

Say = Callable[[str], None]


class Scalars:
    """Writes what the master has committed, in a thread of its own: a trial never waits for it, nor fails by it."""

    def __init__(self, file: Optional[EventFile], say: Say) -> None:
        self._file, self._say = file, say
        self._next = 0
        self._fault = ""
        self._queue: queue.Queue[list[bytes]] = queue.Queue(_WAITING)
        self._thread = threading.Thread(target=self._work, name="scalars", daemon=True)

    @classmethod
    def of_run(cls, spec: Spec, run_dir: RunDir, say: Say) -> Scalars:
        """From the first line of a run: what earlier runs did after its checkpoint is done anew."""
        info = _info(spec, run_dir)
        return cls(_file(info, info.steps_completed) if info else None, say)

    @classmethod
    def of_rest(cls, spec: Spec, run_dir: RunDir, say: Say) -> Scalars:
        """For the lines that the supervisor of a run left behind."""
        info = _info(spec, run_dir)
        return cls(_file(info, None) if info else None, say)

    def take(self, first: int, lines: list[bytes]) -> None:
        """Has the metrics among the committed lines `first` and following written, each line once."""
        new = [line for line in lines[max(0, self._next - first) :] if line.startswith(_METRICS)]
        self._next = max(self._next, first + len(lines))
        if self._file is None or not new:
            return
        if self._thread.ident is None:
            self._thread.start()
        try:
            self._queue.put_nowait(new)
        except queue.Full:
            self._lacks("the storage does not keep up")

    def close(self) -> None:
        """Returns when everything is written, or storage has not answered for a while."""
        if self._thread.ident is None:
            return
        with suppress(queue.Full):
            self._queue.put([], timeout=_CLOSE_SECONDS)
        self._thread.join(_CLOSE_SECONDS)

    def _work(self) -> None:
        while lines := self._queue.get():
            try:
                for line in lines:
                    self._write(json.loads(line))
            except (OSError, ValueError) as fault:
                self._lacks(str(fault))

    def _lacks(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            self._say(f"some metrics are missing for TensorBoard, not for the master: {fault}")

    def _write(self, report: Mapping[str, Any]) -> None:
        assert self._file is not None
        seconds = datetime.fromisoformat(report["time"].replace("Z", "+00:00")).timestamp()
        for step, values in _points(report):
            tagged = {f"Determined/{name}": value for name, value in values.items()}
            if tagged:
                self._file.add(seconds, step, tagged)


def _points(report: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, float]]]:
    """Of training each batch under its number, from 0; of anything else the number of batches before it."""
    group, steps = report["group"], report["steps_completed"]
    if group == "training":
        batches = report.get("batch_metrics") or [report["metrics"]]
        for step, metrics in enumerate(batches, steps - len(batches)):
            yield max(0, step), _numbers(metrics)
        return
    numbers = _numbers(report["metrics"])
    if group == "validation":
        yield steps, {name if name.startswith("val") else f"val_{name}": value for name, value in numbers.items()}
    else:
        yield steps, {f"{group}/{name}": value for name, value in numbers.items()}


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Those that are numbers, of which NaN and the infinities are texts here."""
    words = ("NaN", "Infinity", "-Infinity")
    return {name: float(value) for name, value in metrics.items() if value in words or isinstance(value, (int, float))}


def _info(spec: Spec, run_dir: RunDir) -> Optional[TrialInfo]:
    """None for what is no trial."""
    try:
        return TrialInfo.from_environ({**spec.environment, "DET_RUN_DIR": str(run_dir.path)})
    except KeyError:
        return None


def _file(info: TrialInfo, begins_at: Optional[int]) -> Optional[EventFile]:
    directory = kept_event_directory(info)
    return None if directory is None else EventFile(directory, begins_at)
