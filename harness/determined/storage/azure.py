"""Checkpoints in Azure Blob Storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Optional

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from determined.storage.bucket import Bucket


class AzureBucket(Bucket):
    """A container, reached by a connection string or by the address of an account with a credential."""

    faults: ClassVar[tuple[type[Exception], ...]] = (OSError, AzureError)

    def __init__(
        self,
        container: str,
        connection_string: Optional[str] = None,
        account_url: Optional[str] = None,
        credential: Optional[str] = None,
    ) -> None:
        self.where = f"azure container {container}"
        self._container: Any = (
            ContainerClient.from_connection_string(connection_string, container)
            if connection_string
            else ContainerClient(str(account_url), container, credential=credential)
        )

    def put(self, key: str, source: Path) -> None:
        with source.open("rb") as file:
            self._container.upload_blob(key, file, overwrite=True, validate_content=True)

    def get(self, key: str, target: Path) -> bool:
        try:
            stream = self._container.download_blob(key)
        except ResourceNotFoundError:
            return False
        with target.open("wb") as file:
            stream.readinto(file)
        return True

    def list(self, prefix: str) -> Iterator[tuple[str, float]]:
        for blob in self._container.list_blobs(name_starts_with=prefix):
            yield blob.name, blob.last_modified.timestamp()

    def remove(self, key: str) -> None:
        try:
            self._container.delete_blob(key)
        except ResourceNotFoundError:
            return

    def forget_unfinished(self, prefix: str) -> None:
        """Azure drops blocks that were never committed by itself, after a week."""
