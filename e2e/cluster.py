"""A real cluster for tests: the launcher, a master and slots in a data directory of their own, ended by process id."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".envs" / "keras3" / "bin" / "python"
SCRIPTS = pathlib.Path(__file__).resolve().parent / "scripts"
TERMINAL = {"STATE_COMPLETED", "STATE_CANCELED", "STATE_ERROR"}

T = TypeVar("T")


def eventually(read: Callable[[], T], accept: Callable[[T], bool], limit: float, what: str) -> T:
    """Reads until a value is accepted; a failure shows the last value. Connection faults count as not yet."""
    end = time.monotonic() + limit
    seen: Any = None
    while time.monotonic() < end:
        try:
            seen = read()
        except (OSError, urllib.error.URLError) as fault:
            seen = fault
        else:
            if accept(seen):
                return seen
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {limit} s; last seen: {seen!r}")


_kept_ports: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody else is given, also while a server is away: a socket keeps it that never listens.

    Servers that allow addresses to be used again, as nearly all do, listen beside it.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    _kept_ports.append(keeper)
    return int(keeper.getsockname()[1])


class Cluster:
    def __init__(self, directory: pathlib.Path, slots: int | None = 2, data: pathlib.Path | None = None) -> None:
        self.directory = directory
        self.data = data or directory / "data"
        self.slots = slots
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DET_")},
            "XDG_CONFIG_HOME": str(directory / "config"),
            "XDG_DATA_HOME": str(directory / "share"),
            "DET_MASTER": self.url,
            "CI": "true",
        }

    def det(self, *arguments: str, check: bool = True, limit: float = 400) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(ROOT / "det"), *arguments], capture_output=True, text=True, timeout=limit, env=self.environment
        )
        if check and done.returncode:
            raise AssertionError(
                f"det {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
            )
        return done

    def up(self, *extra: str) -> None:
        self.det(
            "up",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
            *([] if self.slots is None else ["--slots", str(self.slots)]),
            "--python",
            str(PYTHON),
            *extra,
        )

    def down(self) -> subprocess.CompletedProcess[str]:
        return self.det("down", "--data", str(self.data))

    @property
    def master_pid(self) -> int:
        return int(json.loads((self.data / "master.json").read_text())["pid"])

    def kill_master(self) -> None:
        pid = self.master_pid
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: alive(pid), lambda there: not there, 60, "master to be gone")

    def destroy(self) -> None:
        """Ends everything, whatever state it is in."""
        if (self.data / "master.json").exists() and alive(self.master_pid):
            os.kill(self.master_pid, signal.SIGKILL)
        for file in self.data.glob("run/*/supervisor.json"):
            try:
                os.killpg(json.loads(file.read_text())["pid"], signal.SIGKILL)
            except (OSError, ValueError, KeyError):
                continue

    def token(self) -> str:
        stored = json.loads((self.directory / "config" / "determined" / "auth.json").read_text())
        entry = stored["masters"][self.url]
        return str(entry["tokens"][entry["active_user"]])

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token()}"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def submit(
        self, folder: str, check: bool = True, scripts: pathlib.Path = SCRIPTS, **config: Any
    ) -> subprocess.CompletedProcess[str]:
        """Runs a copy of `scripts`/train.py as a user would, with this configuration beside it."""
        context, script = self.directory / folder, "train.py"
        context.mkdir(exist_ok=True)
        shutil.copy(scripts / script, context / script)
        (context / "config.json").write_text(json.dumps(config))
        done = subprocess.run(
            [str(PYTHON), script], cwd=context, capture_output=True, text=True, timeout=300, env=self.environment
        )
        if check and done.returncode:
            raise AssertionError(f"{script} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def experiment(self, folder: str, **config: Any) -> int:
        done = self.submit(folder, **config)
        found = re.search(r"^Created experiment (\d+)$", done.stdout, re.MULTILINE)
        assert found, done.stdout + done.stderr
        return int(found[1])

    def state(self, experiment: int) -> str:
        return str(self.get(f"/api/v1/experiments/{experiment}")["experiment"]["state"])

    def ended(self, experiment: int, limit: float = 400) -> str:
        return eventually(
            lambda: self.state(experiment), TERMINAL.__contains__, limit, f"experiment {experiment} to end"
        )

    def trials(self, experiment: int) -> list[dict[str, Any]]:
        return list(self.get(f"/api/v1/experiments/{experiment}/trials?limit=0")["trials"])

    def training(self, trial: int) -> list[dict[str, Any]]:
        """Training reports of a trial, oldest first."""
        workloads = self.get(f"/api/v1/trials/{trial}/workloads?includeBatchMetrics=true&limit=1000")["workloads"]
        return [entry["training"] for entry in workloads if entry.get("training")]

    def batches(self, trial: int) -> int:
        return sum(len(report["metrics"]["batchMetrics"]) for report in self.training(trial))

    def log(self, trial: int) -> list[str]:
        done = self.det("trial", "logs", str(trial))
        return done.stdout.splitlines()

    def run_directories(self, experiment: int) -> list[pathlib.Path]:
        return sorted(self.data.glob(f"run/{experiment}.*"))

    def runner_pids(self, experiment: int) -> list[int]:
        found = []
        for directory in self.run_directories(experiment):
            try:
                pid = int(json.loads((directory / "runner.json").read_text())["pid"])
            except FileNotFoundError:
                continue
            if alive(pid):
                found.append(pid)
        return found


def alive(pid: int) -> bool:
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
