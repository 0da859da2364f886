"""Checkpoint storage: all or nothing, and verified."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HARNESS, wait_until

from determined.core import CheckpointStore
from determined.errors import CheckpointCorrupt, StorageError
from determined.storage import DirectoryStorage, from_config


def checkpoint(path: Path) -> Path:
    (path / "code").mkdir(parents=True)
    (path / "weights").write_bytes(os.urandom(100_000))
    (path / "code" / "train.py").write_text("x")
    return path


def test_a_checkpoint_comes_back_as_it_was(tmp_path):
    store = CheckpointStore(DirectoryStorage(tmp_path / "storage"))
    made = checkpoint(tmp_path / "made")
    weights = (made / "weights").read_bytes()
    saved = store.save("u1", made, {"steps_completed": 5})
    assert not made.exists()
    assert saved.resources["weights"] == 100_000
    assert saved.resources["code/"] == 0
    assert len(saved.metadata["digest"]) == 64
    assert store.restore("u1", tmp_path / "back") == {"steps_completed": 5}
    assert (tmp_path / "back" / "weights").read_bytes() == weights


@pytest.mark.parametrize("damage", ["change", "remove", "digests", "everything"])
def test_a_damaged_checkpoint_is_not_restored(tmp_path, damage):
    root = tmp_path / "storage"
    store = CheckpointStore(DirectoryStorage(root))
    store.save("u1", checkpoint(tmp_path / "made"), {})
    if damage == "change":
        data = bytearray((root / "u1" / "weights").read_bytes())
        data[50_000] ^= 1
        (root / "u1" / "weights").write_bytes(data)
    elif damage == "remove":
        (root / "u1" / "code" / "train.py").unlink()
    elif damage == "digests":
        (root / "u1" / "digests.json").write_text("{")
    else:
        DirectoryStorage(root).delete("u1")
    with pytest.raises(CheckpointCorrupt, match="u1"):
        store.restore("u1", tmp_path / "back")


def test_a_process_killed_while_it_writes_leaves_nothing_that_looks_like_a_checkpoint(tmp_path):
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from determined.storage import DirectoryStorage\nroot = pathlib.Path(sys.argv[2])\n"
        "for n in range(10**6):\n"
        "    made = root / 'made'; made.mkdir(exist_ok=True)\n"
        "    for k in range(20): (made / str(k)).write_bytes(b'x' * 10000)\n"
        "    DirectoryStorage(root / 'storage').store(f'u{n}', made)\n"
    )
    for wanted in (1, 3, 6):
        (tmp_path / str(wanted)).mkdir()
        process = subprocess.Popen([sys.executable, "-c", code, str(HARNESS), str(tmp_path / str(wanted))])
        storage = tmp_path / str(wanted) / "storage"
        wait_until(lambda storage=storage, wanted=wanted: len(list(storage.glob("u*"))) >= wanted)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for stored in storage.glob("u*"):
            DirectoryStorage(storage).fetch(stored.name, tmp_path / "back")


def test_a_storage_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    storage = DirectoryStorage(tmp_path / "file" / "below")
    with pytest.raises(StorageError, match="Make it writable"):
        storage.check()
    with pytest.raises(StorageError, match="could not be written"):
        storage.store("u1", checkpoint(tmp_path / "made"))
    assert (tmp_path / "made" / "weights").exists()


def test_a_storage_that_cannot_be_looked_into_is_not_taken_for_empty(tmp_path):
    storage = DirectoryStorage(tmp_path / "storage")
    storage.store("u1", checkpoint(tmp_path / "made"))
    (tmp_path / "storage").rename(tmp_path / "away")
    storage.delete("u1")  # nothing is there
    (tmp_path / "storage").write_text("in the way")
    with pytest.raises(StorageError, match=r"u1 could not be removed from .*/storage: .*Make the directory writable"):
        storage.delete("u1")
    assert (tmp_path / "away" / "u1" / "weights").exists()


def test_configurations_name_a_directory(tmp_path):
    host = str(tmp_path)
    assert from_config({"type": "shared_fs", "host_path": host}).root == tmp_path
    assert from_config({"host_path": host, "storage_path": "a"}).root == tmp_path / "a"
    assert from_config({"host_path": host, "storage_path": f"{host}/b"}).root == tmp_path / "b"
    assert from_config({"type": "directory", "container_path": host}).root == tmp_path
    with pytest.raises(ValueError, match="leaves host_path"):
        from_config({"host_path": host, "storage_path": "../x"})
    with pytest.raises(ValueError, match="not known"):
        from_config({"type": "tape", "bucket": "b"})


@pytest.mark.parametrize("kind", ["s3", "gcs", "azure"])
def test_a_library_that_is_not_there_is_named(kind):
    with pytest.raises(ValueError, match=rf"pip install 'resolute-determined\[{kind}\]'"):
        from_config({"type": kind, "bucket": "b", "container": "c"})
