"""Signs of life of a training process, and what happens to one that gives none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HARNESS, wait_until
from loop import TRAIN

from determined.run.pulse import BEAT_FILE, LOOK_SECONDS, Pulse

SUPERVISE = """
import sys
from determined.run import pulse, supervisor
pulse.LOOK_SECONDS, pulse.LEASE_SECONDS = 0.1, 5.0
sys.exit(supervisor.main(sys.argv[1:]))
"""


class Time:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def passes(self, pulse, looks):
        for _ in range(looks):
            self.now += LOOK_SECONDS
            pulse.look()


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "1000"])
    wait_until(lambda: Path(f"/proc/{process.pid}/stat").read_text().split()[2] == "S")
    yield process
    process.kill()
    process.wait()


def test_a_process_that_neither_beats_nor_computes_is_silent_for_as_long_as_somebody_looked(tmp_path, sleeper):
    time = Time()
    pulse = Pulse(sleeper.pid, tmp_path, time)
    time.passes(pulse, 8)
    assert pulse.silent == 8 * LOOK_SECONDS
    time.now += 3600  # nobody looked: the machine slept
    pulse.look()
    assert pulse.silent == 10 * LOOK_SECONDS
    (tmp_path / BEAT_FILE).touch()
    pulse.look()
    assert pulse.silent == 0.0


def test_a_process_that_computes_without_a_beat_lives(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        pulse = Pulse(process.pid, tmp_path)
        pulse.silent = 100.0
        wait_until(lambda: pulse.look() == 0.0)
        os.kill(process.pid, signal.SIGSTOP)
        wait_until(lambda: pulse.why() is not None)
        assert pulse.why() == "it is stopped (SIGSTOP)"
        pulse.look()
        wait_until(lambda: pulse.look() > 0.0)
    finally:
        process.kill()
        process.wait()


def test_a_stopped_runner_is_ended_as_lost_although_its_supervisor_lives(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    allocation.start(command=("-c", SUPERVISE))
    master.wait_until(lambda: len(master.reports("metrics")) > 5)
    pid = json.loads((allocation.path / "runner.json").read_text())["pid"]
    assert (allocation.path / BEAT_FILE).exists()
    os.kill(pid, signal.SIGSTOP)
    assert allocation.exit() == {"status": 137}
    assert not Path(f"/proc/{pid}").exists()
    (failure,) = master.reports("failure")
    assert (failure["kind"], failure["restartable"]) == ("lost", True)
    assert "it is stopped (SIGSTOP)" in failure["message"]
    assert master.log()[-1] == failure["message"]


def test_a_runner_that_waits_for_long_beats_on(allocate, master):
    script = "import time; time.sleep(8)\n" + TRAIN
    allocation = allocate({"train.py": script}, ("train.py", "3"))
    allocation.start(command=("-c", SUPERVISE), modules=_fast_beats(allocation.path.parent))
    assert allocation.exit() == {"status": 0}


def _fast_beats(directory: Path) -> str:
    """A module that every interpreter imports first: beats often enough for a lease of seconds."""
    (directory / "site").mkdir()
    (directory / "site" / "sitecustomize.py").write_text(
        "try:\n    from determined.run import pulse\n    pulse.BEAT_SECONDS = 0.1\nexcept ImportError:\n    pass\n"
    )
    return os.pathsep.join([str(HARNESS), str(directory / "site")])
