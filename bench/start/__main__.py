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


def seconds(name: str, environment: str, kind: str) -> float:
    with tempfile.TemporaryDirectory() as directory:
        return float(told(environment, HERE / "first_batch.py", kind, directory, name=name))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    rows = []
    for name, environment in COLUMNS:
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        pairs = [[seconds(name, environment, kind) for kind in ("plain", "managed")] for _ in range(rounds)]
        plain, managed = zip(*pairs, strict=True)
        ratio = median([after / before for before, after in pairs])
        rows.append([name, spread(plain, "s"), spread(managed, "s"), f"{ratio:.2f}", f"{ALLOWED:.2f}"])
    head = ["", "bare", "managed", "ratio", "allowed"]
    show(f"From the framework's import to the first batch, {rounds} starts in turn", head, rows)


if __name__ == "__main__":
    main()
