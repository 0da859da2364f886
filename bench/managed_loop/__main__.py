"""The managed loop against the same script's plain loop, reporting every batch: every Keras, Estimator, PyTorch."""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from figures import told  # noqa: E402
from table import median, show  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ALLOWED = {"small": 1.05, "large": 1.01}


# (name, environment, script)
LOOPS = [
    ("keras2", "keras2", "pairs.py"),
    ("keras3", "keras3", "pairs.py"),
    ("keras3 jax", "frameworks", "pairs.py"),
    ("keras3 torch", "frameworks", "pairs.py"),
    ("estimator", "keras2", "estimator_pairs.py"),
    ("pytorch", "lightning", "torch_pairs.py"),
]


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    rows = []
    chosen = [loop for loop in LOOPS if not sys.argv[2:] or loop[0] in sys.argv[2:]]
    for name, environment, script in chosen:
        for size, allowed in ALLOWED.items():
            found = told(environment, HERE / script, size, pairs, name=name)
            for kind in sorted(found[0].keys() - {"plain"}, reverse=True):
                ratios = [pair[kind] / pair["plain"] for pair in found]
                rows.append(
                    [
                        name if kind == "managed" else f"{name}, by {kind}",
                        f"{median([pair['plain'] for pair in found]):.3f} ms",
                        f"{median([pair[kind] for pair in found]):.3f} ms",
                        f"{median(ratios):.3f} ({min(ratios):.2f} to {max(ratios):.2f})",
                        f"{allowed:.2f}" if kind == "managed" else "",
                    ]
                )
    show(f"Managed loop, {pairs} pairs in turn, medians", ["", "plain", "managed", "ratio", "allowed"], rows)


if __name__ == "__main__":
    main()
