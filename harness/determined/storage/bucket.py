"""Checkpoints as objects in a bucket; what the kinds of buckets share."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
import uuid as uuids
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

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

logger = logging.getLogger("determined")

_PARTIAL = ".partial-"


class Bucket(ABC):
    """Objects by key. `faults` are what the kept library raises when the other side does not do as asked."""

    faults: ClassVar[tuple[type[Exception], ...]] = (OSError,)
    where: str

    @abstractmethod
    def put(self, key: str, source: Path) -> None:
        """Uploads a file; the object is there completely or not at all."""

    @abstractmethod
    def get(self, key: str, target: Path) -> bool:
        """Downloads an object; false when there is none of that key."""

    @abstractmethod
    def list(self, prefix: str) -> Iterator[tuple[str, float]]:
        """Keys that begin with `prefix`, and when each was written, in seconds since 1970."""

    @abstractmethod
    def remove(self, key: str) -> None:
        """Removes an object; one that is not there is no error."""

    @abstractmethod
    def forget_unfinished(self, prefix: str) -> None:
        """Gives back what uploads below `prefix` hold that were never finished."""


class BucketStorage:
    """`PREFIX/<uuid>/...`, with the list of digests as the last object written: what lacks it is no checkpoint.

    While one is written, `PREFIX/.partial-<uuid>` says so, and lets what a killed writer left be found.
    """

    def __init__(self, bucket: Bucket, prefix: str = "") -> None:
        self.bucket = bucket
        self._root = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def store(self, uuid: str, source: Path) -> Stored:
        """Uploads all files, verified by the other side, then the list of their digests."""
        try:
            write_digests(source)
            stored = Stored(list_files(source), directory_digest(source))
            self._put_text(self._mark(uuid), uuid)
            for path in sorted(source.rglob("*")):
                if path.is_file() and path.name != DIGEST_FILE:
                    self.bucket.put(self._key(uuid, path.relative_to(source).as_posix()), path)
            self.bucket.put(self._key(uuid, DIGEST_FILE), source / DIGEST_FILE)
            self.bucket.remove(self._mark(uuid))
        except self.bucket.faults as failure:
            raise StorageError(
                f"Checkpoint {uuid} could not be written to {self.bucket.where}: {_words(failure)}. "
                "See that it exists, that the credentials may write to it, and that it can be reached from here."
            ) from failure
        shutil.rmtree(source, ignore_errors=True)
        return stored

    def fetch(self, uuid: str, into: Path) -> None:
        """Downloads the files that the list of digests names, and verifies them."""
        where = f"{self.bucket.where}/{self._root}{uuid}"
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        try:
            if not self.bucket.get(self._key(uuid, DIGEST_FILE), into / DIGEST_FILE):
                there = next(self.bucket.list(self._key(uuid, "")), None)
                raise CheckpointCorrupt(uuid, "it has no list of digests" if there else "it is not there", where)
            for name in _names(into / DIGEST_FILE):
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                self.bucket.get(self._key(uuid, name), into / name)
        except self.bucket.faults as failure:
            raise StorageError(
                f"Checkpoint {uuid} could not be read from {self.bucket.where}: {_words(failure)}. "
                "See that the credentials may read from it, and that it can be reached from here."
            ) from failure
        fault = verify(into)
        if fault:
            raise CheckpointCorrupt(uuid, fault, where)

    def delete(self, uuid: str) -> None:
        """Removes the list of digests first: from then on it is no checkpoint, whatever happens to the rest."""
        try:
            self._delete(uuid)
            self.bucket.remove(self._mark(uuid))
        except self.bucket.faults as failure:
            raise StorageError(
                f"Checkpoint {uuid} could not be removed from {self.bucket.where}: {_words(failure)}. "
                "See that the credentials may delete there; it is tried again."
            ) from failure

    def remove(self, uuid: str, paths: Sequence[str]) -> None:
        """Takes the files off the list of digests first: what is left verifies at every moment."""
        faults: tuple[type[Exception], ...] = (*self.bucket.faults, ValueError, KeyError)
        try:
            with tempfile.TemporaryDirectory() as directory:
                listed = Path(directory, DIGEST_FILE)
                if self.bucket.get(self._key(uuid, DIGEST_FILE), listed):
                    listed.write_text(without(listed.read_text(), paths))
                    self.bucket.put(self._key(uuid, DIGEST_FILE), listed)
            for path in paths:
                if not path.endswith("/"):
                    self.bucket.remove(self._key(uuid, path))
        except faults as failure:
            raise StorageError(
                f"Files of checkpoint {uuid} could not be removed from {self.bucket.where}: {_words(failure)}. "
                "See that the credentials may delete there; it is tried again."
            ) from failure

    def check(self) -> None:
        """Writes and removes a small object, so that a storage that cannot be used is found before training."""
        probe = f"{self._root}.probe-{uuids.uuid4()}"
        try:
            self._put_text(probe, "probe")
            self.bucket.remove(probe)
        except self.bucket.faults as failure:
            raise StorageError(
                f"Checkpoint storage {self.bucket.where} cannot be written: {_words(failure)}. "
                "See that it exists, that the credentials may write to it, and that it can be reached from here."
            ) from failure

    def clear_leftovers(self, older_than: float = DAY) -> list[str]:
        """Removes what writers left that began more than so many seconds ago and never ended; returns the uuids."""
        limit = time.time() - older_than
        cleared = []
        for mark, written in list(self.bucket.list(f"{self._root}{_PARTIAL}")):
            if written > limit:
                continue
            uuid = mark[len(self._root) + len(_PARTIAL) :]
            if not any(
                key == self._key(uuid, DIGEST_FILE) for key, _ in self.bucket.list(self._key(uuid, DIGEST_FILE))
            ):
                self._delete(uuid)
                cleared.append(uuid)
            self.bucket.remove(mark)
        return cleared

    def _delete(self, uuid: str) -> None:
        self.bucket.remove(self._key(uuid, DIGEST_FILE))
        self.bucket.forget_unfinished(self._key(uuid, ""))
        for key, _ in list(self.bucket.list(self._key(uuid, ""))):
            self.bucket.remove(key)

    def _key(self, uuid: str, name: str) -> str:
        return f"{self._root}{uuid}/{name}"

    def _mark(self, uuid: str) -> str:
        return f"{self._root}{_PARTIAL}{uuid}"

    def _put_text(self, key: str, text: str) -> None:
        descriptor, name = tempfile.mkstemp()
        try:
            os.write(descriptor, text.encode())
            os.close(descriptor)
            self.bucket.put(key, Path(name))
        finally:
            Path(name).unlink()


def _names(digests: Path) -> list[str]:
    """The files that a list of digests names; none when it cannot be read, which `verify` then says."""
    try:
        return [str(name) for name in json.loads(digests.read_text())["sha256"]]
    except (ValueError, KeyError):
        return []


def _words(failure: Exception) -> str:
    return " ".join(str(failure).split())[:300]
