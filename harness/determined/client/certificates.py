"""Which master is believed to be one: DET_MASTER_CERT_FILE and DET_MASTER_CERT_NAME."""

from __future__ import annotations

import http.client
import os
import ssl
from collections.abc import Mapping

from determined.errors import InvalidExperimentException


class NamedConnection(http.client.HTTPSConnection):
    """HTTPS to a host whose certificate is made out for another name."""

    def __init__(self, host: str, port: int, timeout: float, environ: Mapping[str, str] = os.environ) -> None:
        self._trust = trust(environ)
        self._name = environ.get("DET_MASTER_CERT_NAME") or host
        super().__init__(host, port, timeout=timeout, context=self._trust)

    def connect(self) -> None:
        """Opens the connection and checks the certificate against the name."""
        http.client.HTTPConnection.connect(self)
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=self._name)


def trust(environ: Mapping[str, str] = os.environ) -> ssl.SSLContext:
    """What the system trusts; or the certificates of the named file alone; or anything when it is `noverify`."""
    file = environ.get("DET_MASTER_CERT_FILE")
    if file == "noverify":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        return ssl.create_default_context(cafile=file or None)
    except OSError as failure:
        raise InvalidExperimentException(
            f"The master's certificate {file!r} cannot be read: {failure.strerror or failure}. "
            "Set DET_MASTER_CERT_FILE to a file in PEM form, to `noverify`, or to nothing."
        ) from failure
