"""How long a checkpoint of a model of 500 MB keeps training waiting, against a bare save to the same disk."""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from figures import told  # noqa: E402
from table import median, spread  # noqa: E402
from table import show as table  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ALLOWED = 0.5
SAVES = [("torch.save", "frameworks", "torch_saves.py"), ("model.save", "keras3", "keras_saves.py")]


def main() -> None:
    megabytes, times = (*sys.argv[1:], "500", "5")[:2]
    rows = []
    for name, environment, script in SAVES:
        found = told(environment, HERE / script, megabytes, times)
        ratio = median(found["managed"]) / median(found["plain"])
        rows.append(
            [name, spread(found["plain"], "s"), spread(found["managed"], "s"), f"{ratio:.2f}", f"{ALLOWED:.2f}"]
        )
    head = ["", "bare", "training waits", "ratio", "allowed"]
    table(f"A checkpoint of {megabytes} MB, {times} times in turn", head, rows)


if __name__ == "__main__":
    main()
