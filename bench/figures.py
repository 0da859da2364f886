"""Scripts that benchmarks run with the interpreter of an environment."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENVIRONMENTS = pathlib.Path(os.environ.get("RESOLUTE_ENVIRONMENTS", ROOT / ".envs"))


def told(environment: str, script: pathlib.Path, *words: object, name: str = "") -> Any:
    """What the last line that a script printed says in JSON; a second word of `name` is the back end of Keras."""
    backend = {"KERAS_BACKEND": name.split()[1]} if " " in name else {}
    # Frameworks come compiled; so does ours, after its first start.
    given = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [ENVIRONMENTS / environment / "bin" / "python", script, *map(str, words)],
        env={**given, "PYTHONPATH": str(ROOT / "harness"), "TF_CPP_MIN_LOG_LEVEL": "3", **backend},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
