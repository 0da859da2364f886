"""`create` with a trial class whose framework is plain Python, by real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from determined.trial import Trial, TrialController, check_class

HARNESS = Path(__file__).parent.parent

CLASS = """
import random
import determined
from determined.experimental import create
from determined.trial import TrialController
from determined.train import TrialFailure

class Controller(TrialController):
    def train(self):
        run = self.context.run
        for batch in range(1, 4):
            run.reports.metrics("training", batch, self.trial.train_batch(batch))
        run.finish()

class Mine(determined.Trial):
    trial_controller_class = Controller

    def __init__(self, context):
        assert type(context) is determined.TrialContext
        self.first, self.rate = random.random(), context.get_hparam("lr")

    def train_batch(self, batch):
        {body}
        return {{"loss": self.rate * batch, "first": self.first}}
"""
CREATE = "create(Mine, {'name': 'c'}, context_dir='.')\nprint('after create')\n"


def script(body: str = "pass", end: str = CREATE) -> str:
    return CLASS.format(body=body) + end


def test_in_a_trial_the_class_is_trained_and_the_script_ends(master, allocate):
    import random

    allocation = allocate({"train.py": script()})
    allocation.start()
    assert allocation.exit() == {"status": 0}, master.log()
    first = random.Random(7).random()
    assert [report["metrics"] for report in master.reports("metrics")] == [
        {"loss": 0.1 * batch, "first": first} for batch in (1, 2, 3)
    ]
    assert "after create" not in master.log()


NATIVE = """
from determined.experimental import init_native
context = init_native(native_context_cls=determined.NativeContext, config={}, context_dir=".")
print("seed", context.get_trial_seed(), "rate", context.get_hparam("lr"))
context.run.start_loop()
context.run.finish()
"""


def test_the_one_function_behind_the_entry_points_trains_a_class(master, allocate):
    end = "from determined.experimental import init_native\ninit_native(Mine, config={}, context_dir='.')\n"
    allocation = allocate({"train.py": script(end=end + "print('after create')")})
    allocation.start()
    assert allocation.exit() == {"status": 0}, master.log()
    assert len(master.reports("metrics")) == 3
    assert "after create" not in master.log()


def test_the_one_function_behind_the_entry_points_gives_the_context_of_a_script(master, allocate):
    allocation = allocate({"train.py": script(end=NATIVE)})
    allocation.start()
    assert allocation.exit() == {"status": 0}, master.log()
    assert "seed 7 rate 0.1" in master.log()


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("raise ValueError('own fault')", 1, "script_raised"),
        ("raise TrialFailure('nan_metric', 'It is not a number.', restartable=False)", 3, "nan_metric"),
    ],
)
def test_a_fault_of_the_class_and_one_that_the_loop_understands(master, allocate, body, status, kind):
    allocation = allocate({"train.py": script(body)})
    allocation.start()
    assert allocation.exit() == {"status": status}
    (failure,) = master.reports("failure")
    assert (failure["kind"], failure["restartable"]) == (kind, status == 1)


def test_a_second_create_after_a_swallowed_stop_changes_nothing(master, allocate):
    end = "try:\n    create(Mine)\nexcept BaseException:\n    pass\ncreate(Mine)\n"
    allocation = allocate({"train.py": script(end=end)})
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert len(master.reports("metrics")) == 3
    assert not master.reports("failure")


def entrypoint(allocate, name: str, source: str):
    allocation = allocate({"models/mine.py": source}, (), {"entrypoint": name, "internal": {}})
    allocation.start()
    return allocation


def test_a_class_that_the_configuration_names_is_trained(master, allocate):
    allocation = entrypoint(allocate, "models.mine:Mine", script(end=""))
    assert allocation.exit() == {"status": 0}, master.log()
    assert [report["metrics"]["loss"] for report in master.reports("metrics")] == [0.1, 0.2, pytest.approx(0.3)]


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("models.mine:Yours", script(end=""), "models.mine has no Yours"),
        ("models.yours:Mine", script(end=""), "no module models.yours in the context directory"),
        ("models.mine:CLASS", "CLASS = object", "that is object, which has no trial_context_class"),
        ("models.mine:Mine", "import nothing_like_this", "No module named 'nothing_like_this' (models/mine.py:1)"),
    ],
)
def test_what_the_configuration_names_and_is_no_class_is_told(master, allocate, name, source, words):
    allocation = entrypoint(allocate, name, source)
    assert allocation.exit() == {"status": 3}, master.log()
    (failure,) = master.reports("failure")
    assert (failure["kind"], failure["restartable"]) == ("bad_script", False)
    assert words in failure["message"]


def test_a_class_that_the_configuration_names_is_tested_here(tmp_path):
    (tmp_path / "mine.py").write_text(script("print('batch', batch)", end=""))
    config = json.dumps({"entrypoint": "mine:Mine", "hyperparameters": {"lr": 0.1}})
    done = subprocess.run(
        [sys.executable, "-m", "determined.experimental.local_entrypoint", str(tmp_path), config, "--test"],
        env={"PYTHONPATH": str(HARNESS), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "batch 3" in done.stdout
    assert "the test passed" in done.stdout


def submitted(master, tmp_path, end):
    (tmp_path / "train.py").write_text(script(end=end))
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "PYTHONPATH": str(HARNESS)}
    return subprocess.run(
        [sys.executable, "train.py"],
        cwd=tmp_path,
        env={**environment, "DET_MASTER": master.url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_in_the_users_environment_the_script_is_submitted_and_ends(master, tmp_path):
    done = submitted(master, tmp_path, CREATE)
    assert (done.returncode, done.stdout) == (0, "Created experiment 1\n"), done.stderr


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("create(object, {}, context_dir='.')", "which has no trial_context_class and no trial_controller_class"),
        ("create('Mine', {}, context_dir='.')", "not a class"),
        ("create(Mine, {}, 'cluster', True, context_dir='.')", "contradict each other"),
        ("create(Mine, {})", "context_dir"),
    ],
)
def test_what_cannot_be_submitted_is_told_before_anything_is_sent(master, tmp_path, end, words):
    done = submitted(master, tmp_path, end)
    assert done.returncode != 0
    assert words in done.stderr
    assert not master.experiments


def test_a_class_that_lacks_a_method_is_refused():
    class Half(Trial):
        trial_controller_class = TrialController

    with pytest.raises(ValueError, match="Half does not define __init__"):
        check_class(Half)


def test_the_entry_points_import_no_framework():
    code = (
        "import sys, determined, determined.experimental, determined.experimental.keras, determined.pytorch\n"
        "print([name for name in ('torch', 'tensorflow', 'keras', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(HARNESS)}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
