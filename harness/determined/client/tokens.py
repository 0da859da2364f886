"""The file in which this person's tokens lie, one for each master and user; other clients of the API share it."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional


class TokenStore:
    """`auth.json`, format 2: `{version, masters: {url: {active_user, tokens: {user: token}}}}`; writers lock it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def standard(cls, environ: Mapping[str, str] = os.environ) -> TokenStore:
        """Where every client looks."""
        debug = environ.get("DET_DEBUG_CONFIG_PATH")
        if debug:
            return cls(Path(debug, "auth.json"))
        base = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME") or Path.home(), ".config")
        return cls(Path(base, "determined", "auth.json"))

    def token(self, master: str, user: Optional[str] = None) -> Optional[tuple[str, str]]:
        """User and token for this master: of `user`, else of the active user."""
        entry = self._masters().get(master) or {}
        name = user or entry.get("active_user")
        found = (entry.get("tokens") or {}).get(name)
        return (str(name), str(found)) if found else None

    def save(self, master: str, user: str, token: str) -> None:
        """Keeps a token and makes its user the active one."""
        with self._changed(master) as entry:
            entry["tokens"] = {**(entry.get("tokens") or {}), user: token}
            entry["active_user"] = user

    def forget(self, master: str, user: str) -> None:
        """Drops the token of a user."""
        with self._changed(master) as entry:
            tokens = dict(entry.get("tokens") or {})
            tokens.pop(user, None)
            entry["tokens"] = tokens
            if entry.get("active_user") == user:
                del entry["active_user"]

    def _masters(self) -> dict[str, Any]:
        try:
            masters = json.loads(self._file.read_text()).get("masters")
        except (OSError, ValueError, AttributeError):
            return {}
        return masters if isinstance(masters, dict) else {}

    @contextmanager
    def _changed(self, master: str) -> Iterator[dict[str, Any]]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{self._file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            masters = self._masters()
            entry = dict(masters.get(master) or {})
            yield entry
            masters[master] = entry
            descriptor, fresh = tempfile.mkstemp(dir=self._file.parent, prefix="auth", suffix=".json")
            with os.fdopen(descriptor, "w") as file:
                file.write(json.dumps({"version": 2, "masters": masters}) + "\n")
            Path(fresh).replace(self._file)
        finally:
            os.close(lock)
