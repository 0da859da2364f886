"""Where a script's training runs: both generations of the arguments, as one decision."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Optional, Union


class Mode(enum.Enum):
    """Where training runs."""

    CLUSTER = "cluster"
    LOCAL = "local"


@dataclass(frozen=True)
class Place:
    """`local`: in the calling process; `test`: as little as shows that it works."""

    local: bool
    test: bool


def place(mode: Union[Mode, str, bool, None], local: Union[bool, Mode, str, None], test: Optional[bool]) -> Place:
    """Reads `mode`, `local` and `test`; the first of them may be a bool, meant as `local` by the second generation.

    The second generation's third positional argument then is `test`. ValueError for what contradicts itself.
    """
    if isinstance(mode, bool):
        if isinstance(local, bool):
            if test is not None:
                raise ValueError(
                    "init() was given both mode and local as True or False; name them: local=..., test=..."
                )
            test = local
        elif local is not None:
            raise ValueError(f"init() was given local={mode!r} and local={local!r}; give it once")
        local, mode = mode, None
    elif isinstance(local, (Mode, str)):
        if mode is not None:
            raise ValueError(f"init() was given mode={mode!r} and mode={local!r}; give it once")
        mode, local = local, None
    chosen = None if mode is None else Mode(mode)
    if chosen is None:
        return Place(bool(local), bool(test))
    wanted = chosen is Mode.LOCAL
    for name, value in (("local", local), ("test", test if wanted else None)):
        if value is not None and bool(value) != wanted:
            raise ValueError(f"mode={chosen.value!r} and {name}={value!r} contradict each other; leave one of them out")
    return Place(wanted, wanted or bool(test))
