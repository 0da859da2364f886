"""Saving and restoring checkpoints of a trial."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from determined.core.trial_info import TrialInfo
from determined.storage import Storage, from_config

logger = logging.getLogger("determined")

METADATA_FILE = "metadata.json"


@dataclass(frozen=True)
class SavedCheckpoint:
    """What to announce of a checkpoint that is complete in storage."""

    resources: dict[str, int]
    metadata: dict[str, Any]


class CheckpointStore:
    """Checkpoints in the experiment's storage. Nothing here reports: announce with `reports.checkpoint` afterwards."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @classmethod
    def from_config(cls, info: TrialInfo) -> CheckpointStore:
        """The store of the experiment's `checkpoint_storage`."""
        return cls(from_config(info.config.get("checkpoint_storage") or {}))

    def save(
        self, uuid: str, directory: Path, metadata: Mapping[str, Any], origin: Optional[Mapping[str, Any]] = None
    ) -> SavedCheckpoint:
        """Takes over `directory` (it is gone afterwards), adds `metadata.json`, and returns what to announce.

        The file also holds `origin`, by which the checkpoint can be loaded where no master is.

        Complete in storage when this returns; StorageError otherwise, and then nothing is left there.
        May run on a thread of its own.
        """
        (directory / METADATA_FILE).write_text(json.dumps({**metadata, **(origin or {})}, indent=1) + "\n")
        stored = self._storage.store(uuid, directory)
        return SavedCheckpoint(stored.resources, {**metadata, "digest": stored.digest})

    def restore(self, uuid: str, into: Path) -> dict[str, Any]:
        """Fetches a checkpoint into the new directory `into`, verified, and returns its metadata.

        CheckpointCorrupt when it is not there or not what was written.
        """
        self._storage.fetch(uuid, into)
        metadata: Optional[dict[str, Any]] = None
        if (into / METADATA_FILE).is_file():
            metadata = json.loads((into / METADATA_FILE).read_text())
        return metadata or {}

    def check(self) -> None:
        """Raises StorageError when checkpoints cannot be written, before an hour of training shows it.

        Also clears what writers that were killed long ago left there.
        """
        self._storage.check()
        for uuid in self._storage.clear_leftovers():
            logger.info("removed what was left of checkpoint %s, whose writer was killed", uuid)
