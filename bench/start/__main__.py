"""From the import of the framework to the first batch: a trial against the bare script, which are the same lines."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from table import median, show, spread  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = pathlib.Path(os.environ.get("RESOLUTE_ENVIRONMENTS", ROOT / ".envs"))
ALLOWED = 1.15
COLUMNS = [("keras2", "keras2"), ("keras3", "keras3"), ("keras3 jax", "frameworks"), ("keras3 torch", "frameworks")]


def seconds(name: str, environment: str, kind: str) -> float:
    backend = {"KERAS_BACKEND": name.split()[1]} if " " in name else {}
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            [ENVIRONMENTS / environment / "bin" / "python", HERE / "first_batch.py", kind, directory],
            env={**os.environ, "PYTHONPATH": str(ROOT / "harness"), "TF_CPP_MIN_LOG_LEVEL": "3", **backend},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(json.loads(done.stdout.splitlines()[-1]))


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
