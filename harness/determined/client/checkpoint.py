"""A checkpoint that a master knows, and its files."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Optional

from determined.client.session import Session

METADATA_FILE = "metadata.json"


@dataclass
class Checkpoint:
    """What is known of a checkpoint; `validation` is `{"metrics": {…}, "state": …}` of the same batch."""

    uuid: str
    experiment_config: dict[str, Any]
    experiment_id: int
    trial_id: int
    hparams: dict[str, Any]
    batch_number: int
    start_time: Optional[str]
    end_time: Optional[str]
    resources: dict[str, int]
    validation: dict[str, Any]
    framework: str
    format: str
    determined_version: str
    metadata: dict[str, Any]
    model_name: Optional[str] = None
    model_version: Optional[int] = None
    _session: Optional[Session] = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, told: Mapping[str, Any], session: Session) -> Checkpoint:
        """From what the REST API says."""
        training, metadata = told["training"], dict(told.get("metadata") or {})
        metrics = (training.get("validationMetrics") or {}).get("avgMetrics") or {}
        return cls(
            uuid=told["uuid"],
            experiment_config=training.get("experimentConfig") or {},
            experiment_id=training["experimentId"],
            trial_id=training["trialId"],
            hparams=training.get("hparams") or {},
            batch_number=int(metadata.get("steps_completed", 0)),
            start_time=told.get("reportTime"),
            end_time=told.get("reportTime"),
            resources={name: int(size) for name, size in (told.get("resources") or {}).items()},
            validation={"metrics": metrics, "state": "COMPLETED" if metrics else None},
            framework=str(metadata.get("framework", "")),
            format=str(metadata.get("format", "")),
            determined_version=str(metadata.get("determined_version", "")),
            metadata=metadata,
            _session=session,
        )

    def __repr__(self) -> str:
        kind = f" · {self.framework} {self.format}" if self.framework else ""
        return f"Checkpoint {self.uuid} · trial {self.trial_id} · batch {self.batch_number}{kind}"

    def download(self, path: Optional[str] = None) -> str:
        """Brings the files to a directory, `checkpoints/UUID` unless told, and returns it; once is enough."""
        target = Path(path or Path("checkpoints", self.uuid))
        if target.exists() and not target.is_dir():
            raise ValueError(f"The checkpoint cannot be put at {target}: a file is there. Name a directory.")
        if (target / "digests.json").is_file():
            self._require_own(target)
            return str(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as directory:
            fresh = Path(directory, "files")
            self._fetch(fresh)
            self._describe(fresh)
            if target.is_dir():
                shutil.copytree(fresh, target, dirs_exist_ok=True)
            else:
                fresh.rename(target)
        return str(target)

    def add_metadata(self, metadata: Mapping[str, Any]) -> None:
        """Sets these keys on the master; others stay."""
        self._write({**self._now(), **metadata})

    def remove_metadata(self, keys: Iterable[str]) -> None:
        """Removes these keys on the master; those that are not there are no error."""
        gone = {keys} if isinstance(keys, str) else set(keys)
        self._write({key: value for key, value in self._now().items() if key not in gone})

    def load(self, path: Optional[str] = None, tags: Optional[Sequence[str]] = None, **_: Any) -> Any:
        """Downloads and loads the model; see `load_from_path`."""
        return self.load_from_path(self.download(path), tags)

    @staticmethod
    def load_from_path(path: str, tags: Optional[Sequence[str]] = None) -> Any:
        """The trained model in a downloaded checkpoint, of the framework that made it.

        Reading a checkpoint runs code that it holds: load only what you trust.
        """
        from determined.client.loading import load_model

        return load_model(Path(path), tags)

    @staticmethod
    def parse_metadata(directory: Path) -> dict[str, Any]:
        """What the metadata file of a downloaded checkpoint says."""
        return dict(json.loads((Path(directory) / METADATA_FILE).read_text()))

    def _now(self) -> dict[str, Any]:
        return dict(self._master().get(f"/api/v1/checkpoints/{self.uuid}")["checkpoint"]["metadata"])

    def _write(self, metadata: Mapping[str, Any]) -> None:
        body = {"checkpoint": {"uuid": self.uuid, "metadata": metadata}}
        told = self._master().send("POST", f"/api/v1/checkpoints/{self.uuid}/metadata", body)
        self.metadata = dict(told["checkpoint"]["metadata"])

    def _master(self) -> Session:
        assert self._session is not None, "a checkpoint that was made by hand has no master to come from"
        return self._session

    def _fetch(self, fresh: Path) -> None:
        storage = self.experiment_config.get("checkpoint_storage") or {}
        if storage.get("type") == "shared_fs":
            root = Path(storage.get("host_path", "/"), storage.get("storage_path") or "")
            if (root / self.uuid).is_dir():
                shutil.copytree(root / self.uuid, fresh)
                return
        _unpack(self._master().raw(f"/checkpoints/{self.uuid}", timeout=600.0).body, fresh)

    def _require_own(self, target: Path) -> None:
        """Refuses a directory with another checkpoint; one of an earlier version does not say whose it is."""
        file = target / METADATA_FILE
        there = self.parse_metadata(target).get("uuid", self.uuid) if file.is_file() else self.uuid
        if there != self.uuid:
            raise ValueError(
                f"{target} holds checkpoint {there}, so checkpoint {self.uuid} is not put there. "
                "Name another directory, or remove that one."
            )

    def _describe(self, fresh: Path) -> None:
        """Adds to the metadata what it needs to be loaded where no master is."""
        file = fresh / METADATA_FILE
        there = json.loads(file.read_text()) if file.is_file() else {}
        ours = {
            "uuid": self.uuid,
            "determined_version": self.determined_version,
            "framework": self.framework,
            "format": self.format,
            "experiment_id": self.experiment_id,
            "trial_id": self.trial_id,
            "hparams": self.hparams,
            "experiment_config": self.experiment_config,
            "metadata": self.metadata,
        }
        fresh_file = fresh / f".{METADATA_FILE}"
        fresh_file.write_text(json.dumps({**ours, **there}, indent=1) + "\n")
        fresh_file.replace(file)


def _unpack(archive: bytes, target: Path) -> None:
    target.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:*") as tar:
        for member in tar:
            parts = [part for part in PurePosixPath(member.name).parts if part != "."]
            if not parts or member.isdir():
                continue
            source = tar.extractfile(member)
            if ".." in parts or member.name.startswith("/") or source is None:
                raise ValueError(f"The archive of the checkpoint holds {member.name!r}, which is no file inside of it.")
            path = target.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(source, file)
