"""The loop that sends a stream, in this process."""

from __future__ import annotations

import threading

import pytest

from determined.client.transport import Transport
from determined.core.spool import SpoolWriter
from determined.run import sender as sending
from determined.run.sender import Sender, Signals
from determined.run.spool_reader import SpoolReader


@pytest.fixture
def made(master, tmp_path):
    """A sender of the stream `logs`, its signals, and the writer of its spool."""
    signals = Signals(threading.Event(), threading.Event(), threading.Event())
    writer = SpoolWriter(tmp_path, "logs")
    reader = SpoolReader(tmp_path, "logs")
    return Sender(Transport(master.url, {}), "1.x.1", reader, signals), signals, writer


def test_a_silent_trial_learns_that_it_is_over(master, made, monkeypatch):
    monkeypatch.setattr(sending, "RENEW_SECONDS", 0.0)
    sender, signals, _ = made
    assert sender.send_some() == sending.IDLE
    assert master.calls == ["POST /api/v1/allocations/1.x.1/reports"]
    master.over = True
    sender.run()
    assert signals.over.is_set()


def test_a_silent_trial_does_not_ask_all_the_time(master, made):
    sender, _, _ = made
    assert sender.send_some() == sending.IDLE
    assert master.calls == []


def test_a_large_backlog_goes_in_bodies_of_bounded_size(master, made):
    sender, signals, writer = made
    for number in range(9000):
        writer.append(f'{{"log": "{number} {"x" * 1000}"}}\n'.encode())
    signals.ended.set()
    sender.run()
    assert sender.complete
    assert [int(line.split()[0]) for line in master.log()] == list(range(9000))
    assert 3 <= len(master.calls) <= 9


def test_an_allocation_that_nobody_knows_any_more_is_over(master, made, monkeypatch):
    monkeypatch.setattr(sending, "UNKNOWN_SECONDS", -1.0)
    sender, signals, writer = made
    writer.append(b'{"log": "x"}\n')
    master.fail_with = [404]
    sender.run()
    assert signals.over.is_set()


def test_a_line_that_is_refused_is_found_among_many(master, made):
    sender, signals, writer = made
    for number in range(500):
        writer.append(f'{{"log": "{number}"}}\n'.encode())
    master.refuse = lambda element: element["log"] == "321"
    signals.ended.set()
    sender.run()
    assert sender.complete
    expected = [str(number) for number in range(500)]
    assert master.log()[:321] == expected[:321]
    assert master.log()[321].startswith("[a line was left out: ")
    assert master.log()[322:] == expected[322:]
