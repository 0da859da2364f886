"""HTTP to one master over a connection that is kept, by the standard library."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional
from urllib.parse import urlsplit

from determined.client.certificates import NamedConnection

TransportError = (OSError, http.client.HTTPException)
RETRY_STATUSES = (502, 503, 504)


@dataclass(frozen=True)
class Answer:
    """Status and body of a response."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the master did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON; an empty mapping when it is none."""
        try:
            return json.loads(self.body) if self.body else {}
        except ValueError:
            return {}

    def message(self) -> str:
        """The master's sentence about a failure."""
        body = self.json()
        error = body.get("error", body) if isinstance(body, dict) else body
        if isinstance(error, dict):
            error = error.get("error") or error.get("message") or error
        return str(error) if error else f"HTTP status {self.status}"


class Transport:
    """Requests to one master; not for several threads at once. Raises what `TransportError` lists."""

    def __init__(self, master: str, headers: Mapping[str, str]) -> None:
        self.master = master
        self._url = urlsplit(master)
        self._headers = dict(headers)
        self._connection: Optional[http.client.HTTPConnection] = None

    def request(self, method: str, path: str, body: Optional[bytes] = None, timeout: float = 30.0) -> Answer:
        """One request; repeated once at once when a connection kept from before turns out to be closed."""
        kept = self._connection is not None
        try:
            return self._send(method, path, body, timeout)
        except (ConnectionError, http.client.RemoteDisconnected, http.client.CannotSendRequest):
            self.close()
            if not kept:
                raise
            return self._send(method, path, body, timeout)

    def close(self) -> None:
        """Gives the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: Optional[bytes], timeout: float) -> Answer:
        connection = self._connection or self._open(timeout)
        self._connection = connection
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, self._url.path.rstrip("/") + path, body=body, headers=headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
            if response.will_close:
                self.close()
            return answer
        except BaseException:
            self.close()
            raise

    def _open(self, timeout: float) -> http.client.HTTPConnection:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "https":
            return NamedConnection(host, self._url.port or 443, timeout)
        return http.client.HTTPConnection(host, self._url.port or 80, timeout=timeout)
