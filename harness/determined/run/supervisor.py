"""`python -m determined.run.supervisor [--drain] RUN_DIR`: runs a trial and talks to the master for it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Optional

from determined.client.transport import Transport
from determined.core import fault
from determined.core.rank_reports import RankFailure
from determined.core.reports import ReportSpool
from determined.run import ahead, hook, processes, runner
from determined.run.context import CannotStart, fetch, unpack
from determined.run.isolation import isolate_tmp
from determined.run.memory import OomKills
from determined.run.output import LogSpool, Pump
from determined.run.run_dir import RunDir, Spec
from determined.run.runners import Ending, Runners
from determined.run.scalars import Scalars
from determined.run.sender import Sender, Signals
from determined.run.spool_reader import SpoolReader
from determined.run.watch import LengthWatch, PreemptionWatch

DRAIN_SECONDS = 30.0
LOCK_SECONDS = 0.5  # a master that looks whether the lock is held holds it for a moment
STREAMS = ("reports", "logs")
NO_ROOM = 73  # the exit status of a supervisor that finds no room for its first files


def say(message: str) -> None:
    """A line for `supervisor.log`."""
    with suppress(OSError):
        print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {message}", file=sys.stderr, flush=True)


def transport(spec: Spec) -> Transport:
    """A connection with the rights of the allocation."""
    return Transport(spec.master, {"Grpc-Metadata-x-allocation-token": f"Bearer {spec.token}"})


class Supervisor:
    """One allocation, from its context directory to its exit status."""

    def __init__(self, run_dir: RunDir, spec: Spec, copies: Sequence[runner.Copy] = ()) -> None:
        self._dir, self._spec = run_dir, spec
        self._runners = Runners(spec, run_dir, copies, say)
        self._over = threading.Event()
        self._done = threading.Event()
        self._signals = {stream: Signals(threading.Event(), self._over, threading.Event()) for stream in STREAMS}
        self._scalars = Scalars.of_run(spec, run_dir, say)
        self._logs = LogSpool(run_dir.spool, self._signals["logs"].wake.set, say)

    def run(self) -> int:
        """Returns the exit status of the supervisor itself, 0 once the master has everything."""
        processes.on_signal(signal.SIGTERM, self._dir.preempt)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        readers = {stream: SpoolReader(self._dir.spool, stream) for stream in STREAMS}
        for reader in readers.values():
            reader.reserve()
        senders = [self._sender(readers[stream], self._signals[stream]) for stream in STREAMS]
        threads = [_thread(sender.run) for sender in senders]
        _thread(self._end_when_over)
        _thread(PreemptionWatch(transport(self._spec), self._spec.allocation_id, self._dir.preempt, self._done).run)
        self._watch_length()
        ending = self._trial()
        self._logs.close()
        for signals in self._signals.values():
            signals.ended.set()
            signals.wake.set()
        for thread in threads:
            thread.join()
        self._done.set()
        self._scalars.close()
        if self._over.is_set():
            say("the allocation is over: nothing more is sent")
            return 0
        if not all(sender.complete for sender in senders):
            say("a sender failed: the spools are kept and must be drained")
            return 1
        self._dir.write_exit(ending)
        return 0

    def _watch_length(self) -> None:
        known = json.loads(self._spec.environment.get("DET_TRIAL_LENGTH") or "null")
        if known is not None:
            connection = transport(self._spec)
            _thread(LengthWatch(connection, self._spec.allocation_id, known, self._dir.tell_length, self._done).run)

    def _sender(self, reader: SpoolReader, signals: Signals) -> Sender:
        return Sender(
            transport(self._spec),
            self._spec.allocation_id,
            reader,
            signals,
            silent=lambda: self._runners.silent,
            committed=self._scalars.take if reader.stream == "reports" else _unused,
            say=say,
        )

    def _trial(self) -> dict[str, Any]:
        """Runs the trial to its end; what `exit.json` shall say."""
        try:
            archive = fetch(transport(self._spec), self._spec.task_id, self._over)
            if archive is None:
                return {"failed_to_start": "the allocation is over"}
            unpack(archive, self._dir.work)
            status = self._run_processes()
        except (CannotStart, OSError) as reason:
            message = str(reason)
            if isinstance(reason, OSError):
                kind = fault.of_exception(reason).kind
                message = f"The trial cannot be started: {reason}."
                self._report_failure("storage" if kind == "storage" else "start", message)
            else:
                self._logs.note("ERROR", message)
            return {"failed_to_start": message}
        finally:
            self._runners.dismiss_copies()
            processes.kill_members(os.getpgrp(), self._dir.path)
            self._dir.drop_short_tmp()
        return {"status": status}

    def _run_processes(self) -> int:
        pump, kills = Pump(self._logs), OomKills()
        outputs = [self._output(pump, rank) for rank in range(self._runners.size)]
        pumping = _thread(pump.run)
        try:
            ending = self._hook_and_runners(outputs)
        finally:
            for descriptor in (each for pair in outputs for each in pair):
                os.close(descriptor)
            processes.kill_members(os.getpgrp(), self._dir.path)
            pump.stop()
            pumping.join()
        status = ending.status if ending.status >= 0 else 128 - ending.status
        if self._runners.hung is not None:
            self._report_failure("lost", self._runners.hung)
        elif ending.failure is not None:
            self._report(ending.failure, f"Rank {ending.rank}: " if ending.rank else "")
        elif status > 128:
            whose = f"process of rank {ending.rank}" if self._runners.size > 1 else "process"
            self._report_failure(*signalled(status - 128, kills.happened(), self._logs.saw_memory_text, whose))
        return status

    def _output(self, pump: Pump, rank: int) -> tuple[int, int]:
        """Where a process writes its standard output and error; the lines of several processes say whose they are."""
        writing = []
        for stdtype in ("stdout", "stderr"):
            reading, written = os.pipe()
            pump.add(reading, stdtype, rank if self._runners.size > 1 else None)
            writing.append(written)
        return writing[0], writing[1]

    def _hook_and_runners(self, outputs: Sequence[tuple[int, int]]) -> Ending:
        environment: Mapping[str, str] = runner.environment(self._spec, self._dir)
        if ahead.imported is not None and ahead.imported.shadowed(self._dir.work):
            self._runners.dismiss_copies()
        if (self._dir.work / hook.HOOK).is_file():
            self._runners.dismiss_copies()
            exported, failure = hook.source(self._dir.work, environment, *outputs[0])
            if self._over.is_set():
                return Ending(0, 1)
            if failure is not None:
                self._report_failure("startup_hook", failure.message)
                return Ending(0, 1)
            environment = exported
        if self._dir.asked_to_stop:
            reports = ReportSpool(self._dir.spool)
            reports.preempted()
            reports.close()
            return Ending(0, 0)
        return self._runners.run(environment, outputs)

    def _end_when_over(self) -> None:
        self._over.wait()
        while not self._done.wait(0.2):
            processes.kill_members(os.getpgrp(), self._dir.path)

    def _report_failure(self, kind: str, message: str) -> None:
        self._logs.note("ERROR", message)
        self._report(RankFailure(0, kind, message, restartable=True))

    def _report(self, failure: RankFailure, whose: str = "") -> None:
        reports = ReportSpool(self._dir.spool)
        reports.failure(failure.kind, whose + failure.message, failure.restartable, failure.place)
        reports.close()


def signalled(number: int, oom_killed: Optional[bool], told_of_memory: bool, whose: str = "process") -> tuple[str, str]:
    """Kind and message of a process that a signal ended, which the cluster did not send.

    `oom_killed` says whether the kernel ended a process for want of memory, None when nobody knows.
    """
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    what = f"The trial's {whose} was ended by signal {name}"
    todo = "Lower the batch size or the size of the model, or give it more memory."
    memory = "out_of_memory"
    if number == signal.SIGKILL and oom_killed is None:
        return memory, f"{what}, not by the cluster; most likely by the kernel, for want of memory. {todo}"
    if number == signal.SIGKILL and oom_killed:
        return memory, f"{what}: the kernel killed it for want of memory. {todo}"
    if told_of_memory:
        return memory, f"{what}, after it had said that memory was not enough (see the log). {todo}"
    if number == signal.SIGKILL:
        return "killed", f"{what}. Neither the cluster nor the kernel, for want of memory, sent it: somebody else did."
    return "killed", f"{what}; see the end of its log."


def drain(run_dir: RunDir, spec: Spec) -> int:
    """Sends what a killed supervisor left in the spools, after ending what is left of its processes."""
    processes.kill_members(0, run_dir.path)
    run_dir.drop_short_tmp()
    over = threading.Event()
    ended = threading.Event()
    ended.set()
    complete, scalars = True, Scalars.of_rest(spec, run_dir, say)
    for stream in STREAMS:
        reader = SpoolReader(run_dir.spool, stream)
        signals = Signals(ended, over, threading.Event())
        committed = scalars.take if stream == "reports" else _unused
        sender = Sender(
            transport(spec), spec.allocation_id, reader, signals, patience=DRAIN_SECONDS, committed=committed, say=say
        )
        sender.run()
        complete = complete and (sender.complete or over.is_set())
    scalars.close()
    return 0 if complete else 1


def _unused(first: int, lines: list[bytes]) -> None:
    """Log lines are no scalars."""


def _thread(work: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def main(arguments: list[str], copied: bool = False) -> int:
    """Starts or drains the allocation of a run directory; a copy of the starter's has copies for its trial too."""
    draining = "--drain" in arguments
    (path,) = [argument for argument in arguments if argument != "--drain"]
    run_dir = RunDir(Path(path).resolve())
    if draining:
        return drain(run_dir, Spec.read(run_dir.path / "spec.json")) if run_dir.lock(DRAIN_SECONDS) else 1
    if not run_dir.lock(LOCK_SECONDS) or (run_dir.path / "exit.json").exists():
        return 0
    if (run_dir.path / "supervisor.json").exists():
        say("this allocation had a supervisor that is gone: it is drained, not started again")
        return 1
    processes.lead_group()
    try:
        spec = _begin(run_dir)
    except OSError as failure:
        say(f"the supervisor cannot start: {failure}")
        return NO_ROOM if fault.of_exception(failure).kind == "storage" else 1
    if spec.isolate_tmp:
        isolate_tmp(run_dir.tmp, _needed(run_dir, spec))
    copies = [runner.Copy.where_alike(spec, run_dir) for _ in range(spec.processes)] if copied else []
    return Supervisor(run_dir, spec, [copy for copy in copies if copy is not None]).run()


def _begin(run_dir: RunDir) -> Spec:
    """Makes the files that everything else needs; says who this is once that has worked."""
    run_dir.spool.mkdir(parents=True, exist_ok=True)
    run_dir.tmp.mkdir(parents=True, exist_ok=True)
    spec = Spec.read(run_dir.path / "spec.json")
    run_dir.write("supervisor.json", {"pid": os.getpid(), "start": processes.start_time(os.getpid())})
    run_dir.reserve_exit()
    return spec


def _needed(run_dir: RunDir, spec: Spec) -> list[Path]:
    config = json.loads(spec.environment.get("DET_EXPERIMENT_CONFIG") or "{}")
    storage = config.get("checkpoint_storage") or {}
    places = [storage.get("host_path"), storage.get("container_path"), spec.python, spec.harness, *sys.path]
    return [run_dir.path, Path.home(), *(Path(place) for place in places if place)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
