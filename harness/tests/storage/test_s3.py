"""What only S3 has."""

from __future__ import annotations

from pathlib import Path

from storage_servers import serve

from determined.storage import from_config


def test_uploads_that_were_begun_and_never_ended_are_given_back(tmp_path: Path) -> None:
    with serve("s3", tmp_path) as config:
        storage = from_config(config)
        client, bucket = storage.bucket._client, config["bucket"]
        storage._put_text(storage._mark("begun"), "begun")
        client.create_multipart_upload(Bucket=bucket, Key=storage._key("begun", "weights"))
        assert client.list_multipart_uploads(Bucket=bucket)["Uploads"]
        assert storage.clear_leftovers(older_than=-5) == ["begun"]
        assert not client.list_multipart_uploads(Bucket=bucket).get("Uploads")
