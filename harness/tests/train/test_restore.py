"""Which checkpoint a trial goes on from, and what is kept beside its state."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.core.code import Code
from determined.storage import DirectoryStorage
from determined.train import restore


def run_on(root: Path, latest: str | None, earlier: list[str]) -> Run:
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 0, {}, {}, root, latest, earlier_checkpoints=earlier)
    store = CheckpointStore(DirectoryStorage(root / "storage"))
    return Run(info, ReportSpool(root / "spool"), Preemption(root), store)


def save(run: Run, uuid: str) -> None:
    directory = run.checkpoint_dir / uuid
    directory.mkdir()
    (directory / "weights").write_text(uuid)
    run.checkpoints.save(uuid, directory, {})


def read(directory: Path) -> str:
    return (directory / "weights").read_text()


@pytest.mark.parametrize(
    ("damaged", "found"),
    [([], "third"), (["third"], "second"), (["third", "second"], "first"), (["third", "second", "first"], None)],
)
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: list[str], found: str | None
) -> None:
    run = run_on(tmp_path, "third", ["second", "first"])
    for uuid in ("first", "second", "third"):
        save(run, uuid)
    for uuid in damaged:
        (tmp_path / "storage" / uuid / "weights").write_text("other")
    with caplog.at_level(logging.INFO):
        assert restore(run, read) == found
    told = "\n".join(record.getMessage() for record in caplog.records)
    for uuid in damaged:
        assert f"Checkpoint {uuid} is corrupt: weights is not what was written" in told
    assert (f"going on from checkpoint {found}" if found else "it starts anew") in told
    assert not list(run.checkpoint_dir.iterdir())


def test_without_a_checkpoint_there_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    assert restore(run_on(tmp_path, None, []), read) is None


def test_the_code_is_the_working_directory_as_it_was_before_the_script_ran(tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "lib" / "__pycache__").mkdir(parents=True)
    for name in ("train.py", "lib/model.py", "lib/__pycache__/model.pyc"):
        (work / name).write_text(name)
    code = Code(work)
    (work / "best.weights.h5").write_text("written by the script")
    code.copy_into(tmp_path / "checkpoint")
    copied = tmp_path / "checkpoint" / "code"
    assert sorted(str(path.relative_to(copied)) for path in copied.rglob("*") if path.is_file()) == [
        "lib/model.py",
        "train.py",
    ]


def test_a_working_directory_larger_than_a_submission_is_not_copied(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "data").open("wb") as file:
        file.truncate(96 << 20)
    Code(tmp_path).copy_into(tmp_path / "checkpoint")
    assert "the working directory holds 96 MiB" in caplog.text
    assert not (tmp_path / "checkpoint").exists()
