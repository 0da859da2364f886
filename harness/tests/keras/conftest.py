"""Runs the lab in child processes that inherit the imported TensorFlow, so that a process costs no import."""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import lab

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

    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = 0

    def train(self, **spec: Any) -> Trained:
        self._count += 1
        directory = self._root / f"run-{self._count}"
        directory.mkdir()
        spec["storage"] = str(self._root / "storage")
        (directory / "lab.json").write_text(json.dumps(spec))
        child = os.fork()
        if child == 0:
            _leave_after(lambda: lab.main(directory), directory / "log")
        _, status = os.waitpid(child, 0)
        return Trained(directory, os.waitstatus_to_exitcode(status))


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


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The usual run, uninterrupted; others are compared with it."""
    return Lab(tmp_path_factory.mktemp("whole")).train()


@pytest.fixture
def trials(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


@pytest.fixture
def in_child(tmp_path: Path) -> Callable[[Callable[[], None]], None]:
    """Calls a function in a forked process: TensorFlow used here would start threads that the children lack."""

    def call(function: Callable[[], None]) -> None:
        child = os.fork()
        if child == 0:
            _leave_after(function, tmp_path / "log")
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, (tmp_path / "log").read_text()

    return call
