"""From `kill -9` of the training process to the first batch that no run had begun, against torchrun --max-restarts.

Both run the same lines, checkpoint as often, and are killed in the middle between two checkpoints. torchrun looks
after its worker as often as it does by itself.
"""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "bench")]

from cluster import Cluster, eventually  # noqa: E402
from figures import ENVIRONMENTS  # noqa: E402
from searches import submit  # noqa: E402
from table import median, show, spread  # noqa: E402

PYTHON = ENVIRONMENTS / "frameworks" / "bin" / "python"
ALLOWED = 0.5
EVERY = 40


class Killed:
    """A training that notes its batches in a file."""

    def __init__(self, notes: pathlib.Path) -> None:
        self._notes = notes

    def seconds(self) -> float:
        """Kills it in the middle between two checkpoints, the second or a later one of its run."""
        first = self._last()[0]
        batch, _, pid = eventually(
            self._last,
            lambda last: last[0] > first + 2 * EVERY and last[0] % EVERY == EVERY // 2,
            120,
            "a batch to kill in",
        )
        began = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        last = max(noted for noted, _, _ in self._all())
        assert last >= batch
        eventually(lambda: self._last()[0], lambda noted: noted > last + EVERY, 120, "the training to go on")
        return next(at for noted, at, _ in self._all() if noted > last) - began

    def _all(self) -> list[tuple[int, float, int]]:
        words = [line.split() for line in self._notes.read_text().splitlines()] if self._notes.exists() else []
        return [(int(batch), float(at), int(pid)) for batch, at, pid in words]

    def _last(self) -> tuple[int, float, int]:
        return (self._all() or [(-1, 0.0, 0)])[-1]


def torchrun(kills: int) -> list[float]:
    with tempfile.TemporaryDirectory() as directory:
        words = ["--standalone", "--nproc-per-node=1", f"--max-restarts={kills + 2}", str(HERE / "train.py"), directory]
        log = pathlib.Path(directory, "log")
        with log.open("wb") as out:
            agent = subprocess.Popen([PYTHON.with_name("torchrun"), *words], stdout=out, stderr=out)
        try:
            training = Killed(pathlib.Path(directory, "notes"))
            return [training.seconds() for _ in range(kills)]
        except BaseException:
            print(log.read_text(), file=sys.stderr)
            raise
        finally:
            agent.send_signal(signal.SIGTERM)
            agent.wait(60)


def ours(kills: int) -> list[float]:
    with tempfile.TemporaryDirectory() as directory:
        cluster = Cluster(pathlib.Path(directory), slots=1)
        cluster.up()
        try:
            notes = pathlib.Path(directory, "notes")
            submit(cluster, HERE / "train.py", str(notes), python=PYTHON)
            training = Killed(notes)
            return [training.seconds() for _ in range(kills)]
        finally:
            cluster.destroy()


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    rounds = [(ours(kills), torchrun(kills)) for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1)]
    mine, theirs = ([second for round_ in rounds for second in round_[side]] for side in (0, 1))
    ratio = f"{median(mine) / median(theirs):.2f}"
    rows = [["ours", spread(mine, "s"), ratio, f"{ALLOWED:.2f}"], ["torchrun", spread(theirs, "s"), "", ""]]
    show(f"From kill -9 to the next new step, {len(mine)} kills", ["", "", "ratio", "allowed"], rows)


if __name__ == "__main__":
    main()
