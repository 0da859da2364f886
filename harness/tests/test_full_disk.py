"""A spool on a file system of 1 MB."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest
from conftest import wait_until
from loop import TRAIN

from determined.core import ReportSpool
from determined.core.spool import RETRY_SECONDS, SpoolWriter, segment_path, segments
from determined.run.spool_reader import SpoolReader


@pytest.fixture
def small_disk(tmp_path):
    """A mounted file system of 1 MB."""
    where = tmp_path / "small"
    where.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", where], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    yield where
    subprocess.run(["umount", "-l", where], check=True)


def fill(directory: Path) -> Path:
    """Takes all the room that is left."""
    ballast = directory / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return ballast


def read_all(directory: Path, stream: str) -> list[bytes]:
    reader, lines = SpoolReader(directory, stream), []
    while found := reader.peek(1000, 1 << 20):
        lines += found
        reader.move_to(reader.next + len(found))
    return lines


def test_lines_are_held_in_order_and_written_when_there_is_room(small_disk):
    told = []
    writer = SpoolWriter(small_disk, "x", on_full=told.append, on_room=told.append)
    lines = [f"line {number} {'x' * 100}".encode() for number in range(5000)]
    for line in lines[:3000]:
        writer.append(line + b"\n")
    ballast = fill(small_disk)
    for line in lines[3000:]:
        writer.append(line + b"\n")
    assert len(told) == 1
    assert "is full" in told[0]
    held = read_all(small_disk, "x")
    assert held == lines[: len(held)]
    assert len(held) < len(lines)
    ballast.unlink()
    writer.close()
    assert read_all(small_disk, "x") == lines
    assert len(told) == 2


def test_what_was_held_is_written_with_the_next_line(small_disk):
    told = []
    reports = ReportSpool(small_disk, on_full=told.append)
    ballast = fill(small_disk)
    for batch in range(100):
        reports.metrics("training", batch, {"loss": 1.0})
    ballast.unlink()
    before = len(read_all(small_disk, "reports"))
    assert before < 100
    wait_until(lambda: reports.state("training") or len(told) == 2)
    assert len(read_all(small_disk, "reports")) > 100


def test_a_checkpoint_begins_once_its_announcement_is_on_the_disk(small_disk):
    reports = ReportSpool(small_disk)
    ballast = fill(small_disk)
    while not reports._writer._held:
        reports.state("training")
    begun = threading.Thread(target=reports.checkpoint_begun, args=("some-uuid",))
    begun.start()
    begun.join(3 * RETRY_SECONDS)
    assert begun.is_alive()
    ballast.unlink()
    begun.join(120)
    assert not begun.is_alive()
    assert b"some-uuid" in read_all(small_disk, "reports")[-1]


def test_reporting_goes_on_as_if_nothing_had_happened(small_disk):
    told = []
    reports = ReportSpool(small_disk, on_full=told.append)
    ballast = fill(small_disk)
    for batch in range(2000):
        reports.metrics("training", batch, {"loss": 1.0})
    assert len(told) == 1
    ballast.unlink()
    reports.close()
    assert len(read_all(small_disk, "reports")) == 2000


def test_a_segment_of_its_own_lets_the_sender_give_back_room(small_disk):
    writer = SpoolWriter(small_disk, "x")
    reader = SpoolReader(small_disk, "x")
    reader.reserve()
    count = 0
    while not writer._held:
        writer.append(b"x" * 1000 + b"\n")
        count += 1
    assert segments(small_disk, "x") == [0, 1]
    while lines := reader.peek(1000, 1 << 20):
        reader.move_to(reader.next + len(lines))
    reader.trim()
    assert not segment_path(small_disk, "x", 0).exists()
    writer.close()
    again = SpoolReader(small_disk, "x")
    assert again.next == again.first_kept == count - 1
    assert again.peek(10, 10000) == [b"x" * 1000]


def test_a_trial_whose_disk_is_full_for_a_while_loses_nothing(master, allocate, small_disk):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "10000000", "0.0002"), path=small_disk / "run")
    allocation.start()
    master.wait_until(lambda: len(master.reports("metrics")) > 100)
    ballast = fill(small_disk)
    spool = small_disk / "run" / "spool"
    # A writer begins a segment of its own at the moment at which it finds the disk full.
    wait_until(lambda: segments(spool, "reports")[-1] > 0 and segments(spool, "logs")[-1] > 0)
    ballast.unlink()
    master.update(preempt=True)
    assert allocation.exit() == {"status": 0}
    (last,) = master.reports("checkpoint")
    trained = range(1, last["steps_completed"] + 1)
    assert [report["steps_completed"] for report in master.reports("metrics")] == list(trained)
    assert [line for line in master.log() if line.startswith("batch ")] == [f"batch {n}" for n in trained]


def test_a_trial_writes_more_than_its_disk_holds(master, allocate, small_disk):
    script = TRAIN.replace('print("batch", batch)', 'print("batch", batch, "x" * 500)')
    allocation = allocate({"train.py": script}, ("train.py", "6000", "0.001"), path=small_disk / "run")
    allocation.start()
    assert allocation.exit() == {"status": 0}
    assert [report["steps_completed"] for report in master.reports("metrics")] == list(range(1, 6001))
    lines = [int(line.split()[1]) for line in master.log() if line.startswith("batch ")]
    assert lines == list(range(1, 6001))
    assert os.statvfs(small_disk).f_blocks * 4096 <= 1 << 20
