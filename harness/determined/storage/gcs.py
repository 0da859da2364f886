"""Checkpoints in Google Cloud Storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import google.cloud.storage
from google.api_core.exceptions import GoogleAPIError, NotFound
from google.auth.exceptions import GoogleAuthError

from determined.storage.bucket import Bucket


class GcsBucket(Bucket):
    """A bucket; credentials are the application's default ones, as the library finds them."""

    faults: ClassVar[tuple[type[Exception], ...]] = (OSError, GoogleAPIError, GoogleAuthError)

    def __init__(self, bucket: str) -> None:
        self.where = f"gs://{bucket}"
        self._bucket: Any = google.cloud.storage.Client().bucket(bucket)

    def put(self, key: str, source: Path) -> None:
        self._bucket.blob(key).upload_from_filename(str(source), checksum="md5")

    def get(self, key: str, target: Path) -> bool:
        try:
            self._bucket.blob(key).download_to_filename(str(target))
        except NotFound:
            target.unlink(missing_ok=True)
            return False
        return True

    def list(self, prefix: str) -> Iterator[tuple[str, float]]:
        for blob in self._bucket.list_blobs(prefix=prefix):
            yield blob.name, blob.updated.timestamp()

    def remove(self, key: str) -> None:
        try:
            self._bucket.blob(key).delete()
        except NotFound:
            return

    def forget_unfinished(self, prefix: str) -> None:
        """Google forgets an upload that was never finished by itself, after a week, and nobody pays for it."""
