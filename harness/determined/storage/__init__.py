"""Where checkpoints live: one file a kind of storage, behind three methods."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional, Protocol

from determined.storage.bucket import Bucket, BucketStorage
from determined.storage.digest import DAY, Stored
from determined.storage.directory import DirectoryStorage


class Storage(Protocol):
    """Keeps whole directories under a uuid. A checkpoint is there completely or not at all."""

    def store(self, uuid: str, source: Path) -> Stored:
        """Takes over the files of `source`; raises StorageError when it cannot."""

    def fetch(self, uuid: str, into: Path) -> None:
        """Puts the files into the new directory `into`; CheckpointCorrupt when they are not what was stored."""

    def delete(self, uuid: str) -> None:
        """Removes a checkpoint; one that is not there is no error."""

    def remove(self, uuid: str, paths: Sequence[str]) -> None:
        """Removes some files of a checkpoint and their digests; those that are not there are no error."""

    def check(self) -> None:
        """Raises StorageError when nothing can be written there."""

    def clear_leftovers(self, older_than: float = DAY) -> list[str]:
        """Removes what killed writers left, by default after a day, and returns the uuids of what it was."""


def from_config(config: Mapping[str, Any]) -> Storage:
    """The storage that a `checkpoint_storage` section describes; ValueError with what to do when it cannot."""
    kind = config.get("type", "shared_fs")
    if kind == "shared_fs":
        return DirectoryStorage(shared_fs_root(config))
    if kind == "directory":
        return DirectoryStorage(Path(config["container_path"]))
    if kind in _BUCKETS:
        return BucketStorage(_bucket(kind, config), str(config.get("prefix") or ""))
    raise ValueError(
        f"checkpoint_storage.type {kind!r} is not known here. Use shared_fs (with host_path), directory (with "
        "container_path), s3 or gcs (with bucket), or azure (with container)."
    )


_BUCKETS = {
    "s3": ("S3Bucket", ("bucket", "access_key", "secret_key", "endpoint_url")),
    "gcs": ("GcsBucket", ("bucket",)),
    "azure": ("AzureBucket", ("container", "connection_string", "account_url", "credential")),
}


def _bucket(kind: str, config: Mapping[str, Any]) -> Bucket:
    name, keys = _BUCKETS[kind]
    try:
        module = importlib.import_module(f"determined.storage.{kind}")
    except ImportError as missing:
        raise ValueError(
            f"checkpoint_storage.type {kind!r} needs a library that {sys.executable} does not have ({missing}). "
            f"Install it there: pip install 'resolute-determined[{kind}]'."
        ) from missing
    made: Bucket = getattr(module, name)(**{key: config[key] for key in keys if config.get(key) is not None})
    return made


def local_root(config: Mapping[str, Any]) -> Optional[Path]:
    """The directory of a storage that is one; None for buckets."""
    kind = config.get("type", "shared_fs")
    if kind == "directory":
        return Path(config["container_path"])
    return shared_fs_root(config) if kind == "shared_fs" and "host_path" in config else None


def shared_fs_root(config: Mapping[str, Any]) -> Path:
    """`host_path`, or `storage_path` below it."""
    host = Path(config["host_path"])
    below = config.get("storage_path") or config.get("tensorboard_path") or config.get("checkpoint_path")
    if not below:
        return host
    root: Path = host / below
    if host.resolve() not in (root.resolve(), *root.resolve().parents):
        raise ValueError(
            f"checkpoint_storage.storage_path {below!r} leaves host_path {host}. Give a path below host_path."
        )
    return root


__all__ = ["BucketStorage", "DirectoryStorage", "Storage", "Stored", "from_config", "local_root"]
