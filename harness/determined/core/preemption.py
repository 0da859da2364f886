"""Whether this trial shall checkpoint and stop."""

from __future__ import annotations

import os
from pathlib import Path


class Preemption:
    """Looks for the file that the supervisor makes; cheap enough to ask after every batch."""

    def __init__(self, run_dir: Path) -> None:
        self._path = str(run_dir / "preempt")
        self._seen = False

    def asked(self) -> bool:
        """True from the moment the trial shall finish its batch, checkpoint and end."""
        if not self._seen:
            self._seen = os.path.exists(self._path)  # noqa: PTH110 - a third of the time of a Path
        return self._seen
