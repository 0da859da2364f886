"""Context directories of nearly the limit, against the heap that a master has."""

from __future__ import annotations

import base64
import concurrent.futures
import io
import json
import os
import tarfile
from typing import Any

import pytest
from cluster import Cluster

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
PARTS = 5


def submission(content: bytes) -> dict[str, Any]:
    """Incompressible files of 94.5 MiB altogether."""
    size = len(content) // PARTS
    return {
        "config": json.dumps(
            {"name": "large", "entrypoint": "python3 x.py", "searcher": {"name": "single", "metric": "val_loss"}}
        ),
        "activate": False,
        "modelDefinition": [
            {
                "path": f"part{number}.bin",
                "type": 48,
                "mode": 420,
                "content": base64.b64encode(content[number * size : (number + 1) * size]).decode(),
            }
            for number in range(PARTS)
        ],
    }


def test_two_at_a_time_arrive_whole_and_the_master_lives(shared_cluster: Cluster) -> None:
    content = os.urandom(int(94.5 * MIB) // PARTS * PARTS)
    body = submission(content)
    master = shared_cluster.master_pid
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: shared_cluster.call("POST", "/api/v1/experiments", body), range(2)))
    for answer in answers:
        number = answer["experiment"]["id"]
        packed = base64.b64decode(shared_cluster.get(f"/api/v1/experiments/{number}/model_def")["b64Tgz"])
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            found = b"".join(tar.extractfile(name).read() for name in sorted(tar.getnames()))  # type: ignore[union-attr]
        assert found == content
    assert shared_cluster.master_pid == master
