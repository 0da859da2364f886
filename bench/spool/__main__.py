"""Memory that a training process holds for its reports: a row for every batch, as fast as they can be made."""

from __future__ import annotations

import pathlib
import sys
import tempfile
import tracemalloc

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "harness")]

from determined.core import ReportSpool  # noqa: E402
from determined.train import BatchLog, LoopSettings, Pace, Plan  # noqa: E402
from table import show  # noqa: E402

ALLOWED = 20.0
METRICS = 8


def main() -> None:
    batches = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    row = {f"metric_{number}": 1 / 3 for number in range(METRICS)}
    with tempfile.TemporaryDirectory() as directory:
        settings = LoopSettings.of({"searcher": {"max_length": {"batches": batches}}}, None)
        plan = Plan.of(settings, Pace(1000, 32), batches)
        tracemalloc.start()
        log = BatchLog(ReportSpool(pathlib.Path(directory)), plan, 0, dict)
        log.start()
        for step in range(1, batches + 1):
            log.append((step, dict(row)))
            if step % 1000 == 0:
                log.flush()  # as an epoch's end does
        log.close()
        held, most = (size / 2**20 for size in tracemalloc.get_traced_memory())
        spooled = sum(path.stat().st_size for path in pathlib.Path(directory).rglob("*") if path.is_file()) / 2**20
    head = ["batches", "metrics each", "on disk", "held at the end", "held at most", "allowed"]
    cells = [f"{batches:,}", str(METRICS), f"{spooled:.0f} MB", f"{held:.1f} MB", f"{most:.1f} MB", f"{ALLOWED:.0f} MB"]
    show("Memory for the reports of a run", head, [cells])


if __name__ == "__main__":
    main()
