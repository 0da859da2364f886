"""The user's code as it was when the trial began; checkpoints carry a copy of it."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

logger = logging.getLogger("determined")

LARGEST_BYTES = 95 * 1024 * 1024
CODE_DIRECTORY = "code"


class Code:
    """The files of the working directory at one moment: what the script writes later is not code."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: list[str] = []
        size = 0
        for parent, directories, names in os.walk(root):
            directories[:] = [name for name in directories if name != "__pycache__"]
            for name in names:
                path = Path(parent, name)
                if path.is_file() and not name.endswith((".pyc", ".pyo")):
                    self._files.append(str(path.relative_to(root)))
                    size += path.stat().st_size
        if size > LARGEST_BYTES:
            logger.warning(
                "checkpoints are kept without the code: the working directory holds %d MiB, and at most %d are copied",
                size >> 20,
                LARGEST_BYTES >> 20,
            )
            self._files = []

    def copy_into(self, directory: Path) -> None:
        """Copies what is still there."""
        for name in self._files:
            source, target = self._root / name, directory / CODE_DIRECTORY / name
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
