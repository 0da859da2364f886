"""The registry: models, which are names under which checkpoints are kept as numbered versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Optional
from urllib.parse import quote, urlencode

from determined.client.checkpoint import Checkpoint
from determined.client.session import Session


class ModelSortBy(Enum):
    """What a list of models is sorted by."""

    UNSPECIFIED = 0
    NAME = 1
    DESCRIPTION = 2
    CREATION_TIME = 4
    LAST_UPDATED_TIME = 5


class ModelOrderBy(Enum):
    """Which end of a list comes first."""

    ASCENDING = 1
    DESCENDING = 2


_ORDERS = {ModelOrderBy.ASCENDING: "ORDER_BY_ASC", ModelOrderBy.DESCENDING: "ORDER_BY_DESC"}


@dataclass
class Model:
    """A model of the registry, as the master last told it."""

    name: str
    description: str
    creation_time: str
    last_updated_time: str
    metadata: dict[str, Any]
    _session: Session = field(repr=False, compare=False)

    @classmethod
    def of(cls, told: Mapping[str, Any], session: Session) -> Model:
        """From what the REST API says."""
        return cls(
            name=told["name"],
            description=told["description"],
            creation_time=told["creationTime"],
            last_updated_time=told["lastUpdatedTime"],
            metadata=dict(told.get("metadata") or {}),
            _session=session,
        )

    def get_version(self, version: int = 0) -> Optional[Checkpoint]:
        """The checkpoint that is this version; without a number the newest, or None when there is none."""
        if version > 0:
            return self._checkpoint(self._session.get(f"{self._path}/versions/{version}")["modelVersion"])
        return next(iter(self._versions("?limit=1")), None)

    def get_versions(self, order_by: ModelOrderBy = ModelOrderBy.DESCENDING) -> list[Checkpoint]:
        """All its versions, the newest first unless told."""
        return self._versions(f"?limit=0&orderBy={_ORDERS[order_by]}")

    def register_version(self, checkpoint_uuid: str) -> Checkpoint:
        """Makes a complete checkpoint the next version; it is never collected from then on."""
        body = {"checkpointUuid": checkpoint_uuid}
        return self._checkpoint(self._session.send("POST", f"{self._path}/versions", body)["modelVersion"])

    def add_metadata(self, metadata: Mapping[str, Any]) -> None:
        """Sets these keys; others stay."""
        self._write({**self._now(), **metadata})

    def remove_metadata(self, keys: Iterable[str]) -> None:
        """Removes these keys; those that are not there are no error."""
        gone = {keys} if isinstance(keys, str) else set(keys)
        self._write({key: value for key, value in self._now().items() if key not in gone})

    def to_json(self) -> dict[str, Any]:
        """What can be written as JSON."""
        return {
            "name": self.name,
            "description": self.description,
            "creation_time": self.creation_time,
            "last_updated_time": self.last_updated_time,
            "metadata": self.metadata,
        }

    @property
    def _path(self) -> str:
        return f"/api/v1/models/{quote(self.name, safe='')}"

    def _versions(self, query: str) -> list[Checkpoint]:
        return [self._checkpoint(each) for each in self._session.get(f"{self._path}/versions{query}")["modelVersions"]]

    def _checkpoint(self, version: Mapping[str, Any]) -> Checkpoint:
        checkpoint = Checkpoint.of(version["checkpoint"], self._session)
        checkpoint.model_name, checkpoint.model_version = self.name, version["version"]
        return checkpoint

    def _now(self) -> dict[str, Any]:
        return dict(self._session.get(self._path)["model"]["metadata"] or {})

    def _write(self, metadata: Mapping[str, Any]) -> None:
        told = self._session.send("PATCH", self._path, {"metadata": metadata})["model"]
        self.metadata, self.last_updated_time = dict(told["metadata"]), told["lastUpdatedTime"]


def list_models(
    session: Session, sort_by: ModelSortBy, order_by: ModelOrderBy, name: str, description: str
) -> list[Model]:
    """All models whose name and description hold these texts."""
    query = {
        "limit": 0,
        "sortBy": f"SORT_BY_{sort_by.name}",
        "orderBy": _ORDERS[order_by],
        "name": name,
        "description": description,
    }
    return [Model.of(each, session) for each in session.get(f"/api/v1/models?{urlencode(query)}")["models"]]
