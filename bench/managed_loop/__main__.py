"""The managed loop against the same script's plain loop, reporting every batch: every Keras, Estimator, PyTorch."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from table import median, show  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = pathlib.Path(os.environ.get("RESOLUTE_ENVIRONMENTS", ROOT / ".envs"))
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


def measure(name: str, environment: str, script: str, size: str, pairs: int) -> list[dict]:
    backend = {"KERAS_BACKEND": name.split()[1]} if " " in name else {}
    done = subprocess.run(
        [ENVIRONMENTS / environment / "bin" / "python", HERE / script, size, str(pairs)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "harness"), "TF_CPP_MIN_LOG_LEVEL": "3", **backend},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    rows = []
    chosen = [loop for loop in LOOPS if not sys.argv[2:] or loop[0] in sys.argv[2:]]
    for name, environment, script in chosen:
        for size, allowed in ALLOWED.items():
            found = measure(name, environment, script, size, pairs)
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
