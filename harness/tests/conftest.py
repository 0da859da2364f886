"""Shared fixtures: a testing master, and allocations that run on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from testing_master import TestingMaster, archive

HARNESS = Path(__file__).parent.parent


class Allocation:
    """A run directory as the master makes it, and the supervisor on it."""

    def __init__(self, master: TestingMaster, path: Path, config: dict[str, Any], **spec: Any) -> None:
        self.master, self.path = master, path
        self.process: Optional[subprocess.Popen[bytes]] = None
        storage = {"type": "shared_fs", "host_path": str(path / "checkpoints")}
        full = {"checkpoint_storage": storage, **config}
        path.mkdir(parents=True)
        environment = {
            "DET_MASTER": master.url,
            "DET_EXPERIMENT_ID": "1",
            "DET_TRIAL_ID": "1",
            "DET_TRIAL_RUN_ID": "1",
            "DET_TRIAL_SEED": "7",
            "DET_TASK_ID": "1.x",
            "DET_ALLOCATION_ID": spec.get("allocation_id", "1.x.1"),
            "DET_HPARAMS": json.dumps({"lr": 0.1}),
            "DET_EXPERIMENT_CONFIG": json.dumps(full),
            **spec.pop("environment", {}),
        }
        content = {
            "master": master.url,
            "allocation_id": "1.x.1",
            "task_id": "1.x",
            "trial_id": 1,
            "experiment_id": 1,
            "run_id": 1,
            "token": "allocation",
            "python": sys.executable,
            "environment": environment,
            "harness": str(HARNESS),
            "isolate_tmp": False,
            **spec,
        }
        (path / "spec.json").write_text(json.dumps(content))

    def start(
        self,
        *options: str,
        command: tuple[str, ...] = ("-m", "determined.run.supervisor"),
        modules: str = str(HARNESS),
    ) -> subprocess.Popen[bytes]:
        log = (self.path / "supervisor.log").open("ab")
        environment = {**os.environ, "PYTHONPATH": modules}
        environment.pop("DET_ALLOCATION_ID", None)
        self.process = subprocess.Popen(
            [sys.executable, *command, *options, str(self.path)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        return self.process

    def wait(self, seconds: float = 240.0) -> int:
        assert self.process is not None
        return self.process.wait(seconds)

    def exit(self) -> dict[str, Any]:
        """What `exit.json` says, once the supervisor has ended."""
        self.wait()
        path = self.path / "exit.json"
        assert path.exists(), (self.path / "supervisor.log").read_text()
        return json.loads(path.read_text())

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def master() -> Iterator[TestingMaster]:
    running = TestingMaster()
    yield running
    running.close()


@pytest.fixture
def allocate(master: TestingMaster, tmp_path: Path) -> Iterator[Callable[..., Allocation]]:
    """Makes an allocation that runs `files` with the command `command`."""
    made: list[Allocation] = []

    def make(
        files: dict[str, str],
        command: tuple[str, ...] = ("train.py",),
        config: Optional[dict[str, Any]] = None,
        **spec: Any,
    ) -> Allocation:
        master.context = archive(files)
        full = {"internal": {"native": {"command": list(command)}}, **(config or {})}
        path = Path(spec.pop("path", tmp_path / f"run-{len(made)}"))
        made.append(Allocation(master, path, full, **spec))
        return made[-1]

    yield make
    for allocation in made:
        allocation.close()


def wait_until(condition: Callable[[], Any], seconds: float = 180.0) -> None:
    """Waits for something outside of the testing master."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not so within {seconds} s"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether this process runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
