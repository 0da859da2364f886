"""What an adapter leans on of its framework beyond what that documents: listed, checked, and warned of where unknown.

Each adapter has its list in `hooks_in_use`, which imports no framework. Where a version is unknown, or one of its hooks
is missing, training goes by the framework's public interface; docs/development/hooks.md is made from the lists.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Optional

logger = logging.getLogger("determined")

PUBLIC = "the public path"


@dataclass(frozen=True)
class Hook:
    """One part of a framework that it does not document.

    `place` is `module:name.name`, or a module alone, which is looked for and not imported. `takes` are parameters that
    it must have, `holds` members that its code must know; `without` is what is done where it is not there.
    """

    place: str
    purpose: str
    takes: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    without: str = PUBLIC

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which source code reaches it."""
        return self.holds or (self.place.rpartition(":")[2].rpartition(".")[2],)

    def lacking(self) -> list[str]:
        """What of it is not as it is leaned on; empty where all is."""
        module, _, path = self.place.partition(":")
        if not path:
            return [] if _is_module(module) else [self.place]
        try:
            found = reduce(getattr, path.split("."), importlib.import_module(module))
        except (ImportError, AttributeError):
            return [self.place]
        parameters = _parameters(found) if self.takes else ()
        unknown = _unknown(found, self.holds) if self.holds else ()
        return [
            *(f"{self.place}({name})" for name in self.takes if name not in parameters),
            *(f"{self.place}.{name}" for name in self.holds if name in unknown),
        ]


@dataclass(frozen=True)
class Framework:
    """A framework as an adapter leans on it. `tested` are the versions that the lock files pin, without their patch.

    `groups` are the hooks by where they are in use; `lost` says what is otherwise on the public path.
    """

    name: str
    tested: tuple[str, ...]
    groups: Mapping[str, tuple[Hook, ...]]
    lost: str

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """All of them."""
        return tuple(hook for group in self.groups.values() for hook in group)

    def exact(self, version: str, in_use: Iterable[Hook]) -> bool:
        """Whether training may lean on the hooks that are in use; else a warning says what follows."""
        doubt = self.doubt(version, in_use)
        if doubt is not None:
            logger.warning("%s", doubt)
        return doubt is None

    def doubt(self, version: str, in_use: Iterable[Hook]) -> Optional[str]:
        """None where this version is tried and has the hooks that are in use, else what follows."""
        lacks = missing(in_use)
        tried = ".".join(version.split(".")[:2]) in self.tested
        if tried and not lacks:
            return None
        listed = ", ".join(lacks)
        tests = f"the versions whose inner parts managed training is tested with ({', '.join(self.tested)})"
        why = f"is one of {tests}, but lacks {listed}" if tried else f"is not one of {tests}"
        if lacks and not tried:
            why += f" and lacks {listed}"
        return (
            f"{self.name} {version} {why}: it trains by the framework's public interface alone. {self.lost}. "
            "Install one of those versions to have it exact; docs/user/verify-resume.md says more"
        )


def members(found: Any) -> set[str]:
    """Members of a class or of its objects, as far as its own code and that of its bases mentions them."""
    return set().union(*_mentioned(found))


def missing(hooks: Iterable[Hook]) -> list[str]:
    """What is lacking of them."""
    return [name for hook in hooks for name in hook.lacking()]


def _unknown(found: Any, names: Iterable[str]) -> set[str]:
    """Those of the names that are no members; it looks no further than it must, as each trial waits for it."""
    left = set(names)
    for known in _mentioned(found):
        left.difference_update(known)
        if not left:
            break
    return left


def _mentioned(found: Any) -> Iterator[Iterable[str]]:
    kinds = found.__mro__ if inspect.isclass(found) else ()
    yield from map(vars, kinds) if kinds else [dir(found)]
    for kind in kinds or (found,):
        for part in vars(kind).values() if kinds else (kind,):
            code = _code(getattr(part, "fget", None) or getattr(part, "__func__", None) or part)
            yield () if code is None else code.co_names


def _code(function: Any) -> Any:
    if not callable(function):
        return None
    own = inspect.unwrap(function) if hasattr(function, "__wrapped__") else function
    return getattr(own, "__code__", None)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def _parameters(found: Any) -> Iterable[str]:
    function = found.__init__ if inspect.isclass(found) else found
    code = getattr(function, "__code__", None)
    if code is not None and not hasattr(function, "__wrapped__"):  # a signature takes several times as long
        names: tuple[str, ...] = code.co_varnames
        return names[: code.co_argcount + code.co_kwonlyargcount]
    try:
        return inspect.signature(found).parameters
    except (TypeError, ValueError):
        return ()
