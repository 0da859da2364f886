"""The audit of `make chaos` finds what it is there to find."""

from __future__ import annotations

import contextlib
import copy
import email.message
import pathlib
import random
import sys
import urllib.error
from typing import Any

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "chaos"), str(HERE.parent / "harness")]

from audit import audit, fold  # noqa: E402
from determined.storage import DirectoryStorage  # noqa: E402
from faults import Scene, pause_and_activate  # noqa: E402

BATCHES = 6


class RecordedCluster:
    """What a cluster would answer after a search of one trial, for a test to spoil."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory, self.data, self.master_pid = directory, directory / "data", -1
        self.storage = DirectoryStorage(directory / "storage")
        (directory / "storage" / "cluster" / "tensorboard").mkdir(parents=True)
        (directory / "source").mkdir()
        (directory / "source" / "state").write_text("whole")
        self.storage.store("uuid-1", directory / "source")
        self.lines = [f"[2026-01-01] run 1 batch {batch}" for batch in range(1, BATCHES + 1)]
        rows = [{"loss": 1 / batch, "fold": fold(batch)} for batch in range(1, BATCHES + 1)]
        self.reports = [
            {"totalBatches": 3, "metrics": {"batchMetrics": rows[:3]}},
            {"totalBatches": 6, "metrics": {"batchMetrics": rows[3:]}},
        ]
        self.validations = [{"totalBatches": 6, "metrics": {"avgMetrics": {"fold": fold(6)}}}]
        self.listed = [{"id": 1, "state": "STATE_COMPLETED", "taskIds": ["1.task"]}]

    def trials(self, experiment: int) -> list[dict[str, Any]]:
        return self.listed

    def training(self, trial: int) -> list[dict[str, Any]]:
        return self.reports

    def log(self, trial: int) -> list[str]:
        return self.lines

    def get(self, path: str) -> Any:
        if "workloads" in path:
            return {"workloads": [{"validation": row} for row in self.validations]}
        if "checkpoints" in path:
            return {"checkpoints": [{"uuid": "uuid-1", "state": "STATE_COMPLETED"}]}
        if path.endswith("master"):
            return {"clusterId": "cluster"}
        storage = {"type": "shared_fs", "host_path": str(self.storage.root)}
        return {"experiment": {"config": {"checkpoint_storage": storage}}}


@pytest.fixture
def cluster(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> RecordedCluster:
    monkeypatch.setattr("audit.SETTLE_SECONDS", 0.2)
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "1.1").write_text("".join(f"{batch}\n" for batch in range(1, BATCHES + 1)))
    return RecordedCluster(tmp_path)


def findings(cluster: RecordedCluster, silenced: tuple[str, ...] = ()) -> list[str]:
    scene = Scene(cluster, random.Random(1), 1, silenced=set(silenced))  # type: ignore[arg-type]
    return audit(scene, 1, BATCHES, cluster.directory / "truth")


def test_a_search_without_fault_is_found_so(cluster: RecordedCluster) -> None:
    assert findings(cluster) == []


def test_a_lost_and_a_doubled_batch_are_found(cluster: RecordedCluster) -> None:
    lost = copy.deepcopy(cluster.reports[1])
    del lost["metrics"]["batchMetrics"][0]
    cluster.reports[1] = lost
    assert "lost: [4]" in findings(cluster)[0]
    cluster.reports[1] = cluster.reports[0]
    assert "doubled: [1, 2, 3]" in "".join(findings(cluster))


def test_a_batch_trained_from_the_wrong_checkpoint_is_found(cluster: RecordedCluster) -> None:
    cluster.reports[0]["metrics"]["batchMetrics"][1]["fold"] += 1
    cluster.validations[0]["metrics"]["avgMetrics"]["fold"] += 1
    assert [finding.split(" is stored")[0] for finding in findings(cluster)] == [
        "trial 1: batch 2",
        "trial 1: validation at 6",
    ]


@pytest.mark.parametrize("spoil", [lambda lines: lines.pop(2), lambda lines: lines.insert(2, lines[2])])
def test_a_lost_and_a_doubled_line_are_found(cluster: RecordedCluster, spoil: Any) -> None:
    spoil(cluster.lines)
    assert "the log of run 1" in findings(cluster)[0]
    assert "the log of run 1" in findings(cluster, silenced=("1.task.1",))[0]


def test_only_the_last_lines_may_be_lost_and_only_with_their_supervisor(cluster: RecordedCluster) -> None:
    del cluster.lines[4:]
    assert findings(cluster) != []
    assert findings(cluster, silenced=("1.task.1",)) == []


def test_a_damaged_and_an_unknown_checkpoint_are_found(cluster: RecordedCluster) -> None:
    (cluster.storage.root / "uuid-1" / "state").write_text("spoilt")
    (cluster.storage.root / ".uuid-2.partial").mkdir()
    found = findings(cluster)
    assert "uuid-1 is corrupt" in found[0]
    assert "uuid-2.partial, which nobody knows" in found[1]


def test_a_trial_that_failed_or_is_missing_is_found(cluster: RecordedCluster) -> None:
    cluster.listed[0]["state"] = "STATE_ERROR"
    assert "STATE_ERROR" in findings(cluster)[0]
    cluster.listed.clear()
    assert "there are 0 trials" in findings(cluster)[0]


@pytest.mark.parametrize("state", ["STATE_COMPLETED", "STATE_PAUSED"])
def test_a_search_that_ends_while_it_is_paused_is_no_finding(
    cluster: RecordedCluster, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    def call(method: str, path: str) -> None:
        if path.endswith("activate"):
            raise urllib.error.HTTPError(path, 404, "Not Found", email.message.Message(), None)

    monkeypatch.setattr(cluster, "call", call, raising=False)
    monkeypatch.setattr(cluster, "state", lambda experiment: state, raising=False)
    monkeypatch.setattr("faults.time.sleep", lambda seconds: None)
    scene = Scene(cluster, random.Random(1), 1)  # type: ignore[arg-type]
    with contextlib.nullcontext() if state == "STATE_COMPLETED" else pytest.raises(urllib.error.HTTPError):
        pause_and_activate(scene)
