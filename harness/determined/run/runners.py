"""The training processes of a trial, one for each of its slots: all of them go on, or none."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Callable, Optional

from determined.core.rank_reports import RankFailure, read_failure
from determined.run import pulse as pulses
from determined.run import runner
from determined.run.pulse import Pulse, beat_file
from determined.run.run_dir import RunDir, Spec


@dataclass(frozen=True)
class Death:
    """How a process ended, and when that was seen, in nanoseconds of the clock; `ours` when it was told to."""

    rank: int
    status: int
    time: int = 0
    ours: bool = False

    @property
    def by_signal(self) -> bool:
        return self.status < 0


@dataclass(frozen=True)
class Ending:
    """How the training ended: the process that decides, its status, and what it said about it."""

    rank: int
    status: int
    failure: Optional[RankFailure] = None


class Runners:
    """Starts them, looks after them, and ends the others when one has failed."""

    def __init__(self, spec: Spec, run_dir: RunDir, copies: Sequence[runner.Copy], say: Callable[[str], None]) -> None:
        self.size = spec.processes
        self._spec, self._dir, self._copies, self._say = spec, run_dir, list(copies), say
        self._pulses: dict[int, Pulse] = {}
        self.hung: Optional[str] = None

    @property
    def silent(self) -> Optional[float]:
        """For how many seconds the most silent of them gave no sign of life; None when none runs."""
        return max((pulse.silent for pulse in list(self._pulses.values())), default=None)

    def dismiss_copies(self) -> None:
        """They are not needed."""
        while self._copies:
            self._copies.pop().dismiss()

    def run(self, environment: Mapping[str, str], outputs: Sequence[tuple[int, int]]) -> Ending:
        """Until all have ended. `outputs` has standard output and error of each."""
        shared = self._shared()
        processes = [
            self._start({**environment, **shared, **self._own(rank)}, *outputs[rank]) for rank in range(self.size)
        ]
        with suppress(OSError):
            pids = [process.pid for process in processes]
            self._dir.write("runner.json", {"pid": pids[0], **({"ranks": pids} if self.size > 1 else {})})
        deaths = self._wait(processes)
        with suppress(OSError):
            (self._dir.path / "runner.json").unlink()
        failures = {rank: read_failure(self._dir.path, rank) for rank in range(self.size)}
        return ending(deaths, {rank: found for rank, found in failures.items() if found is not None})

    def _start(self, environment: Mapping[str, str], stdout: int, stderr: int) -> runner.Process:
        if self._copies:
            return self._copies.pop(0).become_trial(environment, stdout, stderr)
        return runner.start(self._spec, self._dir, environment, stdout, stderr)

    def _wait(self, processes: Sequence[runner.Process]) -> list[Death]:
        ended: queue.SimpleQueue[tuple[int, int, int]] = queue.SimpleQueue()
        for rank, process in enumerate(processes):
            self._look_after(rank, process, ended)
        deaths: list[Death] = []
        told = False
        for _ in processes:
            rank, status, seen = ended.get()
            deaths.append(Death(rank, status, seen, told))
            if status != 0 and not told:
                told = True
                for process in processes:
                    process.kill()
        return deaths

    def _look_after(self, rank: int, process: runner.Process, ended: queue.SimpleQueue[tuple[int, int, int]]) -> None:
        gone, pulse = threading.Event(), Pulse(process.pid, self._dir.path, beats=beat_file(rank))
        self._pulses[rank] = pulse

        def wait() -> None:
            status = process.wait()
            seen = time.time_ns()
            gone.set()
            self._pulses.pop(rank, None)
            ended.put((rank, status, seen))

        threading.Thread(target=wait, daemon=True).start()
        threading.Thread(target=self._end_when_silent, args=(process, pulse, gone), daemon=True).start()

    def _end_when_silent(self, process: runner.Process, pulse: Pulse, gone: threading.Event) -> None:
        while not gone.wait(pulses.LOOK_SECONDS):
            if pulse.look() > pulses.LEASE_SECONDS:
                self.hung = silence(pulse)
                self._say(self.hung)
                process.kill()
                return

    def _shared(self) -> dict[str, str]:
        """What all processes of several are told: those of Torch and the like are for the user's own code."""
        if self.size == 1:
            return {}
        size = str(self.size)
        return {
            "DET_SIZE": size,
            "DET_LOCAL_SIZE": size,
            "DET_NUM_AGENTS": "1",
            "DET_RANKS_ADDRESS": str(self._dir.short_tmp() / "ranks"),
            "WORLD_SIZE": size,
            "LOCAL_WORLD_SIZE": size,
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(_free_port()),
            "GLOO_SOCKET_IFNAME": "lo",
            "NCCL_SOCKET_IFNAME": "lo",
        }

    def _own(self, rank: int) -> dict[str, str]:
        if self.size == 1:
            return {}
        return dict.fromkeys(("DET_RANK", "DET_LOCAL_RANK", "RANK", "LOCAL_RANK"), str(rank))


def ending(deaths: Sequence[Death], failures: Mapping[int, RankFailure]) -> Ending:
    """Which process decides how the training ended: the first that failed, not those that failed for want of it."""
    if not any(death.status for death in deaths):
        return Ending(0, 0)
    statuses = {death.rank: death.status for death in deaths}
    causes = [(failure.time, rank) for rank, failure in failures.items() if not failure.follows]
    causes += [
        (death.time, death.rank)
        for death in deaths
        if death.by_signal and not death.ours and death.rank not in failures
    ]
    if causes:
        rank = min(causes)[1]
    else:
        rank = next(death.rank for death in deaths if death.status)
        if rank in failures:  # it noticed the end of another before that was seen here
            rank = next((death.rank for death in deaths if death.by_signal and death.rank not in failures), rank)
    failure = failures.get(rank)
    return Ending(rank, statuses[rank] if failure is None else 1 if failure.restartable else 3, failure)


def silence(pulse: Pulse) -> str:
    """Why a runner is ended that gives no sign of life."""
    why = pulse.why() or "it waits, holding the interpreter's lock, and does not compute"
    return f"its training process did not answer for {pulses.LEASE_SECONDS:.0f} s ({why}), so it was ended"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
