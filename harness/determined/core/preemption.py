"""What the master wants of a running trial: to checkpoint and stop, or to train further."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Optional

LENGTH_FILE = "length"


def read_length(run_dir: Path) -> Optional[dict[str, int]]:
    """The length that the supervisor last heard of, as `{"batches": 100}`."""
    try:
        length: dict[str, int] = json.loads((run_dir / LENGTH_FILE).read_text())
    except FileNotFoundError:
        return None
    return length


class Preemption:
    """Looks for the file that the supervisor makes; cheap enough to ask after every batch."""

    def __init__(self, run_dir: Path) -> None:
        self._path = str(run_dir / "preempt")
        self._seen = False

    def asked(self) -> bool:
        """True from the moment the trial shall finish its batch, checkpoint and end."""
        if not self._seen:
            self._seen = os.access(self._path, os.F_OK)  # a fifth of the time of a Path
        return self._seen
