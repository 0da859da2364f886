"""Runs a lab in child processes that inherit the imported framework, so that a process costs no import.

A lab is a function that trains what `lab.json` in its directory says, and leaves there what `Trained` reads.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np

FAILED = 70


@dataclass
class Trained:
    """What one process left behind."""

    directory: Path
    status: int

    @property
    def reports(self) -> list[dict[str, Any]]:
        files = sorted((self.directory / "spool").glob("reports-*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [report for report in self.reports if report["type"] == kind]

    @property
    def batches(self) -> dict[int, dict[str, float]]:
        """Every batch's metrics by its number."""
        found = {}
        for report in self.of("metrics"):
            rows = report.get("batch_metrics", [])
            first = report["steps_completed"] - len(rows) + 1
            found.update({first + place: row for place, row in enumerate(rows)})
        return found

    @property
    def validations(self) -> dict[int, dict[str, float]]:
        reports = [report for report in self.of("metrics") if report["group"] == "validation"]
        return {report["steps_completed"]: report["metrics"] for report in reports}

    @property
    def checkpoints(self) -> dict[int, str]:
        return {report["steps_completed"]: report["uuid"] for report in self.of("checkpoint")}

    @property
    def heard(self) -> list[list[Any]]:
        return [json.loads(line) for line in (self.directory / "heard.jsonl").read_text().splitlines()]

    @property
    def weights(self) -> list[bytes]:
        """The model's variables at the end, as bytes."""
        return [array.tobytes() for array in self.arrays]

    @property
    def arrays(self) -> list[Any]:
        with np.load(self.directory / "weights.npz") as arrays:
            return [arrays[name] for name in arrays.files]

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text()

    @property
    def end(self) -> dict[str, Any]:
        return json.loads((self.directory / "end.json").read_text())


class Lab:
    """Trains trials that share one checkpoint storage."""

    def __init__(self, root: Path, main: Callable[[Path], None]) -> None:
        self._root = root
        self._main = main
        self._count = 0

    def train(self, **spec: Any) -> Trained:
        self._count += 1
        directory = self._root / f"run-{self._count}"
        directory.mkdir()
        spec["storage"] = str(self._root / "storage")
        (directory / "lab.json").write_text(json.dumps(spec))
        status = call_in_child(lambda: self._main(directory), directory / "log")
        return Trained(directory, status)


def call_in_child(function: Callable[[], None], log: Path) -> int:
    """The status of a forked process that calls `function` and writes its output to `log`."""
    child = os.fork()
    if child == 0:
        _leave_after(function, log)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _leave_after(function: Callable[[], None], path: Path) -> None:
    log = path.open("w", buffering=1)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    sys.stdout = sys.stderr = log
    status = FAILED
    try:
        function()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        log.flush()
        os._exit(status)
