"""How a script can end, each told to people, with real processes."""

from __future__ import annotations

import json

import pytest
from conftest import Allocation
from loop import TRAIN

from determined.client.packages import installed


def run(allocate, script: str, command=("train.py",), **files: str) -> Allocation:
    allocation = allocate({"train.py": script, **files}, command)
    allocation.start()
    return allocation


def failed(master, allocation, status: int, kind: str, *words: str):
    """The trial ended with this status and one failure of this kind, which says the words."""
    assert allocation.exit() == {"status": status}, master.log()
    (failure,) = master.reports("failure")
    assert failure["kind"] == kind
    assert failure["restartable"] is (status == 1)
    for word in words:
        assert word in failure["message"], failure["message"]
    assert any(failure["message"].endswith(line) for line in master.log() if line)


def test_a_script_that_never_trains_is_not_tried_again(master, allocate):
    failed(master, run(allocate, "print('hello')"), 3, "no_training_loop", "neither init() nor fit()")


def test_a_script_that_never_reaches_fit_after_init(master, allocate):
    script = "from determined.core import current\ncurrent().initialise()"
    failed(master, run(allocate, script), 3, "no_training_loop", "never called fit()")


def test_a_script_that_raises_has_its_own_frames_in_the_log(master, allocate):
    allocation = run(allocate, "def f():\n    raise ValueError('boom')\nf()")
    failed(master, allocation, 1, "script_raised", "ValueError: boom", "(train.py:2)")
    log = master.log()
    start = log.index("Traceback (most recent call last):")
    assert 'train.py", line 3, in <module>' in log[start + 1]
    assert "runpy" not in "\n".join(log)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import nothing_like_this", ("nothing_like_this", "(train.py:1)", "startup-hook.sh")),
        ("x = (", ("SyntaxError",)),
        ("name = input()", ("EOFError", "(train.py:1)", "no terminal for input()")),
    ],
)
def test_what_a_restart_cannot_mend_is_not_restarted(master, allocate, script, words):
    failed(master, run(allocate, script), 3, "bad_script", *words)


@pytest.mark.parametrize("code", ["", "0", "1", "'text'"])
def test_a_script_that_exits_before_training(master, allocate, code):
    failed(
        master,
        run(allocate, f"import sys\nsys.exit({code})"),
        3,
        "script_exited",
        "before its training loop",
        "(train.py:2)",
    )


def test_a_second_init_call_is_refused(master, allocate):
    script = "from determined.core import current\ncurrent().initialise()\ncurrent().initialise()"
    failed(master, run(allocate, script), 3, "bad_script", "init() or create() twice")


def test_a_swallowed_stop_is_told_and_does_no_harm(master, allocate):
    body = "\n".join("    " + line for line in TRAIN.splitlines())
    script = f"try:\n{body}\nexcept:\n    print('caught')\nprint('after')"
    allocation = run(allocate, script, ("train.py", "3"))
    assert allocation.exit() == {"status": 0}
    assert master.log()[-1].startswith("the script caught the stop")
    assert "after" in master.log()


SWALLOWS = "try:\n{body}\nexcept BaseException:\n    pass\n{after}\n"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("import sys\nsys.exit(1)", "the script caught the stop"),
        ("raise ValueError('after training')", "the script caught the stop"),
        ("current().initialise()", "the script went on after its training loop had ended"),
    ],
)
def test_whatever_a_script_does_after_it_swallowed_its_stop_is_told_and_does_no_harm(master, allocate, after, told):
    body = "\n".join("    " + line for line in TRAIN.splitlines())
    allocation = run(allocate, SWALLOWS.format(body=body, after=after), ("train.py", "3"))
    assert allocation.exit() == {"status": 0}, master.log()
    assert sum(line.startswith(told) for line in master.log()) == 1
    assert not master.reports("failure")


CONTEXT = """
from determined.core import current
from determined.native_context import NativeContext
current().initialise()
context = NativeContext(current())
"""


@pytest.mark.parametrize(
    ("line", "hparams", "words"),
    [
        ("context.get_global_batch_size()", {}, "has no hyperparameter global_batch_size"),
        ("context.get_per_slot_batch_size()", {"global_batch_size": "256"}, "is '256', which is not a whole number"),
        ("context.get_hparam('width')", {"lr": 0.1}, "There is no hyperparameter 'width'"),
        ("pass", {"aggregation_frequency": 4}, "optimizations.aggregation_frequency"),
    ],
)
def test_what_the_script_misses_in_its_configuration_fails_the_trial_at_once(master, allocate, line, hparams, words):
    allocation = allocate({"train.py": CONTEXT + line}, environment={"DET_HPARAMS": json.dumps(hparams)})
    allocation.start()
    failed(master, allocation, 3, "bad_configuration", words)


def test_settings_that_change_nothing_in_such_a_trial_are_told(master, allocate):
    script = CONTEXT + "print('horovod', context.hvd_config.use, context.hvd_config.aggregation_frequency)"
    config = {"optimizations": {"aggregation_frequency": 4, "mixed_precision": "O1", "gradient_compression": False}}
    allocation = allocate({"train.py": script}, config=config)
    allocation.start()
    assert allocation.exit() == {"status": 3}
    told = [line for line in master.log() if "changes nothing in trials of this kind" in line]
    assert [line.split(" is ")[0] for line in told] == [
        "optimizations.aggregation_frequency",
        "optimizations.mixed_precision",
    ]
    assert "horovod False 4" in master.log()


def test_the_variables_of_determined_0_12_are_there(master, allocate):
    names = ("MASTER_ADDR", "MASTER_PORT", "CONTAINER_ID", "USE_GPU", "EXPERIMENT_ID", "TRIAL_ID", "TRIAL_SEED")
    script = f"import os\nprint([os.environ['DET_' + name] for name in {names}])\n" + TRAIN
    given = {"CUDA_VISIBLE_DEVICES": ""}
    allocation = allocate({"train.py": script}, ("train.py", "1"), environment=given)
    allocation.start()
    assert allocation.exit() == {"status": 0}
    port = master.url.rpartition(":")[2]
    assert str(["127.0.0.1", port, "1.x.1", "false", "1", "1", "7"]) in master.log()


def test_a_swallowed_failure_stays_a_failure(master, allocate):
    script = (
        "from determined.core import current\ntry:\n"
        "    current().fail('nan_metric', 'It is not a number.', restartable=False)\nexcept BaseException:\n    pass"
    )
    failed(master, run(allocate, script), 3, "nan_metric", "not a number")


def test_a_swallowed_exception_of_the_loop_is_told(master, allocate):
    script = (
        "from determined.core import current\ncurrent().initialise()\ncurrent().start_loop()\n"
        "try:\n    1 / 0\nexcept Exception:\n    pass"
    )
    failed(master, run(allocate, script), 1, "training_interrupted", "had not")


def test_the_context_is_the_working_directory_and_first_on_the_path(master, allocate):
    script = "import sys, os, helper, json\nprint([os.getcwd() == sys.path[0], __name__, sys.argv, helper.x])\n" + TRAIN
    allocation = allocate({"train.py": script, "helper.py": "x = 5", "json.py": ""}, ("train.py", "1", "0"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert "[True, '__main__', ['train.py', '1', '0'], 5]" in master.log()


def test_a_script_that_is_not_there_is_told(master, allocate):
    failed(master, run(allocate, "", ("other.py",)), 3, "bad_script", "other.py is not in the context directory")


def notebook(*cells: str) -> str:
    listed = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["# %% no code"]}, *listed]})


def test_a_notebook_runs_without_its_magics_and_shell_lines(master, allocate):
    cells = notebook("!pip install x\n%matplotlib inline\nimport sys", "print('x %d'\n  % 5)", TRAIN)
    allocation = allocate({"n.ipynb": cells}, ("n.ipynb", "2"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert "x 5" in master.log()
    assert any("is left out" in line and "!pip install x · %matplotlib inline" in line for line in master.log())
    assert len(master.reports("metrics")) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (notebook("x = ("), ("code cell 1, line 1",)),
        ("{}", ("no list of cells",)),
    ],
)
def test_a_notebook_that_cannot_be_a_script_is_told(master, allocate, content, words):
    allocation = allocate({"n.ipynb": content}, ("n.ipynb",))
    allocation.start()
    failed(master, allocation, 3, "bad_script", *words)


def test_threads_that_a_script_leaves_behind_do_not_keep_the_trial(master, allocate):
    script = (
        "import threading, atexit\natexit.register(lambda: print('at exit'))\n"
        "threading.Thread(target=threading.Event().wait).start()\n" + TRAIN
    )
    assert run(allocate, script, ("train.py", "2")).exit() == {"status": 0}
    assert "at exit" in master.log()


def test_a_storage_that_cannot_be_written_is_told_before_training(master, allocate):
    storage = {"type": "shared_fs", "host_path": "/proc/nothing"}
    allocation = allocate({"train.py": TRAIN}, ("train.py", "2"), config={"checkpoint_storage": storage})
    allocation.start()
    failed(master, allocation, 1, "storage", "/proc/nothing")


def test_a_storage_of_an_unknown_kind_is_told(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "2"), config={"checkpoint_storage": {"type": "tape"}})
    allocation.start()
    failed(master, allocation, 3, "storage", "'tape' is not known")


def test_a_debugging_configuration_logs_more(master, allocate):
    script = "import logging\nlogging.debug('fine print')\nlogging.info('print')\n" + TRAIN
    allocation = allocate({"train.py": script}, ("train.py", "1"), config={"debug": True})
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert [e["level"] for e in master.streams["logs"] if e["log"] in ("fine print", "print")] == ["DEBUG", "INFO"]


def test_packages_other_than_those_of_the_submission_are_told_once(master, allocate):
    """Only those that the script imports, itself or through others, and also when the import is what fails."""
    there = {**installed(), "pytest": "0.1", "nothing-like-this": "3.0", "ruff": "0.0.1"}
    script = "import pytest\ntry:\n    import nothing_like_this\nexcept ImportError:\n    pass\n" + TRAIN
    allocation = allocate(
        {"train.py": script}, ("train.py", "1"), environment={"DET_SUBMITTER_PACKAGES": json.dumps(there)}
    )
    allocation.start()
    assert allocation.exit() == {"status": 0}, master.log()
    _, told = master.reports("environment")
    assert told["differences"] == [
        "nothing-like-this is not installed here, 3.0 where it was submitted",
        f"pytest {pytest.__version__} here, 0.1 where it was submitted",
    ]
    assert len([line for line in master.log() if "differ from those of the submission" in line]) == 1
