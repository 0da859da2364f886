"""The address of the master, in the one form that tokens are kept under."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Optional
from urllib.parse import urlsplit

from determined.errors import InvalidExperimentException

DEFAULT = "localhost:8080"
_PORTS = {"http": 80, "https": 443}


def master_address(given: Optional[str] = None, environ: Mapping[str, str] = os.environ) -> str:
    """`scheme://host:port[/path]` from `given`, else DET_MASTER, else DET_MASTER_ADDR, else localhost:8080."""
    return canonical(given or environ.get("DET_MASTER") or environ.get("DET_MASTER_ADDR") or DEFAULT)


def canonical(address: str) -> str:
    """Adds scheme and port: none means http and 8080, `http://` port 80, `https://` port 443."""
    text = address.strip()
    named = "://" in text
    url = urlsplit(text if named else f"http://{text}")
    try:
        port = url.port or (_PORTS.get(url.scheme, 0) if named else 8080)
    except ValueError:
        port = 0
    if url.scheme not in _PORTS or not url.hostname or not port:
        raise InvalidExperimentException(
            f"The master address {address!r} cannot be read: it is no host, host:port or http(s) URL. "
            "Write it like localhost:8080 or https://host:8443; it comes from master_url or from DET_MASTER."
        )
    if url.username or url.query or url.fragment:
        raise InvalidExperimentException(
            f"The master address {address!r} holds more than scheme, host, port and path. "
            "Leave user names, queries and fragments out; sign in by `det user login`."
        )
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return f"{url.scheme}://{host}:{port}{url.path.rstrip('/')}"
