"""What happens beside training: batch metrics and checkpoints."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.errors import StorageError
from determined.storage import DirectoryStorage
from determined.train import BatchLog, CheckpointWriter, LoopSettings, Pace, Plan, Snapshot, TrialFailure

PLAN = Plan.of(LoopSettings.of({"scheduling_unit": 4}), Pace(10), 40)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 0, {}, {}, tmp_path)
    store = CheckpointStore(DirectoryStorage(tmp_path / "storage"))
    return Run(info, ReportSpool(tmp_path / "spool"), Preemption(tmp_path), store)


def reports(run: Run, kind: str) -> list[dict[str, Any]]:
    run.reports.close()
    files = sorted((run.info.run_dir / "spool").glob("reports-*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [line for line in lines if line["type"] == kind]


def test_every_batch_is_reported_once_in_units(run: Run) -> None:
    log = BatchLog(run.reports, PLAN, 0, lambda raw: {"loss": float(raw)})
    log.start()
    for step in range(1, 11):
        log.append((step, step))
    log.close()
    sent = reports(run, "metrics")
    assert [one["steps_completed"] for one in sent] == [4, 8, 10]
    assert [row["loss"] for one in sent for row in one["batch_metrics"]] == list(range(1, 11))
    assert [one["metrics"]["loss"] for one in sent] == [2.5, 6.5, 9.5]
    assert sent[2]["epoch"] == 1.0


def test_a_flush_reports_a_part_of_a_unit(run: Run) -> None:
    log = BatchLog(run.reports, PLAN, 20, lambda raw: raw)
    log.append((21, {"loss": 1.0}))
    log.flush()
    log.flush()
    log.append((23, {"loss": 3.0}))  # two batches in one execution
    log.append((24, {"loss": 4.0, "late": 1.0}))
    log.flush()
    sent = reports(run, "metrics")
    assert [(one["steps_completed"], len(one["batch_metrics"])) for one in sent] == [(21, 1), (24, 3)]
    assert sent[1]["metrics"]["late"] == 1.0


def test_a_fault_of_the_reporting_thread_reaches_training(run: Run) -> None:
    log = BatchLog(run.reports, PLAN, 0, lambda raw: {"loss": float(raw)})
    log.start()
    log.append((1, "no number"))
    deadline = time.monotonic() + 120
    with pytest.raises(ValueError, match="no number"):
        while time.monotonic() < deadline:
            log.flush()
            threading.Event().wait(0.05)


def test_a_checkpoint_is_complete_before_it_is_reported(run: Run) -> None:
    writer = CheckpointWriter(run)
    for steps in (1, 2, 3):
        writer.submit(Snapshot(steps, {"a.bin": b"abc", "deep/b.bin": bytes([steps])}, {"format": "h5"}))
    writer.finish()
    writer.close()
    sent = reports(run, "checkpoint")
    assert [one["steps_completed"] for one in sent] == [1, 2, 3]
    for one in sent:
        stored = run.info.run_dir / "storage" / one["uuid"]
        assert (stored / "deep" / "b.bin").read_bytes() == bytes([one["steps_completed"]])
        assert one["resources"]["a.bin"] == 3
    assert not list(run.checkpoint_dir.iterdir())


def test_the_first_checkpoint_begins_the_thread_that_writes_them(run: Run) -> None:
    def there() -> bool:
        return any(thread.name == "checkpoint-writer" for thread in threading.enumerate())

    writer = CheckpointWriter(run)
    assert not there()
    writer.submit(Snapshot(1, {"a": b"a"}, {}))
    assert there()
    writer.close()
    assert not there()
    CheckpointWriter(run).close()


class FullStorage(CheckpointStore):
    """Storage without room."""

    def __init__(self) -> None:
        pass

    def save(self, uuid: str, directory: Path, metadata: Any, origin: Any = None) -> Any:
        raise StorageError("Checkpoint storage is full. Make room.")


def test_storage_without_room_fails_the_run_but_not_for_good(run: Run) -> None:
    run.checkpoints = FullStorage()
    writer = CheckpointWriter(run)
    writer.submit(Snapshot(1, {"a": b"a"}, {}))
    with pytest.raises(TrialFailure, match="Make room") as failure:
        writer.finish()
    assert (failure.value.kind, failure.value.restartable) == ("storage", True)
    writer.close()
    assert reports(run, "checkpoint") == []
