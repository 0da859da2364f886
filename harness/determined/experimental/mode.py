"""Where a script's training runs: both generations of the arguments, as one decision."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Optional, Union


class Mode(enum.Enum):
    """Where training runs."""

    CLUSTER = "cluster"
    LOCAL = "local"


@dataclass(frozen=True)
class Place:
    """`local`: in the calling process; `test`: as little as shows that it works."""

    local: bool
    test: bool


def arranged(
    mode: Any, local: Any, test: Any, context_dir: Any, command: Any, master_url: Any
) -> tuple[Any, Any, Any, Any, Any, Any]:
    """The arguments behind `config` where they belong, when a script gives them by position.

    Before `context_dir` the first generation has `mode` alone, and the second `local` and `test`.
    """
    if mode is not None and isinstance(local, str) and local not in [one.value for one in Mode]:
        return mode, None, None, local, command if test is None else test, context_dir or master_url
    if isinstance(test, str):
        named = isinstance(command, str)
        return mode, local, None, test, context_dir or (None if named else command), command if named else master_url
    return mode, local, test, context_dir, command, master_url


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
    chosen = None if mode is None else _read(mode)
    if chosen is None:
        return Place(bool(local), bool(test))
    wanted = chosen is Mode.LOCAL
    for name, value in (("local", local), ("test", test if wanted else None)):
        if value is not None and bool(value) != wanted:
            raise ValueError(f"mode={chosen.value!r} and {name}={value!r} contradict each other; leave one of them out")
    return Place(wanted, wanted or bool(test))


def _read(mode: Union[Mode, str]) -> Mode:
    try:
        return Mode(mode)
    except ValueError:
        known = " or ".join(f"{one} ({one.value!r})" for one in Mode)
        raise ValueError(f"mode={mode!r} is no place where a script can train. Give {known}.") from None
