"""Signed-in requests to a master, with a sentence for everything that can go wrong."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any, Optional

from determined.client.tokens import TokenStore
from determined.client.transport import RETRY_STATUSES, Answer, Transport, TransportError
from determined.errors import MasterRefused, MasterUnreachable, NotAllowed

_SALT = "GubPEmmotfiK9TMD6Zdw"
TRIES = 6
FIRST_PAUSE = 0.5


def hashed(password: str) -> str:
    """What is sent for a password; the empty one stays empty."""
    return hashlib.sha512((_SALT + password).encode()).hexdigest() if password else ""


class Session:
    """A user at a master."""

    def __init__(self, transport: Transport, user: str) -> None:
        self._transport, self.user = transport, user
        self.master = transport.master

    def get(self, path: str, timeout: float = 60.0) -> Any:
        """What lies at the path."""
        return _accepted(self.raw(path, timeout), self.master, self.user)

    def raw(self, path: str, timeout: float = 60.0) -> Answer:
        """The answer as it came; NotAllowed or MasterRefused when it is none."""
        try:
            answer = self._transport.request("GET", path, timeout=timeout)
        except TransportError as failure:
            raise _unreachable(self.master, failure) from failure
        if not answer.ok:
            _accepted(answer, self.master, self.user)
        return answer

    def send(self, method: str, path: str, body: Mapping[str, Any], timeout: float = 60.0) -> Any:
        """Sends `body` once."""
        try:
            answer = self._transport.request(method, path, json.dumps(body).encode(), timeout)
        except TransportError as failure:
            raise _unreachable(self.master, failure) from failure
        return _accepted(answer, self.master, self.user)

    def post(self, path: str, body: Mapping[str, Any], timeout: float = 300.0) -> Any:
        """Sends `body` until the master has answered it; it must be safe to take twice."""
        data = json.dumps(body).encode()
        pause = FIRST_PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._transport.request("POST", path, data, timeout)
            except TransportError as failure:
                if attempt == TRIES:
                    raise _unreachable(self.master, failure) from failure
            else:
                if answer.status not in RETRY_STATUSES:
                    return _accepted(answer, self.master, self.user)
                if attempt == TRIES:
                    raise MasterUnreachable(
                        f"The master at {self.master} is not ready: {answer.message()}. Nothing was submitted that "
                        "this run knows of. Try again; see `det status` and the master's log."
                    )
            time.sleep(pause)
            pause *= 2
        raise AssertionError("unreachable")


def sign_in(master: str, environ: Mapping[str, str] = os.environ, store: Optional[TokenStore] = None) -> Session:
    """By the token store, else by DET_USER with DET_USER_TOKEN or DET_PASS, else as `determined` without password."""
    tokens = store or TokenStore.standard(environ)
    asked = environ.get("DET_USER") or None
    kept = tokens.token(master, asked)
    if kept is not None:
        session = _try_token(master, *kept)
        if session is not None:
            return session
        tokens.forget(master, kept[0])
    if asked and environ.get("DET_USER_TOKEN"):
        session = _try_token(master, asked, environ["DET_USER_TOKEN"])
        if session is not None:
            return session
        raise NotAllowed(
            f"The token in DET_USER_TOKEN is not valid at {master}. Set a new one, or `det user login {asked}`."
        )
    return _log_in(master, asked, environ.get("DET_PASS"), kept is not None, tokens)


def _try_token(master: str, user: str, token: str) -> Optional[Session]:
    transport = Transport(master, {"Authorization": f"Bearer {token}"})
    answer = _first_contact(transport, "GET", "/api/v1/me", None)
    if answer.ok:
        return Session(transport, user)
    if answer.status == 401:
        return None
    _accepted(answer, master, user)
    return None


def _log_in(master: str, asked: Optional[str], password: Optional[str], expired: bool, store: TokenStore) -> Session:
    user = asked or "determined"
    body = {"username": user, "password": hashed(password or ""), "isHashed": True}
    answer = _first_contact(Transport(master, {}), "POST", "/api/v1/auth/login", json.dumps(body).encode())
    if answer.ok:
        token = str(answer.json()["token"])
        store.save(master, user, token)
        return Session(Transport(master, {"Authorization": f"Bearer {token}"}), user)
    if answer.status not in (401, 403):
        _accepted(answer, master, user)
    if password is not None:
        why = f"the password in DET_PASS is not that of {user!r}"
    elif expired:
        why = "the token kept for this master is not valid any more"
    else:
        why = f"there is no token for it, and {user!r} has a password"
    raise NotAllowed(
        f"Not signed in at {master}: {why} ({answer.message()}). Sign in by `det -m {master} user login {user}`, "
        "then run the script again."
    )


def _first_contact(transport: Transport, method: str, path: str, body: Optional[bytes]) -> Answer:
    pause = FIRST_PAUSE
    for attempt in range(1, TRIES + 1):
        try:
            answer = transport.request(method, path, body)
        except ConnectionRefusedError as failure:
            raise _unreachable(transport.master, failure) from failure
        except TransportError as failure:
            if attempt == TRIES or isinstance(failure, TimeoutError) or "resolution" in str(failure):
                raise _unreachable(transport.master, failure) from failure
        else:
            if answer.status not in RETRY_STATUSES or attempt == TRIES:
                return answer
        time.sleep(pause)
        pause *= 2
    raise AssertionError("unreachable")


def _accepted(answer: Answer, master: str, user: str) -> Any:
    if answer.ok:
        return answer.json()
    if answer.status in (401, 403):
        raise NotAllowed(
            f"{user!r} may not do this at {master}: {answer.message()}. "
            "Sign in as someone who may: `det user login NAME`."
        )
    what = "does not have that" if answer.status == 404 else "refused the request"
    raise MasterRefused(f"The master {what}: {answer.message()}", answer.status)


def _unreachable(master: str, failure: BaseException) -> MasterUnreachable:
    why = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return MasterUnreachable(
        f"No master answers at {master}: {why}. Start one by `det up`, or name yours in master_url or DET_MASTER; "
        "`det status` shows what runs here."
    )
