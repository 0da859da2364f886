"""From the import of the framework to the first batch: a trial against the bare script, which are the same lines."""

from __future__ import annotations

import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from figures import told  # noqa: E402
from table import median, show, spread  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ALLOWED = 1.15
COLUMNS = [("keras2", "keras2"), ("keras3", "keras3"), ("keras3 jax", "frameworks"), ("keras3 torch", "frameworks")]


def seconds(name: str, environment: str, kind: str) -> tuple[float, float]:
    """Of the clock, and of the processors."""
    with tempfile.TemporaryDirectory() as directory:
        clock, processors = told(environment, HERE / "first_batch.py", kind, directory, name=name)
        return clock, processors


def row(name: str, environment: str, rounds: int) -> list[str]:
    pairs = []
    for kind in ("plain", "managed"):
        seconds(name, environment, kind)  # the first of all reads from the disk, and compiles
    for number in range(rounds):
        kinds = ("plain", "managed") if number % 2 else ("managed", "plain")
        pair = {kind: seconds(name, environment, kind) for kind in kinds}
        print(f"{name}: {pair}", file=sys.stderr, flush=True)
        pairs.append(pair)
    clocks = [spread([pair[kind][0] for pair in pairs], "s") for kind in ("plain", "managed")]
    ratios = [median([pair["managed"][part] / pair["plain"][part] for pair in pairs]) for part in (0, 1)]
    return [name, *clocks, *(f"{ratio:.2f}" for ratio in ratios), f"{ALLOWED:.2f}"]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    rows = [row(*column, rounds) for column in COLUMNS if not sys.argv[2:] or column[0] in sys.argv[2:]]
    head = ["", "bare", "managed", "ratio", "of processor time", "allowed"]
    show(f"From the framework's import to the first batch, {rounds} starts in turn", head, rows)


if __name__ == "__main__":
    main()
