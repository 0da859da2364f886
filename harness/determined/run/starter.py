"""`python -m determined.run.starter`: forks supervisors from a process that has imported what all of them need.

A line on its input, `NUMBER RUN_DIR`, asks for a supervisor; a line on its output tells `NUMBER started PID`, a later
one `NUMBER ended STATUS`. No code of a user's ever runs in it. It ends with its input; its supervisors live on.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from determined.run import appearance

if __name__ == "__main__":
    appearance.make_room("determined.run.starter")

import determined.experimental  # noqa: F401 - what a script of a trial imports first
from determined.client.packages import installed
from determined.run import runner, supervisor


class Starter:
    """The loop; it has one thread, so that a copy of it is whole."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests, self._answers = requests, answers
        self._woken, wake = os.pipe()
        for descriptor in (self._woken, wake):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._numbers: dict[int, str] = {}

    def run(self) -> None:
        """Serves until the input ends or nobody reads the answers."""
        selector = selectors.DefaultSelector()
        for descriptor in (self._requests, self._woken):
            selector.register(descriptor, selectors.EVENT_READ)
        rest = b""
        while True:
            ready = {key.fd for key, _ in selector.select()}
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._reap()
            if self._requests in ready:
                data = os.read(self._requests, 65536)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._launch(*os.fsdecode(line).split(" ", 1))

    def _launch(self, number: str, run_dir: str) -> None:
        pid = os.fork()
        if pid == 0:
            become_supervisor(Path(run_dir))
        self._numbers[pid] = number
        self._answer(f"{number} started {pid}")

    def _reap(self) -> None:
        while self._numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._answer(f"{self._numbers.pop(pid)} ended {runner.exit_status(status)}")

    def _answer(self, line: str) -> None:
        os.write(self._answers, line.encode() + b"\n")


def become_supervisor(run_dir: Path) -> NoReturn:
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
        os.chdir(run_dir)
        appearance.look_like("determined.run.supervisor", str(run_dir))
        status = supervisor.main([str(run_dir)], copied=True)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> int:
    """Keeps input and output for itself: what is printed goes to standard error."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    sys.path = [entry for entry in sys.path if entry != str(Path.cwd())]
    installed()  # which each trial tells; what was seen here is not looked for again
    gc.collect()
    gc.freeze()
    Starter(requests, answers).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
