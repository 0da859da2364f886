"""Several processes of a trial: which of them is the cause of its end, and what those say who cannot share a trial."""

from __future__ import annotations

import json
import signal
import threading

import pytest

from determined.core import DistributedContext, Rank, Run, TrialInfo
from determined.core.distributed import AgreedPreemption
from determined.core.preemption import Preemption
from determined.core.rank_reports import RankFailure, of_rank, read_failure
from determined.errors import PeerLost, TrialFailed
from determined.native_context import SharedContext
from determined.run.runners import Death, ending

KILLED = -signal.SIGKILL

TALK = """
import os
from determined.core import current
from determined.trial import TrialContext

run = current()
run.initialise()
run.start_loop()
context = TrialContext(run)
mine = context.distributed
print("I am", mine.get_rank(), mine.get_local_rank(), mine.get_size(), mine.get_num_agents(), mine.cross_rank)
print("all", mine.allgather(os.environ["RANK"]), "first", mine.broadcast(f"from {mine.rank}"))
print("gathered", mine.gather(mine.rank), mine.gather_local(mine.rank))
print("local", mine.allgather_local(mine.rank), mine.broadcast_local(mine.rank))
print("batch", context.get_per_slot_batch_size(), context.get_global_batch_size())
run.finish()
"""

TRAIN = """
import json, os, pathlib, signal, sys, time
from determined.core import current
run = current()
run.initialise()
run.start_loop()
mine = run.distributed
for batch in range(1, 100_000):
    if mine.rank == 1 and batch == 20:
        exec(sys.argv[1])
    mine.allgather(batch)
    run.reports.metrics("training", batch, {"loss": 1.0 / batch, "rank": mine.rank})
    if run.preemption.asked():
        print("stops after", batch)
        run.preempt()
"""


def failed(time, kind="script_raised", restartable=True):
    return RankFailure(time, kind, f"{kind} at {time}", restartable)


@pytest.mark.parametrize(
    ("deaths", "failures", "rank", "status"),
    [
        ([Death(1, 0), Death(0, 0)], {}, 0, 0),
        # A process is killed; the other notices, or is ended before it does.
        ([Death(1, KILLED, 5), Death(0, 1, 7, ours=True)], {0: failed(6, "lost")}, 1, KILLED),
        ([Death(1, KILLED, 5), Death(0, KILLED, 7, ours=True)], {}, 1, KILLED),
        ([Death(0, 1, 6), Death(1, KILLED, 7, ours=True)], {0: failed(6, "lost")}, 1, KILLED),
        # A process raises; the other finds it gone, or is ended.
        ([Death(1, 1, 6), Death(0, KILLED, 8, ours=True)], {1: failed(5)}, 1, 1),
        ([Death(0, 1, 6), Death(1, 3, 8, ours=True)], {0: failed(7, "lost"), 1: failed(5, restartable=False)}, 1, 3),
        ([Death(0, 1, 8), Death(1, 1, 9)], {0: failed(7), 1: failed(5)}, 1, 1),
        # A collective operation of the script's own fails of a process that was killed.
        ([Death(1, KILLED, 5), Death(0, 1, 8, ours=True)], {0: failed(7)}, 1, KILLED),
        # A process ends before its time and says nothing.
        ([Death(1, 4, 5), Death(0, KILLED, 8, ours=True)], {}, 1, 4),
    ],
)
def test_the_first_that_failed_is_the_cause(deaths, failures, rank, status):
    found = ending(deaths, failures)
    assert (found.rank, found.status, found.failure) == (rank, status, failures.get(rank))


def joined(tmp_path, size):
    address = str(tmp_path / "ranks")
    return [DistributedContext(Rank(rank, size, rank, size, 1, address, "key")) for rank in range(size)]


def together(contexts, do):
    """What each says, in threads that stand for processes."""
    found = [None] * len(contexts)

    def one(rank):
        found[rank] = do(contexts[rank])

    threads = [threading.Thread(target=one, args=(rank,)) for rank in range(len(contexts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return found


def test_what_one_says_all_hear(tmp_path):
    def talk(context):
        large = context.broadcast(b"x" * 3_000_000 if context.rank == 0 else None)
        return context.allgather(context.rank), context.gather("a" * context.rank), len(large)

    first, *others = together(joined(tmp_path, 3), talk)
    assert first == ([0, 1, 2], ["", "a", "aa"], 3_000_000)
    assert others == [([0, 1, 2], None, 3_000_000)] * 2


def test_a_process_alone_is_answered_at_once():
    alone = DistributedContext()
    assert (alone.allgather(1), alone.gather(2), alone.broadcast(3)) == ([1], [2], 3)
    assert (alone.get_rank(), alone.get_local_rank(), alone.get_size(), alone.get_num_agents()) == (0, 0, 1, 1)


def test_a_stop_is_what_the_first_saw(tmp_path):
    contexts = joined(tmp_path, 2)
    (tmp_path / "other").mkdir()
    seen = [Preemption(tmp_path), Preemption(tmp_path / "other")]

    def ask(context):
        agreed = AgreedPreemption(seen[context.rank], context)
        before = agreed.asked()
        if context.rank == 0:
            (tmp_path / "preempt").touch()
        return before, agreed.asked(), agreed.asked()

    assert together(contexts, ask) == [(False, True, True)] * 2


def test_a_lost_process_is_told_as_that(tmp_path):
    def talk(context):
        context.allgather(1)
        if context.rank:
            context._star._peers[0].close()
            return None
        with pytest.raises(PeerLost, match="rank 1 is gone"):
            context.allgather(2)
        return "told"

    assert together(joined(tmp_path, 2), talk) == ["told", None]


def test_a_rank_leaves_its_failure_and_nothing_else(tmp_path):
    reports = of_rank(tmp_path, 1, 2, print)
    reports.metrics("training", 1, {"loss": 1.0})
    reports.state("training")
    assert read_failure(tmp_path, 1) is None
    reports.failure("bad_data", "what, why", restartable=False)
    reports.close()
    found = read_failure(tmp_path, 1)
    assert (found.kind, found.message, found.restartable, found.follows) == ("bad_data", "what, why", False, False)
    assert not (tmp_path / "spool").exists()


def test_a_framework_that_trains_on_one_slot_says_so(tmp_path):
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, {}, {}, tmp_path)
    run = Run(info, of_rank(tmp_path, 1, 2, print), Preemption(tmp_path), None, DistributedContext(Rank(1, 2)))
    with pytest.raises(TrialFailed, match=r"2 slots .*Keras trains on one.*slots_per_trial to 1"):
        SharedContext(run)._require_one_process("Keras")
    assert run.status == 3


def started(allocate, count, script, *arguments):
    environment = {"DET_HPARAMS": json.dumps({"global_batch_size": 32}), "DET_SESSION_TOKEN": "key"}
    config = {"resources": {"slots_per_trial": count}}
    allocation = allocate(
        {"train.py": script}, ("train.py", *arguments), config, environment=environment, processes=count
    )
    allocation.start()
    return allocation


def said(master, rank):
    return [line["log"] for line in master.streams["logs"] if line.get("rank") == rank]


def test_processes_know_who_they_are_and_talk_to_each_other(master, allocate):
    assert started(allocate, 3, TALK).exit() == {"status": 0}
    for rank in range(3):
        everything = [0, 1, 2] if rank == 0 else None
        assert said(master, rank) == [
            f"I am {rank} {rank} 3 1 0",
            "all ['0', '1', '2'] first from 0",
            f"gathered {everything} {everything}",
            "local [0, 1, 2] 0",
            "global_batch_size 32 is rounded down to 30, 10 for each slot",
            "batch 10 30",
        ]


@pytest.mark.parametrize(
    ("what", "status", "kind", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", 137, None, "process of rank 1 was ended by signal SIGKILL"),
        ("raise KeyError('what a rank lacks')", 1, "script_raised", "Rank 1: The script raised KeyError: 'what a rank"),
        ("sys.exit(0)", 3, "script_exited", "Rank 1: The script called sys.exit(0) during training"),
        ("os._exit(7)", 7, None, ""),
    ],
)
def test_the_end_of_one_ends_all_and_is_what_is_told(master, allocate, what, status, kind, words):
    allocation = started(allocate, 2, TRAIN, what)
    assert allocation.exit() == {"status": status}
    failures = master.reports("failure")
    assert [words in failure["message"] for failure in failures] == [True] * bool(words)
    assert kind is None or failures[0]["kind"] == kind
    assert {report["metrics"]["rank"] for report in master.reports("metrics")} == {0}
    assert not (allocation.path / "runner.json").exists()


def test_a_stop_reaches_all_after_the_same_batch(master, allocate):
    allocation = started(allocate, 2, TRAIN, "pass")
    master.wait_until(lambda: len(master.reports("metrics")) > 5)
    assert len(json.loads((allocation.path / "runner.json").read_text())["ranks"]) == 2
    master.update(preempt=True)
    assert allocation.exit() == {"status": 0}
    assert len(master.reports("preempted")) == 1
    assert said(master, 0) == said(master, 1) != []
