"""Sends one stream of the spool to the master, in order, until the master has committed all of it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Optional

from determined.client.transport import Answer, Transport, TransportError
from determined.run.spool_reader import SpoolReader

MAX_LINES = 2000
MAX_BYTES = 3_500_000
POLL_SECONDS = 0.2
LONGEST_PAUSE = 5.0
UNKNOWN_SECONDS = 60.0
RENEW_SECONDS = 20.0  # a silent trial asks all the same, to keep its lease and to learn that it is over
TIMEOUT = 60.0

FAILED, SENT, IDLE = "failed", "sent", "idle"


@dataclass(frozen=True)
class Signals:
    """What the threads of a supervisor tell each other."""

    ended: threading.Event  # nothing more will be appended to this stream
    over: threading.Event  # the master has given the allocation up
    wake: threading.Event  # something was appended


class Sender:
    """The loop of one stream. It outlasts any outage of the master, unless `patience` seconds are given."""

    def __init__(
        self,
        transport: Transport,
        allocation_id: str,
        reader: SpoolReader,
        signals: Signals,
        *,
        patience: Optional[float] = None,
        silent: Callable[[], Optional[float]] = lambda: None,
        committed: Callable[[int, list[bytes]], None] = lambda first, lines: None,
        say: Callable[[str], None] = lambda message: None,
    ) -> None:
        self._transport, self._reader, self._signals = transport, reader, signals
        self._path = f"/api/v1/allocations/{allocation_id}/reports"
        self._patience, self._silent, self._committed, self._say = patience, silent, committed, say
        self._singly = 0
        self._pause = 0.0
        self._heard = time.monotonic()
        self._failing_since: Optional[float] = None
        self._unknown_since: Optional[float] = None
        self.complete = False

    def run(self) -> None:
        """Sends until the stream has ended and is committed, the allocation is over, or patience is at its end."""
        while not self._signals.over.is_set():
            ended = self._signals.ended.is_set()
            done = self.send_some()
            if done == SENT:
                continue
            if done == IDLE:
                if ended:
                    self.complete = True
                    return
                self._wait_for_lines()
            elif not self._wait_for_master():
                return

    def send_some(self) -> str:
        """One round: sends the next lines, if there are any, and moves on as far as the master says."""
        lines = self._reader.peek(1 if self._singly else MAX_LINES, MAX_BYTES)
        if not lines and time.monotonic() - self._heard < RENEW_SECONDS:
            return IDLE
        try:
            answer = self._transport.request("POST", self._path, self._body(lines), TIMEOUT)
        except TransportError as failure:
            return self._failed(f"{type(failure).__name__}: {failure}")
        return self._take(answer, lines)

    def _take(self, answer: Answer, lines: list[bytes]) -> str:
        if answer.ok:
            following = answer.json().get("next")
            if not isinstance(following, int):
                return self._failed("the answer has no `next`")
            self._recovered()
            self._singly = max(0, self._singly - len(lines))
            self._committed(self._reader.next, lines[: max(0, following - self._reader.next)])
            self._go_to(following)
            return SENT if lines else IDLE
        if answer.status == 409:
            return self._conflict(answer, lines)
        if answer.status in (401, 403, 404):
            return self._unknown(answer)
        if 400 <= answer.status < 500 and answer.status != 429:
            return self._refused(answer, lines)
        return self._failed(f"status {answer.status}: {answer.message()}")

    def _conflict(self, answer: Answer, lines: list[bytes]) -> str:
        body = answer.json()
        following = _find_next(body)
        if isinstance(following, int):
            self._say(f"the master goes on at {following} of {self._reader.stream}")
            self._go_to(following)
            return SENT
        if "is over" in answer.message() or b"allocation_over" in answer.body:
            self._say(answer.message())
            self._signals.over.set()
            return FAILED
        return self._refused(answer, lines)

    def _unknown(self, answer: Answer) -> str:
        now = time.monotonic()
        self._unknown_since = self._unknown_since or now
        if now - self._unknown_since > UNKNOWN_SECONDS:
            self._say(f"the master does not know this allocation: {answer.message()}")
            self._signals.over.set()
        return self._failed(answer.message())

    def _refused(self, answer: Answer, lines: list[bytes]) -> str:
        """A line that the master will never take must not hold up those behind it: find it, and say so in its place."""
        if len(lines) > 1:
            self._singly = len(lines)
            return SENT
        if not lines:
            return self._failed(answer.message())
        message = f"The master refused what the trial reported: {answer.message()}. Mend the script's reporting."
        self._say(message)
        instead = _instead(self._reader.stream, message)
        if lines[0] == instead:
            return self._failed(answer.message())
        try:
            again = self._transport.request("POST", self._path, self._body([instead]), TIMEOUT)
        except TransportError as failure:
            return self._failed(str(failure))
        return self._take(again, [instead])

    def _go_to(self, sequence: int) -> None:
        if sequence < self._reader.first_kept:
            self._say(
                f"lines {sequence} to {self._reader.first_kept - 1} of {self._reader.stream} are not kept any more"
            )
        self._reader.move_to(sequence)
        self._reader.trim()

    def _body(self, lines: list[bytes]) -> bytes:
        silent = self._silent()
        sign = "" if silent is None else f'"runner_silent":{silent:.1f},'
        head = f'{{"stream":"{self._reader.stream}","first":{self._reader.next},{sign}"reports":['
        return head.encode() + b",".join(lines) + b"]}"

    def _failed(self, why: str) -> str:
        if self._failing_since is None:
            self._failing_since = time.monotonic()
            self._say(f"{self._reader.stream} wait on disk until the master takes them: {why}")
        return FAILED

    def _recovered(self) -> None:
        self._pause, self._unknown_since, self._heard = 0.0, None, time.monotonic()
        if self._failing_since is not None:
            self._say(f"the master takes {self._reader.stream} again")
            self._failing_since = None

    def _wait_for_lines(self) -> None:
        self._reader.trim()
        if self._signals.wake.wait(POLL_SECONDS) and not self._signals.ended.is_set():
            # Lines come in bursts; a moment's wait makes one commit of many.
            self._signals.wake.clear()
            self._signals.ended.wait(POLL_SECONDS / 4)

    def _wait_for_master(self) -> bool:
        failing = time.monotonic() - (self._failing_since or time.monotonic())
        if self._patience is not None and failing > self._patience:
            return False
        self._pause = min(LONGEST_PAUSE, max(0.1, self._pause * 1.6))
        self._signals.over.wait(self._pause)
        return True


def _find_next(body: Any) -> Optional[int]:
    """`next` of a gap, wherever in the error it stands."""
    if isinstance(body, dict):
        if isinstance(body.get("next"), int):
            return int(body["next"])
        return next((found for found in map(_find_next, body.values()) if found is not None), None)
    if isinstance(body, list):
        return next((found for found in map(_find_next, body) if found is not None), None)
    return None


def _instead(stream: str, message: str) -> bytes:
    if stream == "logs":
        text = f"[a line was left out: {message}]"
        return json.dumps({"time": _now(), "stdtype": "stderr", "log": text}).encode()
    return json.dumps({"type": "failure", "kind": "refused_report", "message": message, "restartable": False}).encode()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
