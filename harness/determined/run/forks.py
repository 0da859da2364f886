"""Forks supervisors when asked, from a process that has imported what they and their trials need."""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Callable, NoReturn, Optional

from determined.run import appearance, processes, runner, supervisor


class Forks:
    """The loop; it has one thread, so that a copy of it is whole.

    `NUMBER RUN_DIR` asks for a supervisor. The answers are `NUMBER started PID`, later `NUMBER ended STATUS`.
    """

    def __init__(self, requests: int, answers: int, variables: Optional[Mapping[str, str]] = None) -> None:
        """`variables` are those of the supervisors, where they are not those of this process."""
        self._requests, self._answers, self._variables = requests, answers, variables
        self._woken = processes.woken_by(signal.SIGCHLD)
        os.set_blocking(self._woken, False)
        self._numbers: dict[int, str] = {}
        self._selector = selectors.DefaultSelector()
        self._rest = b""
        self._over = False
        self.listen(requests, self._read_requests)
        self.listen(self._woken, self._read_woken)

    def listen(self, descriptor: int, heard: Callable[[], None]) -> None:
        """Calls `heard` whenever this can be read."""
        self._selector.register(descriptor, selectors.EVENT_READ, heard)

    def unlisten(self, descriptor: int) -> None:
        """Listens to it no longer."""
        self._selector.unregister(descriptor)

    def run(self) -> None:
        """Serves until the input ends or nobody reads the answers."""
        while not self._over:
            for key, _ in self._selector.select(self.pause()):
                key.data()
            self.tend()

    def pause(self) -> Optional[float]:
        """For how long there is nothing to tend, in seconds; None: until something happens."""
        return None

    def tend(self) -> None:
        """What is to be done now and then."""

    def launch(self, number: str, run_dir: str) -> None:
        """Forks a supervisor."""
        pid = os.fork()
        if pid == 0:
            become_supervisor(Path(run_dir), self._variables)
        self.began(number, pid)

    def began(self, number: str, pid: int) -> None:
        """Tells of a supervisor that is, or may become, a child of this process."""
        self._numbers[pid] = number
        self.answer(f"{number} started {pid}")

    def gone(self, pid: int, status: int) -> None:
        """A child has ended, or somebody tells that it has."""
        number = self._numbers.pop(pid, None)
        if number is not None:
            self.answer(f"{number} ended {status}")

    def answer(self, line: str) -> None:
        os.write(self._answers, line.encode() + b"\n")

    def _read_requests(self) -> None:
        data = os.read(self._requests, 65536)
        self._over = not data
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            number, run_dir = os.fsdecode(line).split(" ", 1)
            self.launch(number, run_dir)

    def _read_woken(self) -> None:
        os.read(self._woken, 4096)
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self.gone(pid, runner.exit_status(status))


def become_supervisor(run_dir: Path, variables: Optional[Mapping[str, str]] = None) -> NoReturn:
    """What a new process for `python -m determined.run.supervisor RUN_DIR` would do, in this copy."""
    status = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(run_dir / "supervisor.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        runner.close_descriptors()
        if variables is not None:
            os.environ.clear()
            os.environ.update(variables)
        os.chdir(run_dir)
        appearance.look_like("determined.run.supervisor", str(run_dir))
        status = supervisor.main([str(run_dir)], copied=True)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def take_streams() -> tuple[int, int]:
    """Keeps input and output for requests and answers: what is printed goes to standard error."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.path = [entry for entry in sys.path if entry != str(Path.cwd())]
    return requests, answers


def settle() -> None:
    """The last thing before the first fork: copies share what is there now."""
    gc.collect()
    gc.freeze()
