"""The supervisor with real processes, against a testing master."""

from __future__ import annotations

import ctypes
import json
import os
import random
import re
import signal
from pathlib import Path

import pytest
from conftest import alive, wait_until
from loop import TRAIN


def batches(master):
    return [element["steps_completed"] for element in master.reports("metrics")]


def lines(master):
    """Without what a kill in the middle of a print leaves of the last one."""
    return [line for line in master.log() if re.fullmatch(r"batch \d+", line)]


def test_a_trial_runs_to_its_end_and_everything_arrives_in_order(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "300"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert batches(master) == list(range(1, 301))
    assert lines(master) == [f"batch {n}" for n in range(1, 301)]
    assert master.reports("environment")[0]["packages"]["pytest"]


def test_an_outage_stops_neither_training_nor_delivery(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "200", "0.005"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 10)
    master.down()
    wait_until(lambda: not (allocation.path / "runner.json").exists())
    assert allocation.process.poll() is None
    assert not (allocation.path / "exit.json").exists()
    master.up()
    assert allocation.exit() == {"status": 0}
    assert batches(master) == list(range(1, 201))
    assert lines(master) == [f"batch {n}" for n in range(1, 201)]


def test_answers_lost_after_the_commit_double_nothing(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "300", "0.003"))
    master.drop_answers = 6
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert master.drop_answers == 0
    assert batches(master) == list(range(1, 301))
    assert lines(master) == [f"batch {n}" for n in range(1, 301)]


def test_a_gap_is_filled(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 50)
    with master.changed:
        del master.streams["reports"][20:]
    master.wait_until(lambda: len(batches(master)) > 50)
    master.update(preempt=True)
    assert allocation.exit() == {"status": 0}
    (last,) = master.reports("checkpoint")
    assert batches(master) == list(range(1, last["steps_completed"] + 1))


def test_preemption_checkpoints_and_ends_with_0(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    master.update(preempt=True)
    assert allocation.exit() == {"status": 0}
    assert [element["type"] for element in master.streams["reports"]][-2:] == ["checkpoint", "preempted"]


def test_sigterm_to_the_supervisor_acts_like_preemption(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    allocation.process.terminate()
    assert allocation.exit() == {"status": 0}
    assert len(master.reports("preempted")) == 1


def test_a_signal_that_another_thread_gets_is_heard_too(master, allocate):
    """As one that comes just before the main thread begins to wait."""
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    process = allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    other = max(int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir())
    assert other != process.pid
    assert ctypes.CDLL(None).tgkill(process.pid, other, signal.SIGTERM) == 0
    assert allocation.exit() == {"status": 0}
    assert len(master.reports("preempted")) == 1


def test_a_runner_killed_by_a_signal_has_the_status_128_and_the_signal(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.001"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    os.kill(json.loads((allocation.path / "runner.json").read_text())["pid"], signal.SIGKILL)
    assert allocation.exit() == {"status": 137}
    assert "ended by signal SIGKILL" in master.log()[-1]
    assert batches(master) == list(range(1, len(batches(master)) + 1))
    assert lines(master) == [f"batch {n}" for n in range(1, len(lines(master)) + 1)]


def test_a_runner_is_killed_when_the_allocation_is_over(master, allocate):
    script = "import subprocess, sys; subprocess.Popen(['sleep', '1000'])\n" + TRAIN
    allocation = allocate({"train.py": script}, ("train.py", "100000", "0.01"))
    allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    pid = json.loads((allocation.path / "runner.json").read_text())["pid"]
    master.update(over=True)
    assert allocation.wait() == 0
    assert not Path(f"/proc/{pid}").exists()
    assert not (allocation.path / "exit.json").exists()


def test_a_second_supervisor_ends_at_once(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.01"))
    first = allocation.start()
    master.wait_until(lambda: len(batches(master)) > 5)
    assert allocation.start().wait(120) == 0
    allocation.process = first
    assert first.poll() is None


def test_a_killed_supervisor_takes_its_runner_along_and_a_drain_sends_the_rest(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.001"))
    for round_number in range(3):
        allocation = allocate({"train.py": TRAIN}, ("train.py", "100000", "0.001"))
        master.streams = {"reports": [], "logs": []}
        allocation.start()
        enough = 20 + 150 * round_number
        master.wait_until(lambda enough=enough: len(batches(master)) > enough)
        pid = json.loads((allocation.path / "runner.json").read_text())["pid"]
        master.down()
        written = (allocation.path / "spool" / "reports-000000.jsonl").stat().st_size
        wait_until(lambda w=written, a=allocation: (a.path / "spool" / "reports-000000.jsonl").stat().st_size > w)
        allocation.process.kill()
        allocation.process.wait()
        wait_until(lambda pid=pid: not alive(pid))
        master.up()
        assert allocation.start("--drain").wait(240) == 0
        spooled = (allocation.path / "spool" / "reports-000000.jsonl").read_bytes().count(b"\n")
        assert len(master.streams["reports"]) == spooled
        assert batches(master) == list(range(1, len(batches(master)) + 1))
        spooled = (allocation.path / "spool" / "logs-000000.jsonl").read_bytes().count(b"\n")
        assert len(master.streams["logs"]) == spooled
        assert lines(master) == [f"batch {n}" for n in range(1, len(lines(master)) + 1)]
        assert not (allocation.path / "exit.json").exists()


def test_a_report_that_the_master_refuses_is_told_and_holds_nothing_up(master, allocate):
    master.refuse = lambda element: element.get("group") == "a.b"
    script = TRAIN.replace(
        "run.finish()", "run.reports.metrics('a.b', 1, {'x': 1})\nrun.reports.state('finishing')\nrun.finish()"
    )
    allocation = allocate({"train.py": script}, ("train.py", "20"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert [element["type"] for element in master.streams["reports"]][-2:] == ["failure", "state"]
    assert "cannot contain '.'" in master.reports("failure")[0]["message"]
    assert batches(master) == list(range(1, 21))


def test_a_background_process_of_the_script_does_not_keep_the_trial_open(master, allocate):
    script = "import subprocess\nsubprocess.Popen(['sleep', '1000'])\n" + TRAIN
    allocation = allocate({"train.py": script}, ("train.py", "3"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert lines(master) == ["batch 1", "batch 2", "batch 3"]


def test_an_interpreter_that_does_not_exist_is_a_reason(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "3"), python="/nonexistent/python")
    allocation.start()
    assert "/nonexistent/python cannot be run" in allocation.exit()["failed_to_start"]
    assert any("/nonexistent/python" in line for line in master.log())


def kept(allocation, stream):
    """Whole lines in the spool; segments are only removed when room is scarce, or a minute after they were sent."""
    files = sorted((allocation.path / "spool").glob(f"{stream}-*.jsonl"))
    return sum(path.read_bytes().count(b"\n") for path in files)


@pytest.mark.parametrize("seed", range(4))
def test_kills_at_random_moments_lose_and_double_nothing(master, allocate, seed):
    draw = random.Random(seed)
    allocation = allocate({"train.py": TRAIN}, ("train.py", "10000000"))
    allocation.start()
    enough = draw.randint(1, 3000)
    master.wait_until(lambda: len(batches(master)) >= enough)
    master.update(drop_answers=draw.randint(0, 2), answer_after=draw.choice([0.0, 0.05]))
    pid = json.loads((allocation.path / "runner.json").read_text())["pid"]
    if draw.random() < 0.5:
        os.kill(pid, signal.SIGKILL)
        assert allocation.exit() == {"status": 137}
    else:
        allocation.process.kill()
        allocation.process.wait()
        assert allocation.start("--drain").wait(240) == 0
    assert batches(master) == list(range(1, len(batches(master)) + 1))
    assert lines(master) == [f"batch {n}" for n in range(1, len(lines(master)) + 1)]
    assert len(master.streams["reports"]) == kept(allocation, "reports")
    assert len(master.streams["logs"]) == kept(allocation, "logs")


SOCKET = """
import pathlib, socket, tempfile
from determined.core import current
run = current()
run.initialise()
run.start_loop()
directory = tempfile.mkdtemp(prefix="pymp-")
socket.socket(socket.AF_UNIX).bind(f"{directory}/listener-12345678")
print("TMPDIR", pathlib.Path(tempfile.gettempdir()), pathlib.Path(directory).resolve())
run.finish()
"""


def test_sockets_find_room_in_the_temporary_directory_of_a_long_run_directory(master, allocate, tmp_path):
    path = tmp_path / ("a-long-name-" * 6) / "run"
    path.parent.mkdir()
    allocation = allocate({"train.py": SOCKET}, path=path, isolate_tmp=False)
    allocation.start()
    assert allocation.exit() == {"status": 0}
    (told,) = [line.split() for line in master.log() if line.startswith("TMPDIR")]
    assert (path / "tmp").resolve() in Path(told[2]).parents
    assert len(told[1]) < 30 and not Path(told[1]).is_symlink()
