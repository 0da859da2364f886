"""Each kind of storage, the clouds' by servers on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from storage_servers import serve

KINDS = ("directory", "s3", "gcs", "azure")


@pytest.fixture(scope="session", params=KINDS)
def config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The `checkpoint_storage` section of a storage that is there and empty."""
    with serve(request.param, tmp_path_factory.mktemp(request.param)) as section:
        yield section


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The files of a checkpoint."""
    directory = tmp_path / "made"
    (directory / "code" / "deep").mkdir(parents=True)
    (directory / "weights").write_bytes(os.urandom(9_000_000))
    (directory / "empty").write_bytes(b"")
    (directory / "code" / "deep" / "träin step.py").write_text("print('x')\n")
    return directory
