"""A small master that keeps what it is sent and can be told to misbehave."""

from __future__ import annotations

import base64
import io
import json
import socket
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

Reply = tuple[int, Any]


def archive(files: dict[str, str]) -> bytes:
    """A gzipped tar of text files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            data = text.encode()
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


class TestingMaster:
    """Keeps what it takes in `streams`; `down()` and `up()` keep the port; `drop_answers` get lost after the commit."""

    __test__ = False

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.streams: dict[str, list[dict[str, Any]]] = {"reports": [], "logs": []}
        self.context = b""
        self.preempt = False
        self.over = False
        self.drop_answers = 0
        self.fail_with: list[int] = []
        self.answer_after = 0.0
        self.refuse: Callable[[dict[str, Any]], bool] = lambda element: False
        self.experiments: dict[str, dict[str, Any]] = {}
        self.tokens = {"good": "determined"}
        self.passwords = {"determined": ""}
        self.invalid: Optional[str] = None
        self.calls: list[str] = []
        self._server: Optional[_Server] = None
        self._keeper = socket.socket()  # it never listens: while the master is away, nobody else is given its port
        self._keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._keeper.bind(("127.0.0.1", 0))
        self.port = self._keeper.getsockname()[1]
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.master = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server.cut()
        self._server = None

    def close(self) -> None:
        with self.changed:
            self.over = True
            self.changed.notify_all()
        if self._server is not None:
            self.down()
        self._keeper.close()

    def wait_until(self, condition: Callable[[], Any], seconds: float = 180.0) -> None:
        """Waits for something to be true of what is committed."""
        limit = time.monotonic() + seconds
        with self.changed:
            while not condition():
                left = limit - time.monotonic()
                assert left > 0, (
                    f"not so within {seconds} s; reports {len(self.streams['reports'])}, logs {self.log()[-5:]}"
                )
                self.changed.wait(min(left, 0.5))

    def update(self, **values: Any) -> None:
        with self.changed:
            for name, value in values.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def log(self) -> list[str]:
        return [element["log"] for element in self.streams["logs"]]

    def reports(self, kind: str) -> list[dict[str, Any]]:
        return [element for element in self.streams["reports"] if element["type"] == kind]

    # What is answered. Each returns a status and a body.

    def take(self, body: dict[str, Any]) -> Reply:
        with self.changed:
            if self.over:
                return 409, {"error": {"code": 10, "reason": "Aborted", "error": "allocation 1.x.1 is over"}}
            kept = self.streams[body["stream"]]
            first, elements = body["first"], body["reports"]
            if first > len(kept):
                return 409, {"error": {"code": 10, "reason": "Aborted", "error": "a gap", "next": len(kept)}}
            fresh = elements[len(kept) - first :]
            if any(self.refuse(element) for element in fresh):
                return 400, {
                    "error": {"code": 3, "reason": "InvalidArgument", "error": "metric group cannot contain '.'"}
                }
            kept.extend(fresh)
            self.changed.notify_all()
            return 200, {"next": len(kept)}

    def wait_for_preemption(self, seconds: float) -> Reply:
        limit = time.monotonic() + seconds
        with self.changed:
            while not self.preempt and not self.over and time.monotonic() < limit and self._server is not None:
                self.changed.wait(0.5)
            return 200, {"preempt": self.preempt}

    def create(self, body: dict[str, Any]) -> Reply:
        with self.changed:
            if self.invalid:
                return 400, {"error": {"code": 3, "reason": "InvalidArgument", "error": self.invalid}}
            key = body["idempotencyKey"]
            self.experiments.setdefault(key, {"id": len(self.experiments) + 1, "body": body})
            config = json.loads(body["config"])
            experiment = {"id": self.experiments[key]["id"], "name": config.get("name", "unnamed")}
            experiment["archived"] = body["archived"]
            plan = {"trials": 6, "concurrent": 2, "slots": 2}
            return 200, {"experiment": experiment, "config": config, "warnings": [], "plan": plan}

    def login(self, body: dict[str, Any]) -> Reply:
        if self.passwords.get(body["username"]) != body["password"]:
            return 401, {"error": {"code": 16, "reason": "Unauthenticated", "error": "invalid credentials"}}
        self.tokens["fresh"] = body["username"]
        return 200, {"token": "fresh", "user": {"username": body["username"]}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    master: TestingMaster

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is part of the tests."""

    def cut(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._handle(None)

    def do_POST(self) -> None:
        self._handle(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _handle(self, body: Any) -> None:
        master = self.server.master
        master.calls.append(f"{self.command} {self.path}")
        if master.fail_with:
            self._answer(master.fail_with.pop(0), {"error": {"error": "not now"}})
            return
        status, reply = self._route(master, body)
        if self.command == "POST" and master.drop_answers > 0:
            master.drop_answers -= 1
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if master.answer_after:
            threading.Event().wait(master.answer_after)
        self._answer(status, reply)

    def _route(self, master: TestingMaster, body: Any) -> Reply:
        url = urlsplit(self.path)
        if url.path.endswith("/reports") and body is not None:
            return master.take(body)
        if url.path.endswith("/signals/preemption"):
            return master.wait_for_preemption(float(url.query.partition("=")[2] or 0))
        if url.path.endswith("/context_directory"):
            return 200, {"b64Tgz": base64.b64encode(master.context).decode()}
        if url.path == "/api/v1/auth/login":
            return master.login(body)
        user = master.tokens.get(self.headers.get("Authorization", "").partition(" ")[2])
        if user is None:
            return 401, {"error": {"code": 16, "reason": "Unauthenticated", "error": "invalid credentials"}}
        if url.path == "/api/v1/me":
            return 200, {"user": {"username": user}}
        if url.path == "/api/v1/experiments" and body is not None:
            return master.create(body)
        return 404, {"error": {"code": 5, "reason": "NotFound", "error": f"no {url.path}"}}

    def _answer(self, status: int, reply: Any) -> None:
        data = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
