"""What every storage promises: all or nothing, verified, nothing left of a killed writer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo
from determined.errors import CheckpointCorrupt, StorageError
from determined.storage import BucketStorage, from_config
from determined.train import restore

HARNESS = Path(__file__).resolve().parents[2]


def everything(storage: Any) -> set[str]:
    """Every file that the storage holds, as `uuid/name` or what stands for an unfinished one."""
    if isinstance(storage, BucketStorage):
        return {key[len(storage._root) :] for key, _ in storage.bucket.list(storage._root)}
    return {path.relative_to(storage.root).as_posix() for path in storage.root.rglob("*") if path.is_file()}


def replace(storage: Any, name: str, content: bytes | None, tmp_path: Path) -> None:
    """Damages a file where it is kept."""
    if not isinstance(storage, BucketStorage):
        (storage.root / name).unlink()
        if content is not None:
            (storage.root / name).write_bytes(content)
        return
    storage.bucket.remove(storage._root + name)
    if content is not None:
        (tmp_path / "damaged").write_bytes(content)
        storage.bucket.put(storage._root + name, tmp_path / "damaged")


def test_a_checkpoint_comes_back_as_it_was(config: dict[str, Any], made: Path, tmp_path: Path) -> None:
    store = CheckpointStore(from_config(config))
    store.check()
    shutil.copytree(made, tmp_path / "copy")
    saved = store.save("whole", made, {"steps_completed": 5})
    assert not made.exists()
    assert saved.resources["weights"] == 9_000_000
    assert saved.resources["code/deep/"] == 0
    assert len(saved.metadata["digest"]) == 64
    assert store.restore("whole", tmp_path / "back") == {"steps_completed": 5}
    for path in (tmp_path / "copy").rglob("*"):
        if path.is_file():
            assert (tmp_path / "back" / path.relative_to(tmp_path / "copy")).read_bytes() == path.read_bytes()
    assert {name.split("/")[0] for name in everything(from_config(config))} == {"whole"}
    from_config(config).delete("whole")
    from_config(config).delete("whole")
    assert everything(from_config(config)) == set()


@pytest.mark.parametrize("damage", ["changed", "removed", "no digests", "bad digests", "never there"])
def test_a_damaged_checkpoint_is_not_given_out(config: dict[str, Any], made: Path, tmp_path: Path, damage: str) -> None:
    storage = from_config(config)
    storage.store("damaged", made)
    if damage == "changed":
        replace(storage, "damaged/weights", b"x" * 9_000_000, tmp_path)
    elif damage == "removed":
        replace(storage, "damaged/weights", None, tmp_path)
    elif damage == "no digests":
        replace(storage, "damaged/digests.json", None, tmp_path)
    elif damage == "bad digests":
        replace(storage, "damaged/digests.json", b"{", tmp_path)
    else:
        storage.delete("damaged")
    with pytest.raises(CheckpointCorrupt, match="damaged"):
        storage.fetch("damaged", tmp_path / "back")
    storage.delete("damaged")


@pytest.mark.parametrize(("damage", "what"), [(b"x", "is not what was written"), (None, "is missing")])
def test_the_newest_one_damaged_a_trial_goes_on_from_the_one_before_and_says_so(
    config: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes | None, what: str
) -> None:
    storage = from_config(config)
    info = TrialInfo(1, 1, 2, "1.t", "1.t.2", 0, {}, {}, tmp_path / "run", "newest", earlier_checkpoints=["before"])
    run = Run(info, ReportSpool(tmp_path / "spool"), Preemption(tmp_path), CheckpointStore(storage))
    for uuid in ("before", "newest"):
        made = run.checkpoint_dir / uuid
        made.mkdir()
        (made / "weights").write_text(uuid)
        run.checkpoints.save(uuid, made, {})
    replace(storage, "newest/weights", damage, tmp_path)
    with caplog.at_level("INFO"):
        assert restore(run, lambda directory: (directory / "weights").read_text()) == "before"
    assert f"Checkpoint newest is corrupt: weights {what}" in caplog.text
    assert "The trial goes on from the one before it" in caplog.text
    for uuid in ("before", "newest"):
        storage.delete(uuid)
    run.reports.close()


WRITER = """
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
from determined.storage import from_config
storage, work = from_config(json.loads(sys.argv[2])), pathlib.Path(sys.argv[3])
for number in range(10**6):
    made = work / str(number)
    made.mkdir()
    for name in range(30):
        (made / str(name)).write_bytes(bytes([number % 256]) * 50_000)
    storage.store(f"{sys.argv[4]}-{number}", made)
    print(number, flush=True)
"""


@pytest.mark.parametrize("complete", [1, 3])
def test_a_killed_writer_leaves_nothing_that_is_taken_for_a_checkpoint_and_nothing_for_ever(
    config: dict[str, Any], tmp_path: Path, complete: int
) -> None:
    storage = from_config(config)
    bucket = isinstance(storage, BucketStorage)
    finished: set[str] = set()
    for attempt in range(50):
        name = f"killed{complete}.{attempt}"
        finished |= written_until_killed(storage, config, tmp_path / name, name, complete)
        if not bucket or in_the_middle(storage):
            break
    else:
        raise AssertionError("no writer was killed in the middle of a checkpoint")
    storage.clear_leftovers()
    left = everything(storage)
    assert storage.clear_leftovers(older_than=-5) or not bucket
    there = {name.split("/")[0] for name in everything(storage)}
    assert there >= finished
    assert everything(storage) <= left
    for uuid in there:
        storage.fetch(uuid, tmp_path / "back")
        storage.delete(uuid)
    assert everything(storage) == set()


def written_until_killed(storage: Any, config: dict[str, Any], work: Path, name: str, complete: int) -> set[str]:
    """The checkpoints that a process had written when it was killed, of a bucket's storage in the middle of the next.

    It is killed, not stopped to be looked at: a server that waits for the rest of its request may answer nobody else.
    """
    work.mkdir()
    command = [sys.executable, "-c", WRITER, str(HARNESS), json.dumps(config), str(work), name]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    try:
        for _ in range(complete):
            writer.stdout.readline()
        limit = time.monotonic() + 300
        while isinstance(storage, BucketStorage) and not in_the_middle(storage):
            assert time.monotonic() < limit, "no writer was seen in the middle of a checkpoint"
    finally:
        writer.kill()
        finished = complete + len(writer.stdout.read().splitlines())
        writer.wait()
    return {f"{name}-{number}" for number in range(finished)}


def in_the_middle(storage: BucketStorage) -> bool:
    """Whether files of a checkpoint are there and its list of digests is not."""
    names = everything(storage)
    begun = [name[len(".partial-") :] for name in names if name.startswith(".partial-")]
    return any(f"{uuid}/0" in names and f"{uuid}/digests.json" not in names for uuid in begun)


def test_files_go_and_what_is_left_is_still_whole(config: dict[str, Any], made: Path, tmp_path: Path) -> None:
    storage = from_config(config)
    storage.store("part", made)
    gone = ["weights", "code/deep/träin step.py", "code/", "code/deep/", "never there"]
    for _ in range(2):
        storage.remove("part", gone)
    assert everything(storage) == {"part/empty", "part/digests.json"}
    storage.fetch("part", tmp_path / "back")
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["digests.json", "empty"]
    storage.delete("part")
    storage.remove("part", gone)
    assert everything(storage) == set()


def test_what_a_killed_writer_left_of_one_checkpoint_goes_with_it_alone(config: dict[str, Any], made: Path) -> None:
    storage = from_config(config)
    if isinstance(storage, BucketStorage):
        for uuid in ("mine", "others"):
            storage._put_text(storage._mark(uuid), uuid)
            storage._put_text(storage._key(uuid, "weights"), "half")
        others = {".partial-others", "others/weights"}
    else:
        for uuid in ("mine", "others"):
            (storage.root / f".{uuid}.partial").mkdir()
            (storage.root / f".{uuid}.partial" / "weights").write_text("half")
        others = {".others.partial/weights"}
    storage.delete("mine")
    assert everything(storage) == others
    storage.delete("others")
    assert everything(storage) == set()


def test_the_master_removes_and_fetches_by_a_process(config: dict[str, Any], made: Path, tmp_path: Path) -> None:
    storage = from_config(config)
    for uuid in ("first", "second"):
        shutil.copytree(made, tmp_path / uuid)
        storage.store(uuid, tmp_path / uuid)
    into = str(tmp_path / "back")
    assert by_process(config, fetch=[{"uuid": "first", "into": into}]) == [{"uuid": "first", "error": None}]
    assert (tmp_path / "back" / "weights").read_bytes() == (made / "weights").read_bytes()
    asked = [{"uuid": "first", "paths": []}, {"uuid": "second", "paths": ["weights"]}, {"uuid": "third", "paths": []}]
    assert [answer["error"] for answer in by_process(config, remove=asked)] == [None, None, None]
    assert {name.split("/")[0] for name in everything(storage)} == {"second"}
    (answer,) = by_process(config, fetch=[{"uuid": "first", "into": into}])
    assert "it is not there" in answer["error"]
    storage.delete("second")


def by_process(config: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "determined.run.storage"],
        input=json.dumps({"storage": config, **asked}),
        env={**os.environ, "PYTHONPATH": str(HARNESS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_writer_at_work_is_left_alone(config: dict[str, Any], made: Path, tmp_path: Path) -> None:
    storage = from_config(config)
    if isinstance(storage, BucketStorage):
        storage._put_text(storage._mark("young"), "young")
    else:
        (storage.root / ".young.partial").mkdir()
    assert storage.clear_leftovers() == []
    assert storage.clear_leftovers(older_than=-5) == ["young"]
    assert storage.clear_leftovers(older_than=-5) == []


def test_a_storage_that_cannot_be_used_says_so_before_training(config: dict[str, Any], made: Path) -> None:
    wrong = {name: value + "-that-is-not-there" for name, value in config.items() if name in ("bucket", "container")}
    if not wrong:
        (made / "file").write_text("")
        wrong = {"container_path": str(made / "file" / "below")}
    storage = from_config({**config, **wrong})
    with pytest.raises(StorageError, match="cannot be written"):
        storage.check()
    with pytest.raises(StorageError, match="could not be written"):
        storage.store("refused", made)
    assert (made / "weights").exists()
