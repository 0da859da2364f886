"""The processes of a trial on several slots: which of them this one is, and what they tell each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Optional

from determined.core.preemption import Preemption

if TYPE_CHECKING:
    from determined.core.star import Star


@dataclass(frozen=True)
class Rank:
    """Which process of a trial this is; a trial on one slot has one.

    `address` is where the first process is heard, a path of a socket; `secret` keeps others out.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1
    nodes: int = 1
    address: str = ""
    secret: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Rank:
        """Reads the variables that the supervisor sets where there are several processes."""
        return cls(
            rank=int(environ.get("DET_RANK") or 0),
            size=int(environ.get("DET_SIZE") or 1),
            local_rank=int(environ.get("DET_LOCAL_RANK") or 0),
            local_size=int(environ.get("DET_LOCAL_SIZE") or 1),
            nodes=int(environ.get("DET_NUM_AGENTS") or 1),
            address=environ.get("DET_RANKS_ADDRESS") or "",
            secret=environ.get("DET_SESSION_TOKEN") or "",
        )


class DistributedContext:
    """Where this process stands among those of its trial, and small messages between them.

    Every process must call the same methods in the same order, from one thread; what is sent is pickled. A process
    alone is answered at once. PeerLost when another one is gone.
    """

    def __init__(self, rank: Optional[Rank] = None) -> None:
        self._place = rank or Rank()
        self._star: Optional[Star] = None

    @property
    def rank(self) -> int:
        return self._place.rank

    @property
    def size(self) -> int:
        return self._place.size

    @property
    def local_rank(self) -> int:
        return self._place.local_rank

    @property
    def local_size(self) -> int:
        return self._place.local_size

    @property
    def cross_rank(self) -> int:
        """The number of this node among those of the trial."""
        return self._place.rank // self._place.local_size

    @property
    def cross_size(self) -> int:
        return self._place.nodes

    def get_rank(self) -> int:
        """Global rank of this process."""
        return self.rank

    def get_local_rank(self) -> int:
        """Rank of this process on its node."""
        return self.local_rank

    def get_size(self) -> int:
        """Processes of the trial, one for each slot."""
        return self.size

    def get_num_agents(self) -> int:
        """Nodes of the trial."""
        return self.cross_size

    def gather(self, stuff: Any) -> Optional[list[Any]]:
        """What all processes have, in the order of their ranks, on the chief; None on the others."""
        return [stuff] if self.size == 1 else self._joined().gather(stuff)

    def allgather(self, stuff: Any) -> list[Any]:
        """What all processes have, in the order of their ranks."""
        return [stuff] if self.size == 1 else self._joined().allgather(stuff)

    def broadcast(self, stuff: Any) -> Any:
        """What the chief, the process of rank 0, has."""
        return stuff if self.size == 1 else self._joined().broadcast(stuff)

    def gather_local(self, stuff: Any) -> Optional[list[Any]]:
        """`gather` among the processes of this node."""
        found: Optional[list[Any]] = self._of_node(self.gather, stuff)
        return found

    def allgather_local(self, stuff: Any) -> list[Any]:
        """`allgather` among the processes of this node."""
        found: list[Any] = self._of_node(self.allgather, stuff)
        return found

    def broadcast_local(self, stuff: Any = None) -> Any:
        """What the first process of this node has."""
        return self._of_node(self.broadcast, stuff)

    def star(self, purpose: str) -> Star:
        """Connections of their own, for a thread of their own; all processes must open them in the same order."""
        return self._star_at(f".{purpose}")

    def _of_node(self, do: Callable[[Any], Any], stuff: Any) -> Any:
        if self.local_size not in (1, self.size):
            raise NotImplementedError("a trial runs on one node")
        return do(stuff)

    def _joined(self) -> Star:
        if self._star is None:
            self._star = self._star_at("")
        return self._star

    def _star_at(self, suffix: str) -> Star:
        from determined.core.star import Star  # its imports take time, and most trials are alone

        place = self._place
        return Star(place.address + suffix, place.secret.encode(), place.rank, place.size)


class AgreedPreemption(Preemption):
    """What the chief has seen: all processes stop after the same batch. All must ask the same number of times."""

    def __init__(self, seen: Preemption, distributed: DistributedContext) -> None:
        self._inner, self._distributed = seen, distributed
        self._agreed = False

    def asked(self) -> bool:
        """True from the moment the trial shall finish its batch, checkpoint and end."""
        if not self._agreed:
            mine = self._distributed.rank == 0 and self._inner.asked()
            self._agreed = bool(self._distributed.broadcast(mine))
        return self._agreed
