"""The packages of an environment, fast enough to be asked for at each start."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress

_DIST_INFO = re.compile(r"(.+?)-([^-]+)\.(?:dist-info|egg-info)$")


_seen: dict[str, tuple[int, list[tuple[str, str]]]] = {}


def installed() -> dict[str, str]:
    """`{name: version}` of what is on `sys.path`; the first of a name wins, as it does for an import."""
    found: dict[str, str] = {}
    for entry in sys.path:
        with suppress(OSError):
            for name, version in _listed(entry or "."):
                found.setdefault(name, version)
    return dict(sorted(found.items()))


def _listed(directory: str) -> list[tuple[str, str]]:
    """Read once, and again after a change."""
    changed = os.stat(directory).st_mtime_ns  # noqa: PTH116 - fast
    if _seen.get(directory, (0, []))[0] != changed:
        matches = map(_DIST_INFO.match, os.listdir(directory))  # noqa: PTH208 - names are enough, and fast
        _seen[directory] = changed, [(found[1].replace("_", "-").lower(), found[2]) for found in matches if found]
    return _seen[directory][1]
