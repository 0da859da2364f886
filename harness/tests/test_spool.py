"""The spool alone: torn lines, many threads, its speed, reading while it is written."""

from __future__ import annotations

import errno
import json
import math
import os
import random
import threading
import time
from decimal import Decimal

import pytest

from determined.core import ReportSpool
from determined.core.reports import encode
from determined.core.spool import SpoolWriter, segment_path, segments
from determined.run.output import cut
from determined.run.spool_reader import SpoolReader


def read_all(reader: SpoolReader, lines: int = 1000) -> list[bytes]:
    found = []
    while some := reader.peek(lines, 1 << 20):
        found += some
        reader.move_to(reader.next + len(some))
    return found


@pytest.mark.parametrize("torn", [b"", b"half a li", b"x" * 200_000])
def test_a_torn_line_is_cut_off_by_the_next_writer(tmp_path, torn):
    writer = SpoolWriter(tmp_path, "x")
    writer.append(b"one\n")
    writer.close()
    with segment_path(tmp_path, "x", 0).open("ab") as file:
        file.write(torn)
    assert read_all(SpoolReader(tmp_path, "x")) == [b"one"]
    writer = SpoolWriter(tmp_path, "x")
    writer.append(b"two\n")
    assert read_all(SpoolReader(tmp_path, "x")) == [b"one", b"two"]


def test_every_place_in_a_stream_of_many_segments_can_be_found(tmp_path):
    writer = SpoolWriter(tmp_path, "x", segment_bytes=1000)
    lines = [f"line {number} {'x' * (number % 50)}".encode() for number in range(500)]
    for line in lines:
        writer.append(line + b"\n")
    assert len(segments(tmp_path, "x")) > 5
    reader = SpoolReader(tmp_path, "x")
    draw = random.Random(1)
    for _ in range(200):
        place = draw.randint(0, 500)
        reader.move_to(place)
        assert reader.next == place
        assert reader.peek(3, 10000) == lines[place : place + 3][: len(reader.peek(3, 10000))]
    reader.move_to(0)
    assert read_all(reader, 7) == lines


def test_a_reader_never_sees_half_a_line_while_threads_write(tmp_path):
    writer = SpoolWriter(tmp_path, "x", segment_bytes=20_000)

    def write(name: int) -> None:
        for number in range(1000):
            writer.append(f"{name} {number}\n".encode())

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    reader, seen = SpoolReader(tmp_path, "x"), []
    while any(thread.is_alive() for thread in threads):
        seen += read_all(reader)
    seen += read_all(reader)
    for name in range(4):
        numbers = [int(line.split()[1]) for line in seen if line.startswith(f"{name} ".encode())]
        assert numbers == list(range(1000))


def test_a_line_that_was_read_before_the_disk_was_full_is_not_written_again(tmp_path, monkeypatch):
    """Of two lines the first and a part of the second find room; somebody reads at that moment."""
    writer, reader = SpoolWriter(tmp_path, "logs"), SpoolReader(tmp_path, "logs")
    writer.append(b"0\n")
    read = []
    real = os.write

    def little_room(descriptor, data):
        if data.startswith(b"1\n"):
            real(descriptor, data[:3])
            read.extend(read_all(reader))
            return 3
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as full:
        full.setattr(os, "write", little_room)
        writer.append(b"1\n22\n")
    writer.append(b"3\n")
    writer.close()
    assert read == [b"0", b"1"]
    assert read + read_all(reader) == [b"0", b"1", b"22", b"3"]
    again = SpoolReader(tmp_path, "logs")
    assert read_all(again) == [b"0", b"1", b"22", b"3"]


def test_what_was_sent_is_removed_and_the_numbers_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr("determined.run.spool_reader.KEEP_SECONDS", 0.0)
    writer = SpoolWriter(tmp_path, "x", segment_bytes=100)
    for number in range(100):
        writer.append(f"{number}\n".encode())
    reader = SpoolReader(tmp_path, "x")
    reader.move_to(60)
    reader.trim()
    assert segments(tmp_path, "x")[0] > 0
    again = SpoolReader(tmp_path, "x")
    assert 0 < again.next <= 60
    assert again.peek(1, 100) == [str(again.next).encode()]
    base = json.loads((tmp_path / "x.base").read_text())
    assert base == {"segment": segments(tmp_path, "x")[0], "first": again.next}


def test_what_was_sent_just_now_is_kept_for_a_master_that_lost_it(tmp_path):
    writer = SpoolWriter(tmp_path, "x", segment_bytes=100)
    for number in range(100):
        writer.append(f"{number}\n".encode())
    reader = SpoolReader(tmp_path, "x")
    reader.move_to(60)
    if os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize > 1 << 30:
        reader.trim()
        assert segments(tmp_path, "x")[0] == 0


class Scalar:
    def __init__(self, value):
        self._value = value

    def item(self):
        return self._value


def test_numbers_of_every_kind_are_reported():
    given = {"a": math.nan, "b": [math.inf, -math.inf], "c": Scalar(1.5), "d": {"e": Scalar(math.nan)}, "f": 1e-5}
    assert json.loads(encode(given)) == {
        "a": "NaN",
        "b": ["Infinity", "-Infinity"],
        "c": 1.5,
        "d": {"e": "NaN"},
        "f": 1e-5,
    }
    with pytest.raises(TypeError, match="Decimal"):
        encode({"a": Decimal(1)})


def test_a_report_takes_little_longer_than_to_write_its_line(tmp_path):
    reports, values = ReportSpool(tmp_path), {"loss": 0.5, "accuracy": 0.25}
    file = os.open(tmp_path / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def plain(batch: int) -> None:
        line = {"type": "metrics", "group": "training", "steps_completed": batch, "metrics": values}
        os.write(file, json.dumps(line).encode() + b"\n")

    told, written = quickest(lambda batch: reports.metrics("training", batch, values)), quickest(plain)
    os.close(file)
    assert told < 4 * written, f"{told * 1e6:.1f} µs, {written * 1e6:.1f} µs"


def quickest(work) -> float:
    """Seconds of a call, in those among many short rounds in which nobody else had the processor."""
    best = math.inf
    for _ in range(500):
        began = time.perf_counter()
        for batch in range(20):
            work(batch)
        best = min(best, (time.perf_counter() - began) / 20)
    return best


def test_batch_metrics_that_no_request_could_carry_are_left_out(tmp_path):
    reports = ReportSpool(tmp_path)
    reports.metrics("training", 1, {"loss": 1.0}, [{"loss": 1.0}] * 300_000)
    (line,) = read_all(SpoolReader(tmp_path, "reports"))
    assert "batch_metrics" not in json.loads(line)


def test_a_long_line_is_cut_between_characters():
    line = ("é" * 10_000).encode()
    pieces = cut(line)
    assert b"".join(pieces) == line
    assert all(len(piece) <= 8192 for piece in pieces)
    assert "".join(piece.decode() for piece in pieces) == "é" * 10_000
    assert cut(b"") == [b""]
