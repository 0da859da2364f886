"""Servers on this machine that speak the protocols of the clouds' storages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from determined.storage import from_config

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
# The account and key that Azure's emulator documents; no secret.
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@contextmanager
def serve(kind: str, directory: Path) -> Iterator[dict[str, Any]]:
    """The `checkpoint_storage` section of a storage that is there and empty."""
    if kind == "directory":
        yield {"type": "directory", "container_path": str(directory)}
        return
    port = free_port()
    command, section = {"s3": s3, "gcs": gcs, "azure": azure}[kind](port)
    log = (directory / "server.log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log, cwd=directory)
    try:
        wait_for_port(port, server, directory / "server.log")
        make_bucket(section)
        yield section
    finally:
        server.kill()
        server.wait()


def s3(port: int) -> tuple[list[str], dict[str, Any]]:
    command = [str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    keys = {"access_key": "testing", "secret_key": "testing"}
    return command, {
        "type": "s3",
        "bucket": "kept",
        "endpoint_url": f"http://127.0.0.1:{port}",
        "prefix": "a/b",
        **keys,
    }


def gcs(port: int) -> tuple[list[str], dict[str, Any]]:
    os.environ["STORAGE_EMULATOR_HOST"] = f"http://127.0.0.1:{port}"
    os.environ.setdefault("GOOGLE_CLOUD_PROJECT", "testing")
    start = ["start", "--host", "127.0.0.1", "--port", str(port), "--in-memory"]
    return [str(BIN / "gcp-storage-emulator"), *start], {"type": "gcs", "bucket": "kept", "prefix": "a/b"}


def azure(port: int) -> tuple[list[str], dict[str, Any]]:
    program = HERE / "azurite" / "node_modules" / ".bin" / "azurite-blob"
    options = ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--inMemoryPersistence", "--skipApiVersionCheck"]
    address = f"http://127.0.0.1:{port}/{AZURE_ACCOUNT}"
    text = f"DefaultEndpointsProtocol=http;AccountName={AZURE_ACCOUNT};AccountKey={AZURE_KEY};BlobEndpoint={address};"
    return [str(program), *options], {"type": "azure", "container": "kept", "connection_string": text}


def make_bucket(section: dict[str, Any]) -> None:
    bucket = from_config(section).bucket
    if section["type"] == "s3":
        bucket._client.create_bucket(Bucket=section["bucket"])
    elif section["type"] == "gcs":
        bucket._bucket.create()
    else:
        bucket._container.create_container()


_kept_ports: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody else is given: a socket keeps it that never listens, beside which a server may."""
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    _kept_ports.append(keeper)
    return int(keeper.getsockname()[1])


def wait_for_port(port: int, server: subprocess.Popen[bytes], log: Path, seconds: float = 120.0) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert server.poll() is None, log.read_text()
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port} after {seconds} s\n{log.read_text()}")
