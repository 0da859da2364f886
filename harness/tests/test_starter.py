"""The starter: its copies run trials as processes of their own would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest
from conftest import HARNESS, Allocation, alive, wait_until
from loop import TRAIN

# What a script can see of the process that it runs in.
SEES = """
import json, os, signal, sys
from determined.core import current
run = current()
run.initialise()
run.start_loop()

def open_descriptors():
    names = [name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")]
    return sorted(int(name) for name in names if "/spool/" not in os.readlink(f"/proc/self/fd/{name}"))

shown = {
    "cwd": os.getcwd(), "argv": sys.argv, "first": sys.path[0], "main": __name__,
    "variables": {name: os.environ[name] for name in ("DET_TRIAL_ID", "DET_RUN_DIR", "TMPDIR", "MINE", "PYTHONPATH")},
    "ignored": [signal.getsignal(number) == signal.SIG_IGN for number in (signal.SIGINT, signal.SIGHUP)],
    "descriptors": open_descriptors(),
    "command": open("/proc/self/cmdline").read().strip("\\0").split("\\0"),
    "mark": f"DET_RUN_DIR={os.environ['DET_RUN_DIR']}" in open("/proc/self/environ").read().split("\\0"),
    "group": os.getpgrp() == os.getppid(), "hashing": sys.flags.hash_randomization, "through": sys.stdout.write_through,
}
print(json.dumps(shown))
run.finish()
"""


class Starter:
    """The starter as the master runs it."""

    def __init__(self, packages: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{HARNESS}:{packages}", "PYTHONUNBUFFERED": "1"}
        environment.pop("DET_ALLOCATION_ID", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "determined.run.starter"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def launch(self, number: int, allocation: Allocation) -> int:
        """The process id of a supervisor for this allocation."""
        self._input.write(f"{number} {allocation.path}\n")
        self._input.flush()
        told = self.next()
        assert told[:2] == [str(number), "started"]
        return int(told[2])

    def next(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def end(self) -> int:
        self._input.close()
        return self.process.wait(120)

    @property
    def _input(self) -> IO[str]:
        assert self.process.stdin is not None
        return self.process.stdin


@pytest.fixture
def packages(tmp_path):
    place = tmp_path / "site-packages"
    place.mkdir()
    return place


@pytest.fixture
def starter(packages):
    running = Starter(packages)
    yield running
    running.process.kill()
    running.process.wait()


def seen(master) -> dict[str, Any]:
    (line,) = [line for line in master.log() if line.startswith("{")]
    return json.loads(line)


def status(allocation: Allocation) -> Any:
    return json.loads((allocation.path / "exit.json").read_text())


def test_the_starter_has_what_needs_no_framework_of_ours_and_no_framework():
    """What it lacks each trial imports before its first batch; what it has of packages may not be the trial's own."""
    asked = "import determined.run.starter, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=HARNESS, capture_output=True, text=True, check=True)
    there = set(done.stdout.split())
    parts = "backends.backend borrowed callbacks data fit_call forms hooks_in_use input_data parts seeds settle sharing"
    assert {f"determined.keras.{part}" for part in parts.split()} <= there
    assert there.isdisjoint({"keras", "tensorflow", "torch", "jax", "numpy"})


@pytest.mark.parametrize("copied", [True, False])
def test_a_copy_shows_a_script_what_a_process_of_its_own_shows(master, allocate, starter, copied):
    allocation = allocate({"train.py": SEES}, ("train.py", "a b"), environment={"MINE": "1"})
    if copied:
        starter.launch(1, allocation)
        assert starter.next() == ["1", "ended", "0"]
    else:
        allocation.start()
        allocation.wait()
    assert status(allocation) == {"status": 0}
    work, short = str(allocation.path / "work"), "/tmp/det-"
    shown = seen(master)
    assert shown["variables"].pop("TMPDIR").startswith((short, str(allocation.path / "tmp")))
    assert shown["variables"].pop("PYTHONPATH").split(":")[0] == str(HARNESS)
    assert shown == {
        "cwd": work,
        "argv": ["train.py", "a b"],
        "first": work,
        "main": "__main__",
        "variables": {
            "DET_TRIAL_ID": "1",
            "DET_RUN_DIR": str(allocation.path),
            "MINE": "1",
        },
        "ignored": [True, True],
        "descriptors": [0, 1, 2],
        "command": [sys.executable, "-m", "determined.run.trial"],
        "mark": True,
        "group": True,
        "hashing": 1,
        "through": True,
    }


def test_variables_that_an_interpreter_reads_at_its_start_count(master, allocate, starter):
    allocation = allocate({"train.py": SEES}, environment={"MINE": "1", "PYTHONHASHSEED": "0"})
    starter.launch(1, allocation)
    assert starter.next() == ["1", "ended", "0"]
    assert seen(master)["hashing"] == 0


def test_what_a_startup_hook_exports_counts(master, allocate, starter):
    allocation = allocate({"train.py": SEES, "startup-hook.sh": "export MINE=hook PYTHONHASHSEED=0"})
    starter.launch(1, allocation)
    assert starter.next() == ["1", "ended", "0"]
    assert seen(master)["variables"]["MINE"] == "hook"
    assert seen(master)["hashing"] == 0


def test_packages_that_were_installed_later_count(master, allocate, starter, packages, tmp_path):
    for number, copied in enumerate([True, False], 1):
        told = tmp_path / f"told-{number}"
        line = f"open({str(told)!r}, 'w').write(str('determined.run.supervisor' in sys.modules))\n"
        allocation = allocate({"train.py": SEES.replace("run.finish()", line)}, environment={"MINE": "1"})
        starter.launch(number, allocation)
        assert starter.next() == [str(number), "ended", "0"]
        assert told.read_text() == str(copied)
        (packages / "later.pth").write_text("")


def test_supervisors_outlive_the_starter(master, allocate, starter):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    supervisor = starter.launch(1, allocation)
    master.wait_until(lambda: len(master.reports("metrics")) > 5)
    assert starter.end() == 0
    os.kill(supervisor, signal.SIGTERM)
    wait_until((allocation.path / "exit.json").exists)
    assert status(allocation) == {"status": 0}
    assert master.reports("preempted")


def test_the_starter_tells_of_a_supervisor_that_was_killed(master, allocate, starter):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    supervisor = starter.launch(1, allocation)
    master.wait_until(lambda: len(master.reports("metrics")) > 5)
    runner = json.loads((allocation.path / "runner.json").read_text())["pid"]
    os.kill(supervisor, signal.SIGKILL)
    assert starter.next() == ["1", "ended", str(-signal.SIGKILL)]
    wait_until(lambda: not alive(runner))
    assert not (allocation.path / "exit.json").exists()
