"""Checkpoints in a directory of a file system: written beside, synced, then renamed into place."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from determined.errors import CheckpointCorrupt, StorageError
from determined.storage.digest import (
    DAY,
    DIGEST_FILE,
    Stored,
    directory_digest,
    list_files,
    verify,
    without,
    write_digests,
)


class DirectoryStorage:
    """`ROOT/<uuid>/`; while it is being written `ROOT/.<uuid>.partial/`, which nobody takes for a checkpoint."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def store(self, uuid: str, source: Path) -> Stored:
        """Copies `source` (by hard links where it can), with the SHA-256 of each file, and renames it into place."""
        partial = self.root / f".{uuid}.partial"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(source, partial, copy_function=_link_or_copy)
            write_digests(partial)
            _sync_tree(partial)
            partial.rename(self.root / uuid)
            _sync(self.root)
        except OSError as failure:
            shutil.rmtree(partial, ignore_errors=True)
            raise StorageError(
                f"Checkpoint {uuid} could not be written to {self.root}: {failure.strerror or failure}. "
                f"Make room or make the directory writable; see `df -h {self.root}`."
            ) from failure
        shutil.rmtree(source, ignore_errors=True)
        return Stored(list_files(self.root / uuid), directory_digest(self.root / uuid))

    def fetch(self, uuid: str, into: Path) -> None:
        """Copies the files and verifies what was copied."""
        stored = self.root / uuid
        if not (stored / DIGEST_FILE).is_file():
            what = "it has no list of digests" if stored.is_dir() else "it is not there"
            raise CheckpointCorrupt(uuid, what, str(stored))
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(stored, into)
        fault = verify(into)
        if fault:
            raise CheckpointCorrupt(uuid, fault, str(stored))

    def delete(self, uuid: str) -> None:
        """Removes the directory in one step as seen from outside, and what a killed writer left of it."""
        gone = self.root / f".{uuid}.partial"
        try:
            if _is_there(self.root / uuid):
                _remove_tree(gone)
                (self.root / uuid).rename(gone)
            _remove_tree(gone)
        except OSError as failure:
            raise _not_removed(uuid, self.root, failure) from failure

    def remove(self, uuid: str, paths: Sequence[str]) -> None:
        """Takes the files off the list of digests first: what is left verifies at every moment."""
        stored = self.root / uuid
        listed = stored / DIGEST_FILE
        try:
            if listed.is_file():
                fresh = stored / f".{DIGEST_FILE}"
                fresh.write_text(without(listed.read_text(), paths))
                fresh.replace(listed)
            for path in paths:
                if not path.endswith("/"):
                    (stored / path).unlink(missing_ok=True)
            for path in sorted(paths, key=len, reverse=True):
                if path.endswith("/") and (stored / path).is_dir() and not any((stored / path).iterdir()):
                    (stored / path).rmdir()
        except (OSError, ValueError, KeyError) as failure:
            raise _not_removed(uuid, self.root, failure) from failure

    def clear_leftovers(self, older_than: float = DAY) -> list[str]:
        """Removes what writers left that began more than so many seconds ago and never ended; returns the uuids."""
        limit = time.time() - older_than
        old = [path for path in self.root.glob(".*.partial") if path.is_dir() and path.stat().st_mtime <= limit]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return [path.name[1 : -len(".partial")] for path in old]

    def check(self) -> None:
        """Writes a small file without a name, so that a storage that cannot be used is found before training."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root) as probe:
                probe.write(b"probe")
        except OSError as failure:
            raise StorageError(
                f"Checkpoint storage {self.root} cannot be written: {failure.strerror or failure}. "
                "Make it writable for this user, or set checkpoint_storage.host_path to a directory that is."
            ) from failure


def _is_there(path: Path) -> bool:
    """Unlike `exists`, does not take what cannot be looked at for gone."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _remove_tree(path: Path) -> None:
    if _is_there(path):
        shutil.rmtree(path)


def _not_removed(uuid: str, root: Path, failure: Exception) -> StorageError:
    return StorageError(
        f"Checkpoint {uuid} could not be removed from {root}: {failure}. Make the directory writable for the "
        "cluster's user; it is tried again."
    )


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _sync_tree(directory: Path) -> None:
    for parent, _, names in os.walk(directory, topdown=False):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
