"""The packages of an environment, fast enough to be asked for at each start."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress

_DIST_INFO = re.compile(r"(.+?)-([^-]+)\.(?:dist-info|egg-info)$")


def installed() -> dict[str, str]:
    """`{name: version}` of what is on `sys.path`; the first of a name wins, as it does for an import."""
    found: dict[str, str] = {}
    for entry in sys.path:
        with suppress(OSError):
            for name in os.listdir(entry or "."):  # noqa: PTH208 - names are enough, and fast
                match = _DIST_INFO.match(name)
                if match:
                    found.setdefault(match[1].replace("_", "-").lower(), match[2])
    return dict(sorted(found.items()))
