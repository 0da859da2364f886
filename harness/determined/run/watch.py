"""Holds the long polls of an allocation: for pre-emption, which also keeps its lease alive, and for its length."""

from __future__ import annotations

import threading
import time
from typing import Callable

from determined.client.transport import Transport, TransportError

POLL_SECONDS = 60
RENEW_SECONDS = 20.0
LONGEST_PAUSE = 5.0


def ask_until(done: threading.Event, ask: Callable[[], bool], rest: Callable[[float], float]) -> None:
    """Asks again and again, after an answer that took so many seconds with that `rest`, else with longer pauses."""
    pause = 0.1
    while not done.is_set():
        began = time.monotonic()
        try:
            answered = ask()
        except TransportError:
            answered = False
        if answered:
            pause = 0.1
            done.wait(rest(time.monotonic() - began))
        else:
            done.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 1.6)


class PreemptionWatch:
    """Calls `preempt` once when the allocation shall stop; goes on asking to keep the lease, until `done`."""

    def __init__(
        self, transport: Transport, allocation_id: str, preempt: Callable[[], None], done: threading.Event
    ) -> None:
        self._transport, self._preempt, self._done = transport, preempt, done
        self._path = f"/api/v1/allocations/{allocation_id}/signals/preemption?timeout_seconds="
        self._asked = False

    def run(self) -> None:
        """The loop; survives any outage."""
        ask_until(self._done, self.ask, self._rest)

    def _rest(self, took: float) -> float:
        if self._asked:
            return RENEW_SECONDS
        # A master that answers at once does not hold the poll; do not hurry it.
        return 1.0 if took < 1.0 else 0.0

    def ask(self) -> bool:
        """One question; true when the master answered it."""
        seconds = 0 if self._asked else POLL_SECONDS
        answer = self._transport.request("GET", f"{self._path}{seconds}", timeout=seconds + 15)
        if answer.ok and answer.json().get("preempt") and not self._asked:
            self._asked = True
            self._preempt()
        return answer.ok


class LengthWatch:
    """Calls `tell` with each length that the search lets the trial train to, after the one that it started with."""

    def __init__(
        self,
        transport: Transport,
        allocation_id: str,
        known: dict[str, int],
        tell: Callable[[dict[str, int]], None],
        done: threading.Event,
    ) -> None:
        self._transport, self._known, self._tell, self._done = transport, known, tell, done
        self._path = f"/api/v1/allocations/{allocation_id}/signals/length"

    def run(self) -> None:
        """The loop; survives any outage."""
        ask_until(self._done, self.ask, lambda took: 0.05 if took < 0.05 else 0.0)

    def ask(self) -> bool:
        """One question; true when the master answered it."""
        ((unit, count),) = self._known.items()
        query = f"?unit={unit}&count={count}&timeout_seconds={POLL_SECONDS}"
        answer = self._transport.request("GET", self._path + query, timeout=POLL_SECONDS + 15)
        if not answer.ok:
            return False
        told = answer.json()
        length = {str(told["unit"]): int(told["count"])}
        if length != self._known:
            self._tell(length)
            self._known = length
        return True
