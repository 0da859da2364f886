"""Warm processes: trials that are forked from one see what a process of their own would have imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import HARNESS, Allocation, alive, wait_until

from determined.run import warmth
from determined.run.leading import Import

# A package whose import takes a while, and which keeps where it was imported.
HEAVY = """
import os, random, sys, tempfile, time
end = time.process_time() + 0.5
while time.process_time() < end:
    pass
PID, TEMPORARY, PLACE, ARGUMENTS = os.getpid(), tempfile.gettempdir() + "/heavy", os.getcwd() + "/debug", list(sys.argv)
os.environ["HEAVY_CACHE"] = TEMPORARY
try:
    import optional_part
except ImportError:
    optional_part = None
"""
TRAIN = """
import heavy
import json, os, sys, tempfile, time
from determined.core import current
run = current()
run.initialise()
run.start_loop()
run.begin_training()
shown = {
    "ahead": heavy.PID != os.getpid(), "temporary": heavy.TEMPORARY == os.environ["TMPDIR"] + "/heavy",
    "tempfile": tempfile.gettempdir() == os.environ["TMPDIR"], "variable": os.environ["HEAVY_CACHE"] == heavy.TEMPORARY,
    "place": heavy.PLACE == os.getcwd() + "/debug", "arguments": heavy.ARGUMENTS == sys.argv,
    "optional": heavy.optional_part is not None, "parent": open(f"/proc/{os.getppid()}/stat").read().split()[3],
    "threads": len(os.listdir("/proc/self/task")), "mine": os.environ.get("MINE"),
}
with open(os.environ["DET_RUN_DIR"] + "/shown", "w") as file:
    json.dump(shown, file)
while os.path.exists(os.environ["DET_RUN_DIR"] + "/wait"):
    time.sleep(0.01)
run.finish()
"""

# Lines of a package that a copy would show, and how that is told.
SHOWN = [
    ("print('hello')", "print"),
    ("import signal; signal.signal(signal.SIGUSR1, lambda *_: None)", "signal handlers"),
    ("sys.path.append('/nowhere')", "sys.path"),
    ("import logging; logging.basicConfig()", "logging"),
    ("kept = os.environ.get('DET_TRIAL_ID')", "reads DET_TRIAL_ID"),
    ("kept = (TEMPORARY,)", "holds the name"),
    ("open(tempfile.gettempdir() + '/left', 'w').close()", "files"),
    ("import subprocess; kept = subprocess.Popen(['sleep', '0'])", "processes"),
    ("os.environ['PATH'] += ':/nowhere'", "changed variables"),
    ("sys.modules['jax'] = sys", "jax"),
    ("os.chdir('/')", "the working directory"),
]


class Starter:
    """The starter as the master runs it, with packages of its own."""

    def __init__(self, packages: Path, log: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{HARNESS}:{packages}", "PYTHONUNBUFFERED": "1"}
        self.log = log
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "determined.run.starter"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        self._number = 0

    def launch(self, allocation: Allocation) -> tuple[str, int]:
        self._number += 1
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self._number} {allocation.path}\n")
        self.process.stdin.flush()
        number, what, pid = self.next()
        assert (number, what) == (str(self._number), "started")
        return number, int(pid)

    def next(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def children(self) -> dict[int, str]:
        """The processes that it has, with their states."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(parent) == self.process.pid:
                found[int(stat.parent.name)] = state
        return found

    def end(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(120)


@pytest.fixture
def packages(tmp_path):
    place = tmp_path / "site-packages"
    place.mkdir()
    (place / "heavy.py").write_text(HEAVY)
    return place


@pytest.fixture
def starter(packages, tmp_path):
    running = Starter(packages, tmp_path / "starter.log")
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def trial(allocate, starter):
    def run(script: str = TRAIN, files: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
        """What a further trial of the experiment shows."""
        allocation = allocate({"train.py": script, **(files or {})}, **spec)
        number, _ = starter.launch(allocation)
        assert starter.next() == [number, "ended", "0"]
        return seen(allocation)

    run.log = starter.log
    return run


def seen(allocation) -> dict[str, Any]:
    assert json.loads((allocation.path / "exit.json").read_text()) == {"status": 0}
    return json.loads((allocation.path / "shown").read_text())


def until_ahead(trial, **given: Any) -> dict[str, Any]:
    limit = time.monotonic() + 180
    while time.monotonic() < limit:
        shown = trial(**given)
        if shown["ahead"]:
            return shown
    raise AssertionError(f"no trial was forked from a warm process: {trial.log.read_text()}")


def refused(starter, trial, **given: Any) -> str:
    """The reason that the log gives for that no process is kept."""
    trial(**given)
    wait_until(lambda: "no process is kept" in starter.log.read_text())
    assert not trial(**given)["ahead"]
    return starter.log.read_text()


def test_a_further_trial_sees_what_the_first_one_saw(trial):
    first = trial()
    assert not first.pop("ahead")
    later = until_ahead(trial)
    assert later.pop("ahead")
    for shown in (first, later):
        shown.pop("parent")
    assert later == first
    assert all(first[name] for name in ("temporary", "tempfile", "variable", "place", "arguments"))


def test_a_script_that_sets_a_variable_first_imports_for_itself(trial, starter):
    script = "import os\nos.environ['MINE'] = '1'\n" + TRAIN
    for _ in range(3):
        assert not trial(script)["ahead"]
        time.sleep(2 * warmth.LOOK_SECONDS)
    assert starter.children() == {}


def test_variables_of_another_trial_have_a_process_of_their_own(trial):
    until_ahead(trial)
    other = trial(environment={"MINE": "1"})
    assert (other["ahead"], other["mine"]) == (False, "1")
    assert until_ahead(trial, environment={"MINE": "1"})["mine"] == "1"


def test_a_module_of_the_users_takes_the_place_of_one_that_a_package_looks_for(trial, starter):
    until_ahead(trial)
    (warm,) = starter.children()
    shown = trial(files={"optional_part.py": ""})
    assert (shown["ahead"], shown["optional"]) == (False, True)
    until_ahead(trial)
    assert list(starter.children()) == [warm]


def test_a_package_that_was_changed_is_imported_anew(trial, packages):
    until_ahead(trial)
    (packages / "heavy.py").write_text(HEAVY + "\n")
    assert not trial()["ahead"]


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        ("import threading; threading.Thread(target=time.sleep, args=(600,), daemon=True).start()", "threads"),
        ("kept = open('/dev/null')", "open files"),
        *(pytest.param(*pair, marks=pytest.mark.slow) for pair in SHOWN),
    ],
)
def test_imports_that_a_copy_would_show_are_left_to_the_trial(trial, starter, packages, added, reason):
    (packages / "heavy.py").write_text(f"{HEAVY}\n{added}\n")
    assert reason in refused(starter, trial)
    wait_until(lambda: starter.children() == {})


def test_a_module_that_somebody_works_on_is_not_imported_ahead(trial, starter, packages, tmp_path):
    (packages / "heavy.py").write_text(f"{HEAVY}\nsys.path.append({str(tmp_path)!r})\nimport edited\nsys.path.pop()\n")
    (tmp_path / "edited.py").write_text("")
    assert "is in no installed package" in refused(starter, trial)


def test_imports_that_take_no_time_are_not_worth_a_process(trial, starter, packages):
    (packages / "heavy.py").write_text(HEAVY.replace("0.5", "0.0"))
    assert "takes no time" in refused(starter, trial)


def test_the_end_of_a_warm_process_ends_no_trial(allocate, trial, starter):
    until_ahead(trial)
    (warm,) = starter.children()
    allocation = allocate({"train.py": TRAIN})
    (allocation.path / "wait").touch()
    number, supervisor = starter.launch(allocation)
    wait_until((allocation.path / "runner.json").exists)
    os.kill(warm, signal.SIGKILL)
    wait_until(lambda: list(starter.children()) == [supervisor])
    (allocation.path / "wait").unlink()
    assert starter.next() == [number, "ended", "0"]
    assert seen(allocation)["ahead"]
    wait_until(lambda: starter.children() == {})
    assert not trial()["ahead"]  # and another one is begun
    until_ahead(trial)


def test_a_warm_process_that_does_not_answer_is_replaced(trial, starter):
    until_ahead(trial)
    (warm,) = starter.children()
    os.kill(warm, signal.SIGSTOP)
    assert not trial()["ahead"]
    wait_until(lambda: warm not in starter.children())


def test_warm_processes_end_with_the_starter(trial, starter):
    until_ahead(trial)
    (warm,) = starter.children()
    assert starter.end() == 0
    wait_until(lambda: not alive(warm))


class Idle(warmth.Starter):
    """A starter whose warm processes are only noted."""

    def __init__(self) -> None:
        read, write = os.pipe()
        super().__init__(read, write)

    def want(self, experiment: int) -> None:
        environment = {"DET_EXPERIMENT_ID": str(experiment), "MINE": str(experiment)}
        spec = warmth.Spec("", "", "", "", sys.executable, str(HARNESS), environment, False)
        self._learn(experiment, spec, (Import("heavy"),))

    @property
    def kept(self) -> int:
        return len(self._warm)


@pytest.fixture
def idle(monkeypatch):
    handler, descriptor = signal.getsignal(signal.SIGCHLD), signal.set_wakeup_fd(-1)
    made = Idle()
    yield made
    for key in list(made._warm):
        made._retire(key)
    for pid in list(made._ended):
        os.waitpid(pid, 0)
        made.gone(pid, 0)
    signal.set_wakeup_fd(descriptor)
    signal.signal(signal.SIGCHLD, handler)


def test_there_are_a_few_at_most(idle):
    for experiment in range(warmth.MOST + 2):
        idle.want(experiment)
    assert idle.kept == warmth.MOST


def test_one_that_nobody_needs_is_ended(idle, monkeypatch, tmp_path):
    monkeypatch.setattr(warmth, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(warmth.tempfile, "tempdir", str(tmp_path))
    idle.want(1)
    assert any(tmp_path.iterdir())
    idle._looked = 0.0
    idle.tend()
    assert idle.kept == 0
    (pid,) = idle._ended
    os.waitpid(pid, 0)
    idle.gone(pid, 0)
    assert not any(tmp_path.iterdir())


def test_none_is_begun_where_memory_is_short(idle, monkeypatch):
    monkeypatch.setattr(warmth, "NEEDED_BYTES", 1 << 60)
    idle.want(1)
    assert idle.kept == 0
