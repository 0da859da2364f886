"""Where checkpoints live: one file a kind of storage, behind three methods."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from determined.storage.digest import Stored
from determined.storage.directory import DirectoryStorage


class Storage(Protocol):
    """Keeps whole directories under a uuid. A checkpoint is there completely or not at all."""

    def store(self, uuid: str, source: Path) -> Stored:
        """Takes over the files of `source`; raises StorageError when it cannot."""

    def fetch(self, uuid: str, into: Path) -> None:
        """Puts the files into the new directory `into`; CheckpointCorrupt when they are not what was stored."""

    def delete(self, uuid: str) -> None:
        """Removes a checkpoint; one that is not there is no error."""


def from_config(config: Mapping[str, Any]) -> Storage:
    """The storage that a `checkpoint_storage` section describes; ValueError with what to do when it cannot."""
    kind = config.get("type", "shared_fs")
    if kind == "shared_fs":
        return DirectoryStorage(shared_fs_root(config))
    if kind == "directory":
        return DirectoryStorage(Path(config["container_path"]))
    raise ValueError(
        f"checkpoint_storage.type {kind!r} is not known here. Checkpoints go to a directory that all nodes see: "
        "use shared_fs (with host_path) or directory (with container_path)."
    )


def shared_fs_root(config: Mapping[str, Any]) -> Path:
    """`host_path`, or `storage_path` below it."""
    host = Path(config["host_path"])
    below = config.get("storage_path") or config.get("tensorboard_path") or config.get("checkpoint_path")
    root = host / below if below else host
    if host.resolve() not in (root.resolve(), *root.resolve().parents):
        raise ValueError(
            f"checkpoint_storage.storage_path {below!r} leaves host_path {host}. Give a path below host_path."
        )
    return root


__all__ = ["DirectoryStorage", "Storage", "Stored", "from_config"]
