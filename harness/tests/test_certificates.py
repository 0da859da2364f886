"""Certificates, against a real server that speaks TLS with one it signed itself."""

from __future__ import annotations

import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from determined.client.transport import Transport
from determined.errors import InvalidExperimentException


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for the name cluster.test, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "cert.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cluster.test"]
    name = ["-addext", "subjectAltName=DNS:cluster.test", "-keyout", str(key), "-out", str(file)]
    subprocess.run([*request, *name], check=True, capture_output=True)
    return file, key


@pytest.fixture(scope="module")
def url(certificate):
    """The address of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    """This person's own settings do not count."""
    for name in ("DET_MASTER_CERT_FILE", "DET_MASTER_CERT_NAME"):
        monkeypatch.delenv(name, raising=False)


def status(url):
    transport = Transport(url, {})
    try:
        return transport.request("GET", "/info").status
    finally:
        transport.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(url):
    with pytest.raises(ssl.SSLCertVerificationError):
        status(url)


def test_the_named_file_vouches_for_the_name_it_is_made_out_for(url, certificate, monkeypatch):
    monkeypatch.setenv("DET_MASTER_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("DET_MASTER_CERT_NAME", "cluster.test")
    assert status(url) == 200


def test_and_for_no_other_name(url, certificate, monkeypatch):
    monkeypatch.setenv("DET_MASTER_CERT_FILE", str(certificate[0]))
    with pytest.raises(ssl.SSLCertVerificationError):
        status(url)
    monkeypatch.setenv("DET_MASTER_CERT_NAME", "other.test")
    with pytest.raises(ssl.SSLCertVerificationError):
        status(url)


def test_noverify_takes_any(url, monkeypatch):
    monkeypatch.setenv("DET_MASTER_CERT_FILE", "noverify")
    assert status(url) == 200


def test_a_file_that_is_not_there_is_named(url, tmp_path, monkeypatch):
    monkeypatch.setenv("DET_MASTER_CERT_FILE", str(tmp_path / "gone.pem"))
    with pytest.raises(InvalidExperimentException, match=r"gone\.pem.*DET_MASTER_CERT_FILE"):
        status(url)
