"""Connections between the first process of a group and each of the others, for small messages."""

from __future__ import annotations

import pickle
import time
from multiprocessing.connection import Client, Connection, Listener
from typing import Any, Optional, Union

from determined.errors import PeerLost

_CONNECT_SECONDS = 600.0
_PAUSE_SECONDS = 0.02

#: A path of a socket, or host and port.
Address = Union[str, tuple[str, int]]


class Star:
    """What the processes of a group say to each other, over the first of them. All must say the same things in turn.

    Messages are pickled. PeerLost when a process is gone.
    """

    def __init__(self, address: Address, secret: bytes, rank: int, size: int) -> None:
        self._rank, self._size = rank, size
        key = secret or None
        try:
            self._peers = _gather(address, key, size) if rank == 0 else [_reach(address, key, rank)]
        except (OSError, EOFError) as fault:
            raise PeerLost(f"the processes of the trial cannot be joined: {fault}") from fault

    def gather(self, thing: Any) -> Optional[list[Any]]:
        """What all have, in the order of their ranks; None on every process but the first."""
        if self._rank:
            self.send(0, thing)
            return None
        return [thing, *(self.receive(rank) for rank in range(1, self._size))]

    def broadcast(self, thing: Any) -> Any:
        """What the first process has."""
        if self._rank:
            return self.receive(0)
        message = pickle.dumps(thing)
        for rank in range(1, self._size):
            self._send_bytes(rank, message)
        return thing

    def allgather(self, thing: Any) -> list[Any]:
        """What all have, in the order of their ranks."""
        found: list[Any] = self.broadcast(self.gather(thing))
        return found

    def send(self, rank: int, thing: Any) -> None:
        """To the first process, or from it to another."""
        self._send_bytes(rank, pickle.dumps(thing))

    def receive(self, rank: int) -> Any:
        """The next message of the first process, or there of another; waits for it."""
        try:
            return pickle.loads(self._peer(rank).recv_bytes())
        except (OSError, EOFError) as fault:
            raise _lost(rank) from fault

    def _send_bytes(self, rank: int, message: bytes) -> None:
        try:
            self._peer(rank).send_bytes(message)
        except OSError as fault:
            raise _lost(rank) from fault

    def _peer(self, rank: int) -> Connection:
        return self._peers[0 if self._rank else rank - 1]


def _gather(address: Address, secret: Optional[bytes], size: int) -> list[Connection]:
    found: dict[int, Connection] = {}
    with Listener(address, backlog=size, authkey=secret) as listener:
        while len(found) < size - 1:
            connection = listener.accept()
            found[connection.recv()] = connection
    return [found[rank] for rank in range(1, size)]


def _reach(address: Address, secret: Optional[bytes], rank: int) -> Connection:
    """Waits until the first process listens: it may start later."""
    limit = time.monotonic() + _CONNECT_SECONDS
    while True:
        try:
            connection = Client(address, authkey=secret)
            connection.send(rank)
            return connection
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() > limit:
                raise
            time.sleep(_PAUSE_SECONDS)


def _lost(rank: int) -> PeerLost:
    return PeerLost(f"the process of rank {rank} is gone, so that this one cannot go on")
