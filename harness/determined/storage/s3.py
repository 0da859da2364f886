"""Checkpoints in S3, or in what speaks its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Optional

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from determined.storage.bucket import Bucket

_ABSENT = ("404", "NoSuchKey", "NotFound")


class S3Bucket(Bucket):
    """A bucket; without keys the usual chain of the library finds credentials (environment, files, instance)."""

    faults: ClassVar[tuple[type[Exception], ...]] = (OSError, Boto3Error, BotoCoreError, ClientError)

    def __init__(
        self,
        bucket: str,
        access_key: Optional[str] = None,
        secret_key: Optional[str] = None,
        endpoint_url: Optional[str] = None,
    ) -> None:
        self.where = f"s3://{bucket}"
        self._bucket = bucket
        self._client: Any = boto3.client(
            "s3",
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            endpoint_url=endpoint_url,
            config=Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=10),
        )

    def put(self, key: str, source: Path) -> None:
        """The library sends checksums along, and the other side refuses what does not fit them."""
        self._client.upload_file(str(source), self._bucket, key)

    def get(self, key: str, target: Path) -> bool:
        try:
            self._client.download_file(self._bucket, key, str(target))
        except ClientError as failure:
            if failure.response["Error"]["Code"] in _ABSENT:
                return False
            raise
        return True

    def list(self, prefix: str) -> Iterator[tuple[str, float]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"], found["LastModified"].timestamp()

    def remove(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key)

    def forget_unfinished(self, prefix: str) -> None:
        """Parts of a large file whose writer was killed are listed nowhere, and are paid for."""
        pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            for upload in page.get("Uploads", ()):
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"])
