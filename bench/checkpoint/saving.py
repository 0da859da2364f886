"""What the checkpoints of every framework are measured by: `python SCRIPT MEGABYTES TIMES`, seconds as JSON."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from determined.core import Run, TrialInfo
from determined.errors import StopLoadingImplementation

WIDTH = 1024
LAYERS = max(1, int(sys.argv[1]) * 1_000_000 // (WIDTH * WIDTH * 4))
TIMES = int(sys.argv[2])


def compare(
    loop_class: type, method: str, plain: Callable[[Any, pathlib.Path], None], train: Callable[[Run], None]
) -> None:
    """Prints how long training waits for `method` of the loop, and how long a bare save into a directory takes."""
    found: dict[str, list[float]] = {"plain": [], "managed": []}
    original = getattr(loop_class, method)

    def timed(loop: Any, ended: bool = False) -> None:
        began = time.perf_counter()
        original(loop, ended)
        found["managed"].append(time.perf_counter() - began)
        loop.writer.finish()
        with tempfile.TemporaryDirectory(dir=directory) as bare:
            began = time.perf_counter()
            plain(loop, pathlib.Path(bare))
            found["plain"].append(time.perf_counter() - began)

    setattr(loop_class, method, timed)
    with tempfile.TemporaryDirectory() as directory:
        config = {
            "searcher": {"name": "single", "metric": "loss", "max_length": {"batches": TIMES}},
            "min_checkpoint_period": {"batches": 1},
            "checkpoint_policy": "none",
            "hyperparameters": {},
            "checkpoint_storage": {"type": "shared_fs", "host_path": directory},
        }
        run = Run.open(TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, pathlib.Path(directory)))
        with contextlib.suppress(StopLoadingImplementation):
            train(run)
    print(json.dumps(found))
