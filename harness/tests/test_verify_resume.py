"""What `det verify-resume` says of scripts that it cannot train, and its exit status then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HARNESS = Path(__file__).parent.parent
TRAINS = """
import pathlib, time
import determined.experimental
from determined.trial import Trial, TrialContext, TrialController

class Controller(TrialController):
    def train(self):
        {0}

class Mine(Trial):
    trial_controller_class, trial_context_class = Controller, TrialContext

    def __init__(self, context):
        self.context = context

config = {{"searcher": {{"name": "single", "metric": "loss"}}, "max_restarts": 1}}
determined.experimental.create(Mine, config, context_dir=".")
"""
UNTIL_STOPPED = """pathlib.Path({0!r}).touch()
        while not self.context.run.preemption.asked():
            time.sleep(0.02)
        self.context.run.preempt()"""


def verifying(directory: Path, script: str) -> subprocess.Popen[str]:
    (directory / "script.py").write_text(script)
    return subprocess.Popen(
        [sys.executable, "-m", "determined.experimental.local_verify", "script.py"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(HARNESS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise LookupError('no labels')", "script.py raised LookupError before it could train"),
        ("def (", "script.py raised SyntaxError before it could train"),
        ("import sys; sys.exit('no labels')", "script.py ended itself by sys.exit('no labels') before init()"),
        ("print('done')", "script.py ended without calling init() or create()"),
        (TRAINS.format("raise LookupError('no labels')"), "    LookupError: no labels"),
    ],
    ids=["raises", "syntax", "exits", "no-loop", "raises-in-training"],
)
def test_a_script_that_cannot_be_compared_is_no_difference(tmp_path, script, words):
    process = verifying(tmp_path, script)
    said, _ = process.communicate(timeout=120)
    assert words in said
    assert process.returncode == 2, said


def test_an_interrupt_is_no_failure_of_the_training(tmp_path):
    begun = tmp_path / "begun"
    process = verifying(tmp_path, TRAINS.format(UNTIL_STOPPED.format(str(begun))))
    give_up = time.monotonic() + 60
    try:
        while not begun.exists():
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < give_up
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "stopped during the uninterrupted training" in said
    assert "error:" not in said
    assert process.returncode == 2
