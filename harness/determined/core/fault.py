"""What kind of fault an exception of a script is: the words by which the master knows what to do about it."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from determined.errors import ConfigurationFault, PeerLost

_FULL = (errno.ENOSPC, errno.EDQUOT)
_MEMORY_TYPES = {"OutOfMemoryError", "ResourceExhaustedError"}
MEMORY_TEXT = re.compile(
    r"std::bad_alloc|out of memory|RESOURCE_EXHAUSTED|OOM when allocating|can't allocate memory"
    r"|not enough memory: you tried to allocate|failed to allocate memory|Cannot allocate memory",
    re.IGNORECASE,
)
_NAN_TEXT = re.compile(r"had (Inf and )?NaN values|returned nan values in its|FloatingPointError: invalid value")


class Fault(NamedTuple):
    """The kind of a failure, what a person can do about it, and whether another run may do better."""

    kind: str
    todo: str
    restartable: bool = True


def of_exception(raised: BaseException) -> Fault:
    """Judges by the exception, and by those that it was raised from."""
    chain = list(_chain(raised))
    if any(isinstance(each, OSError) and each.errno in _FULL for each in chain):
        return Fault("storage", "Make room on that disk; see `df -h`. The trial goes on when there is some.")
    if any(map(_out_of_memory, chain)):
        return Fault("out_of_memory", "Lower the batch size or the size of the model, or give it more memory.")
    if any(_NAN_TEXT.search(f"{type(each).__name__}: {each}") for each in chain):
        return Fault("nan_metric", "The training has diverged: lower the learning rate.", restartable=False)
    if any(isinstance(each, PeerLost) for each in chain):
        return Fault("lost", "The trial goes on from its last checkpoint; the log of that process says why it ended.")
    if isinstance(raised, ConfigurationFault):
        return Fault("bad_configuration", "Mend the configuration and submit it again.", restartable=False)
    if isinstance(raised, SyntaxError):
        return Fault("bad_script", "Mend the script and submit it again.", restartable=False)
    if isinstance(raised, EOFError):
        reads = "reading a line" in str(raised)
        todo = "A trial has no terminal for input() to read from: take the value from the configuration."
        return Fault("bad_script" if reads else "script_raised", todo if reads else _LOG, restartable=False)
    if isinstance(raised, ImportError):
        todo = (
            f"The trial ran under {sys.executable}: install the module there, by startup-hook.sh if need be, "
            "or put it into the context directory."
        )
        return Fault("bad_script", todo, restartable=False)
    return Fault("script_raised", _LOG)


_LOG = "The traceback is in the log."


def _out_of_memory(raised: BaseException) -> bool:
    named = any(base.__name__ in _MEMORY_TYPES for base in type(raised).__mro__)
    # An operation that fails for want of memory is a RuntimeError in many libraries, or an OSError (ENOMEM).
    told = isinstance(raised, (RuntimeError, OSError)) or type(raised).__module__.startswith(("jax", "tensorflow"))
    return isinstance(raised, MemoryError) or named or (told and bool(MEMORY_TEXT.search(str(raised))))


def _chain(raised: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = raised
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
