"""`python -m determined.run.storage`: removes or fetches checkpoints for the master.

Reads one JSON object from standard input: `storage`, a `checkpoint_storage` section, and either `remove`, a list of
`{"uuid", "paths"}` (no paths: all), or `fetch`, a list of `{"uuid", "into"}`. Answers one line a checkpoint, in their
order: `{"uuid", "error": null | "..."}`. Status 3: the storage cannot be opened here, for want of a library or of sense
in the section; the last line of standard error says which.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

from determined.errors import CheckpointCorrupt, StorageError
from determined.storage import Storage, from_config

CANNOT_OPEN = 3


def main() -> int:
    """Returns the exit status."""
    request = json.load(sys.stdin)
    try:
        storage = from_config(request["storage"])
    except (ValueError, KeyError) as fault:
        print(f"The checkpoint storage cannot be used: {fault}", file=sys.stderr)
        return CANNOT_OPEN
    for asked in request.get("remove") or request.get("fetch") or ():
        print(json.dumps({"uuid": asked["uuid"], "error": _do(storage, asked)}), flush=True)
    return 0


def _do(storage: Storage, asked: Mapping[str, Any]) -> Optional[str]:
    try:
        if "into" in asked:
            storage.fetch(asked["uuid"], Path(asked["into"]))
        elif asked["paths"]:
            storage.remove(asked["uuid"], asked["paths"])
        else:
            storage.delete(asked["uuid"])
    except (StorageError, CheckpointCorrupt, OSError) as fault:
        return str(fault) or type(fault).__name__
    return None


if __name__ == "__main__":
    sys.exit(main())
