"""SHA-256 of each file of a checkpoint, kept beside the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

DIGEST_FILE = "digests.json"
DAY = 86400.0


@dataclass(frozen=True)
class Stored:
    """What is in storage: `{relative path: bytes}` and one digest for the whole."""

    resources: dict[str, int]
    digest: str


def write_digests(directory: Path) -> None:
    """Writes the digests of all files below `directory` into it."""
    files = {path.relative_to(directory).as_posix(): file_digest(path) for path in _files(directory)}
    (directory / DIGEST_FILE).write_text(json.dumps({"sha256": files}, indent=1, sort_keys=True) + "\n")


def without(digests: str, paths: Collection[str]) -> str:
    """A list of digests that no longer names these files."""
    kept = {name: digest for name, digest in json.loads(digests)["sha256"].items() if name not in paths}
    return json.dumps({"sha256": kept}, indent=1, sort_keys=True) + "\n"


def directory_digest(directory: Path) -> str:
    """One digest for the whole: that of the list of digests."""
    return file_digest(directory / DIGEST_FILE)


def verify(directory: Path) -> Optional[str]:
    """What is wrong with the files, in words, or None when all are as they were written."""
    try:
        expected = json.loads((directory / DIGEST_FILE).read_text())["sha256"]
    except (ValueError, KeyError):
        return f"{DIGEST_FILE} cannot be read"
    for name, digest in expected.items():
        if not (directory / name).is_file():
            return f"{name} is missing"
        if file_digest(directory / name) != digest:
            return f"{name} is not what was written"
    return None


def list_files(directory: Path) -> dict[str, int]:
    """Every file with its size, every directory with a trailing slash and 0, relative and sorted."""
    found = {}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        found[name + "/" if path.is_dir() else name] = 0 if path.is_dir() else path.stat().st_size
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _files(directory: Path) -> list[Path]:
    return [path for path in sorted(directory.rglob("*")) if path.is_file() and path.name != DIGEST_FILE]
