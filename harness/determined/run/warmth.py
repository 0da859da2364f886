"""The starter's warm processes: which there are, for which trials, and for how long."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from determined.run import ahead, runner
from determined.run.forks import Forks
from determined.run.leading import Import
from determined.run.run_dir import Spec

MOST = 3
IDLE_SECONDS = 60.0
LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 3.0
NEEDED_BYTES = 2 << 30
_BE_REAPER = 36


@dataclass(frozen=True)
class Wish:
    """What a trial would have imported ahead."""

    spec: Spec
    imports: tuple[Import, ...]

    @property
    def variables(self) -> dict[str, str]:
        return ahead.lasting(runner.variables(self.spec))

    @property
    def command(self) -> list[str]:
        config = json.loads(self.spec.environment.get("DET_EXPERIMENT_CONFIG") or "{}")
        words = ((config.get("internal") or {}).get("native") or {}).get("command") or [""]
        return [str(word) for word in words]

    @property
    def key(self) -> str:
        """The same for all that one process can serve."""
        places = sorted(Path(self.spec.python).parent.parent.glob("lib/python*/site-packages"))
        installed = [(str(place), place.stat().st_mtime_ns) for place in places]
        where = [self.spec.python, self.spec.harness, installed, sorted(self.variables.items())]
        told = [where, self.imports, self.command]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class Warm:
    """One process that has imported what a wish says, or is about to."""

    def __init__(self, wish: Wish) -> None:
        self.ready = False
        self.used = self.needed = time.monotonic()
        self.asked: dict[str, tuple[str, float]] = {}
        self.rest = b""
        self._base = base = Path(tempfile.mkdtemp(prefix="det-warm-"))
        for name in ("tmp", "work"):
            (base / name).mkdir()
        self._process = subprocess.Popen(
            [wish.spec.python, "-m", "determined.run.warm"],
            cwd=base / "work",
            env={**wish.variables, "TMPDIR": str(base / "tmp")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self.pid, self.answers = self._process.pid, self._process.stdout.fileno()
        self._requests = self._process.stdin
        imports = [[each.module, each.names] for each in wish.imports]
        told = {"imports": imports, "command": wish.command, "variables": dict(os.environ)}
        self._tell(json.dumps(told))

    def ask(self, number: str, run_dir: str) -> None:
        """Asks it for a supervisor."""
        self.used = time.monotonic()
        self.asked[number] = run_dir, self.used
        self._tell(f"{number} {run_dir}")

    def late(self) -> bool:
        """Whether it has not answered in time."""
        return any(time.monotonic() > at + PATIENCE_SECONDS for _, at in self.asked.values())

    def end(self) -> None:
        """Ends it; what it forked lives on."""
        with suppress(OSError):
            self._process.kill()

    def forget(self) -> None:
        """It has ended and was waited for."""
        self._process.returncode = 0
        shutil.rmtree(self._base, ignore_errors=True)  # which it does itself, if it lives that long
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # one that has ended: its end is heard of
            self._requests.write(line.encode() + b"\n")


class Starter(Forks):
    """Forks supervisors, itself or in a warm process that fits the trial."""

    def __init__(self, requests: int, answers: int) -> None:
        super().__init__(requests, answers)
        # Supervisors of a warm process that has ended become children of this one, which tells of their end.
        ctypes.CDLL(None).prctl(_BE_REAPER, 1, 0, 0, 0)
        self._imports: dict[int, tuple[Import, ...]] = {}
        self._watched: dict[str, tuple[Path, Spec]] = {}
        self._running: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._warm: dict[str, Warm] = {}
        self._ended: dict[int, Warm] = {}
        self._unfit: set[str] = set()
        self._looked = 0.0

    def launch(self, number: str, run_dir: str) -> None:
        warm = self._fitting(number, Path(run_dir))
        if warm is None:
            super().launch(number, run_dir)
        else:
            warm.ask(number, run_dir)

    def gone(self, pid: int, status: int) -> None:
        for key, warm in list(self._warm.items()):
            if warm.pid == pid:
                self._retire(key)
        ended = self._ended.pop(pid, None)
        if ended is not None:
            ended.forget()
        number = self._numbers.get(pid)
        if number is not None:
            if number in self._watched:
                self._look(number)
            self._running.pop(number, None)
            self._watched.pop(number, None)
        super().gone(pid, status)

    def pause(self) -> Optional[float]:
        return LOOK_SECONDS if self._watched or self._warm else None

    def tend(self) -> None:
        now = time.monotonic()
        if now < self._looked + LOOK_SECONDS:
            return
        self._looked = now
        for number in list(self._watched):
            self._look(number)
        needed = {self._keys.get(experiment) for experiment in self._running.values()}
        for key, warm in list(self._warm.items()):
            if key in needed and warm.ready:
                warm.needed = now
            if warm.late() or now > max(warm.needed, warm.used) + IDLE_SECONDS:
                self._retire(key)

    def _look(self, number: str) -> None:
        """Whether this trial has told what the next one may have imported ahead."""
        run_dir, spec = self._watched[number]
        imports = ahead.recorded(run_dir)
        if imports is not None:
            del self._watched[number]
            self._learn(self._running[number], spec, tuple(imports))

    def _fitting(self, number: str, run_dir: Path) -> Optional[Warm]:
        """A process that fits; what the trial is like is noted for the next one."""
        try:
            spec = Spec.read(run_dir / "spec.json")
            experiment = int(spec.environment["DET_EXPERIMENT_ID"])
        except (OSError, ValueError, KeyError):
            return None
        if spec.processes > 1:  # each has variables of its own
            return None
        self._running[number] = experiment
        imports = self._imports.get(experiment)
        if imports is None:
            self._watched[number] = run_dir, spec
            return None
        warm = self._learn(experiment, spec, imports)
        return warm if warm is not None and warm.ready and not warm.late() else None

    def _learn(self, experiment: int, spec: Spec, imports: tuple[Import, ...]) -> Optional[Warm]:
        """The process for these, begun now where there is none; not where memory is short."""
        wish = Wish(spec, imports)
        key = wish.key
        self._imports[experiment], self._keys[experiment] = imports, key
        if key not in self._warm and key not in self._unfit and _available_bytes() > NEEDED_BYTES:
            while len(self._warm) >= MOST:
                self._retire(min(self._warm, key=lambda each: self._warm[each].used))
            with suppress(OSError):
                self._warm[key] = Warm(wish)
                self.listen(self._warm[key].answers, lambda: self._hear(key))
        return self._warm.get(key)

    def _hear(self, key: str) -> None:
        warm = self._warm.get(key)
        if warm is None:  # its last words, of which there is another account
            return
        data = os.read(warm.answers, 65536)
        if not data:
            if not warm.ready:
                self._unfit.add(key)
            self._retire(key)
            return
        *lines, warm.rest = (warm.rest + data).split(b"\n")
        for line in lines:
            number, what, value = line.decode().split()
            if what == "ready":
                warm.ready = True
            elif what == "started":
                warm.asked.pop(number, None)
                self.began(number, int(value))
            else:
                for pid in [pid for pid, known in self._numbers.items() if known == number]:
                    self.gone(pid, int(value))

    def _retire(self, key: str) -> None:
        """Ends it; what it was asked for and did not do is done here."""
        warm = self._warm.pop(key)
        self.unlisten(warm.answers)
        warm.end()
        self._ended[warm.pid] = warm
        for number, (run_dir, _) in warm.asked.items():
            super().launch(number, run_dir)


def _available_bytes() -> int:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return sys.maxsize
