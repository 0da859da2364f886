"""Where the objects of this process hold the name of a directory, so that it can become another one's."""

from __future__ import annotations

import gc
import os
import posix
from collections.abc import Iterator
from typing import Any, Union

Holder = Union[dict[Any, Any], list[Any]]


class CannotReplaceError(Exception):
    """Something holds the name that cannot be given another."""


class Kept:
    """What holds the name of a directory: dictionaries, lists and attributes. Variables do not count.

    Only text counts that the interpreter's collector of garbage can find.
    """

    def __init__(self) -> None:
        self.name, self._bytes = "", b""
        self._places: dict[tuple[int, Any], Holder] = {}
        self._keyed: list[dict[Any, Any]] = []

    def look(self, name: str) -> None:
        """Looks for it everywhere; CannotReplaceError when a tuple or an object of another kind holds it."""
        self.name, self._bytes = name, name.encode()
        skipped = {id(each) for each in [os.environ._data, posix.environ, vars(self)]}  # type: ignore[attr-defined]
        for container in _containers():
            if id(container) in skipped:
                continue
            count = sum(map(self._holds, gc.get_referents(container)))
            # The type is asked, not the object: some give a warning when they are asked anything.
            if type(container) is dict and self.name in _keys(container):
                self._keyed.append(container)
            if count:
                self._take(container, count)

    def __len__(self) -> int:
        return len(self._places)

    def replace(self, name: str) -> None:
        """Puts another name in its place."""
        for (_, key), holder in self._places.items():
            holder[key] = holder[key].replace(self.name, name)
        for keyed in self._keyed:
            pairs = [(key.replace(self.name, name) if type(key) is str else key, keyed[key]) for key in keyed]
            keyed.clear()
            keyed.update(pairs)

    def _holds(self, value: Any) -> bool:
        return (type(value) is str and self.name in value) or (type(value) is bytes and self._bytes in value)

    def _take(self, container: Any, count: int) -> None:
        holder: Any = container if issubclass(type(container), (dict, list)) else getattr(container, "__dict__", None)
        pairs: list[tuple[Any, Any]] = []
        if isinstance(holder, dict):
            pairs = list(holder.items())
        elif isinstance(holder, list):
            pairs = list(enumerate(holder))
        keys = [key for key, value in pairs if type(value) is str and self.name in value]
        if len(keys) != count:
            raise CannotReplaceError(f"a {type(container).__name__} holds the name of a directory: {container!r:.200}")
        self._places.update({(id(holder), key): holder for key in keys})


def _keys(container: dict[Any, Any]) -> str:
    """All keys that are text, which the collector does not show; in one text, for speed."""
    try:
        return "\0".join(container)
    except TypeError:
        return "\0".join(key for key in container if type(key) is str)


def _containers() -> Iterator[Any]:
    """All of them, also those that the collector does not follow as they hold nothing that it follows."""
    for tracked in gc.get_objects():
        waiting = [tracked]
        while waiting:
            container = waiting.pop()
            yield container
            waiting.extend(each for each in gc.get_referents(container) if _is_untracked(each))


def _is_untracked(value: Any) -> bool:
    return type(value) in (dict, tuple) and not gc.is_tracked(value)
