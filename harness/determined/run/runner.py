"""The process of the trial: a program of its own, or a copy of its supervisor where the two would not differ."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, Optional, Protocol
from urllib.parse import urlsplit

from determined.core.run import FAILED
from determined.run import ahead, appearance, trial
from determined.run.context import CannotStart
from determined.run.run_dir import RunDir, Spec

MODULE = "determined.run.trial"
# What an interpreter, the loader or the C library read once, when a process starts.
_READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MALLOC_", "GLIBC_", "HOME", "PATH_LOCALE", "LOCPATH", "NLSPATH")


def _packages() -> dict[str, int]:
    """When something was last installed: an interpreter reads `.pth` files once, and a module stays as it was."""
    places = [Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    return {str(place): place.stat().st_mtime_ns for place in places if place.is_dir()}


_PACKAGES = _packages()


def _at_start(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(_READ_AT_START)}


_AT_START = _at_start(os.environ)


class Process(Protocol):
    """A trial that runs."""

    pid: int

    def wait(self) -> int:
        """Waits for its end; below 0 it is the signal that ended it."""

    def kill(self) -> None:
        """Ends it at once, unless it has ended."""


def variables(spec: Spec) -> dict[str, str]:
    """The variables of the trial that do not depend on the run directory: the machine's and the master's."""
    found = {**os.environ, **spec.environment}
    # TensorFlow's notes about its own build would be the first page of every log.
    found.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    found.update(_of_0_12(found, spec.allocation_id))
    binaries = str(Path(spec.python).parent)
    path = found.get("PATH") or os.defpath
    modules = (found.get("PYTHONPATH") or "").split(os.pathsep)
    found.update(
        PATH=f"{binaries}{os.pathsep}{path}",
        PYTHONPATH=os.pathsep.join([spec.harness, *(entry for entry in modules if entry not in ("", spec.harness))]),
        DET_ALLOCATION_ID=spec.allocation_id,
        PYTHONUNBUFFERED="1",
    )
    return found


def _of_0_12(variables: Mapping[str, str], allocation_id: str) -> dict[str, str]:
    """What scripts read by its name in Determined 0.12, where there is a master."""
    master = urlsplit(variables.get("DET_MASTER", ""))
    if master.hostname is None:
        return {}
    seen = variables.get("CUDA_VISIBLE_DEVICES")
    on_gpu = Path("/dev/nvidiactl").exists() if seen is None else seen not in ("", "-1")
    return {
        "DET_MASTER_ADDR": master.hostname,
        "DET_MASTER_PORT": str(master.port or {"http": 80, "https": 443}.get(master.scheme, 80)),
        "DET_CONTAINER_ID": allocation_id,
        "DET_USE_GPU": str(on_gpu).lower(),
    }


def environment(spec: Spec, run_dir: RunDir) -> dict[str, str]:
    """The variables of the trial."""
    run_dir.tmp.mkdir(parents=True, exist_ok=True)
    return {**variables(spec), "TMPDIR": str(run_dir.short_tmp()), "DET_RUN_DIR": str(run_dir.path)}


def start(spec: Spec, run_dir: RunDir, variables: Mapping[str, str], stdout: int, stderr: int) -> Process:
    """A new process of the trial's interpreter."""
    try:
        return subprocess.Popen(
            [spec.python, "-m", MODULE],
            cwd=run_dir.path,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
    except OSError as failure:
        raise CannotStart(
            f"The trial's interpreter {spec.python} cannot be run: {failure.strerror}. "
            "Name one that exists on this machine in environment.python."
        ) from failure


class Copy:
    """A copy of this process that waits to become the trial. Make it before any thread is started.

    It saves the trial the start of an interpreter and the imports that every trial needs.
    """

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock, self._gone = threading.Lock(), False
        self.pid = os.fork()
        if self.pid == 0:
            self._socket.close()
            _wait_and_become_trial(theirs)
        theirs.close()

    @classmethod
    def where_alike(cls, spec: Spec, run_dir: RunDir) -> Optional[Copy]:
        """None where a process of its own would differ.

        That is so with another interpreter, other variables that it starts with, and packages that came later.
        """
        mine, theirs = Path(sys.executable), Path(spec.python)
        with suppress(OSError):
            same = mine.parent.samefile(theirs.parent) and mine.samefile(theirs) and _packages() == _PACKAGES
            given = environment(spec, run_dir)
            suits = ahead.imported is None or ahead.imported.suits(given)
            if same and suits and spec.harness in sys.path and _at_start(given) == _AT_START:
                return cls()
        return None

    def become_trial(self, variables: Mapping[str, str], stdout: int, stderr: int) -> Process:
        """Tells it to begin; its output goes to these descriptors."""
        with self._socket, suppress(OSError):  # whoever was killed has an exit status that tells so
            socket.send_fds(self._socket, [b"."], [stdout, stderr])
            self._socket.sendall(json.dumps(dict(variables)).encode())
        return self

    def dismiss(self) -> None:
        """It is not needed."""
        self._socket.close()
        self.wait()

    def wait(self) -> int:
        # Its number stays its own until it is waited for, so that a kill meets no other process.
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            self._gone = True
            return exit_status(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        with self._lock:
            if not self._gone:
                os.kill(self.pid, signal.SIGKILL)


def exit_status(status: int) -> int:
    """Of what `waitpid` gives: the exit status, or the signal below 0."""
    return os.waitstatus_to_exitcode(status)


def close_descriptors() -> None:
    """Closes everything but the standard ones."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - numbers, of which one is the listing's own
        if int(name) > 2:
            with suppress(OSError):
                os.close(int(name))


def _wait_and_become_trial(told: socket.socket) -> NoReturn:
    status = FAILED
    try:
        variables, outputs = _instructions(told)
        _take_place(variables, outputs)
        status = trial.status_of_main()
    except BaseException:
        traceback.print_exc()
    trial.end(status)


def _instructions(told: socket.socket) -> tuple[dict[str, str], list[int]]:
    """Waits for the variables and the descriptors of standard output and error; ends when there is nothing to do."""
    trial.die_with_supervisor()
    first, outputs, _, _ = socket.recv_fds(told, 1, 2)
    if not first:
        os._exit(0)
    parts = []
    while part := told.recv(65536):
        parts.append(part)
    return json.loads(b"".join(parts)), outputs


def _take_place(variables: dict[str, str], outputs: list[int]) -> None:
    for number, output in enumerate(outputs, 1):
        os.dup2(output, number)
    close_descriptors()
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    appearance.look_like(MODULE)
    appearance.mark(Path(variables["DET_RUN_DIR"]))
    if ahead.imported is not None:
        ahead.imported.settle(variables)
