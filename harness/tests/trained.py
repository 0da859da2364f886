"""Trials in forked processes, which inherit the imported framework, and what each left behind.

A forked process cannot use a GPU that its parent has touched: with LAB_INTERPRETERS set each has an interpreter of
its own, and CUDA_VISIBLE_DEVICES says which GPUs it sees.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

FAILED = 70


@dataclass
class Trained:
    """What one process left behind."""

    directory: Path
    status: int

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The whole lines of the spool: a killed process may leave half a one at its end."""
        files = sorted((self.directory / "spool").glob("reports-*.jsonl"))
        text = "".join(file.read_text() for file in files)
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

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
        path = self.directory / "heard.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def weights(self) -> list[bytes]:
        """The model's variables at the end, as bytes."""
        return [array.tobytes() for array in self.arrays]

    @property
    def arrays(self) -> list[Any]:
        import numpy as np

        with np.load(self.directory / "weights.npz") as arrays:
            return [arrays[name] for name in arrays.files]

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text()

    @property
    def end(self) -> dict[str, Any]:
        return json.loads((self.directory / "end.json").read_text())

    @property
    def ending(self) -> tuple[Any, Any]:
        """How the run ended, and the failure that it reported."""
        failures = [(one["kind"], one["restartable"]) for one in self.of("failure")]
        return self.end["status"], failures[0] if failures else None


class Lab:
    """Trains trials that share one checkpoint storage; `main` is given a directory with `lab.json`."""

    def __init__(self, root: Path, main: Callable[[Path], None]) -> None:
        self.storage = root / "storage"
        self._root, self._main = root, main
        self._count = 0

    def train(self, **spec: Any) -> Trained:
        self._count += 1
        directory = self._root / f"run-{self._count}"
        directory.mkdir()
        spec["storage"] = str(self.storage)
        (directory / "lab.json").write_text(json.dumps(spec))
        if os.environ.get("LAB_INTERPRETERS"):
            return Trained(directory, self._in_interpreter(directory))
        return Trained(directory, call_in_child(lambda: self._main(directory), directory / "log"))

    def _in_interpreter(self, directory: Path) -> int:
        command = [sys.executable, sys.modules[self._main.__module__].__file__, str(directory)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with (directory / "log").open("w") as log:
            return subprocess.run(command, check=False, stdout=log, stderr=log, env=environment).returncode


def drive(run: Any, lengths: list[int]) -> None:
    """The search lets the trial train to each of these numbers of batches, one after the other, and then ends it."""
    following = iter(lengths[1:])
    say = run.reports.reached
    run.length = {"batches": lengths[0]}

    def reached(length: dict[str, int], steps_completed: int) -> None:
        say(length, steps_completed)
        further = next(following, None)
        if further is None:
            (run.info.run_dir / "preempt").touch()
        else:
            (run.info.run_dir / "length").write_text(json.dumps({"batches": further}))

    run.reports.reached = reached


class Fate:
    """What befalls a trial after a batch: `method` of the loop's class does a batch, `steps` says how many are done."""

    def __init__(self, loop: type, method: str, steps: Callable[[Any], int]) -> None:
        self._loop, self._method, self._steps = loop, method, steps

    def die_after(self, batches: int, first: Callable[[Any], None] = lambda loop: None) -> None:
        """kill -9, after `first`."""

        def die(loop: Any) -> None:
            if self._steps(loop) >= batches:
                first(loop)
                os.kill(os.getpid(), signal.SIGKILL)

        self._around(lambda loop: None, die)

    def preempt_after(self, batches: int, run: Any) -> None:
        """Asked for when the batch is all but done: the loop looks at its end."""

        def ask(loop: Any) -> None:
            if self._steps(loop) + 1 >= batches:
                (run.info.run_dir / "preempt").touch()
                loop._next_look = 0.0

        self._around(ask, lambda loop: None)

    def _around(self, before: Callable[[Any], None], after: Callable[[Any], None]) -> None:
        original = getattr(self._loop, self._method)

        def done(loop: Any, *given: Any, **named: Any) -> None:
            before(loop)
            original(loop, *given, **named)
            after(loop)

        setattr(self._loop, self._method, done)


def written(loop: Any) -> None:
    """Everything that a loop has handed to its threads is on disk."""
    loop.writer.finish()
    loop.log.flush()


def call_in_child(function: Callable[[], None], log: Path) -> int:
    """The exit code of a forked process that calls `function` and writes its output to `log`."""
    child = os.fork()
    if child == 0:
        leave_after(function, log)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def leave_after(function: Callable[[], None], path: Path) -> None:
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
