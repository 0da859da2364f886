"""`.detignore`: the patterns of gitignore, with their whole meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "\\x21-\\x7e",
    "lower": "a-z",
    "print": "\\x20-\\x7e",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


@dataclass(frozen=True)
class _Rule:
    regex: re.Pattern[str]
    keeps: bool
    directories_only: bool
    whole_path: bool

    def matches(self, path: str, is_directory: bool) -> bool:
        if self.directories_only and not is_directory:
            return False
        return self.regex.fullmatch(path if self.whole_path else path.rpartition("/")[2]) is not None


class IgnoreRules:
    """Decides by the last pattern that matches. The caller does not descend into a directory that is ignored."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules = [rule for rule in map(_parse, lines) if rule is not None]

    def ignores(self, path: str, is_directory: bool) -> bool:
        """Whether `path`, relative with `/`, is ignored, its parents being kept."""
        for rule in reversed(self._rules):
            if rule.matches(path, is_directory):
                return not rule.keeps
        return False


def _parse(line: str) -> Optional[_Rule]:
    pattern = _strip(line.rstrip("\r\n"))
    if not pattern or pattern.startswith("#"):
        return None
    keeps = pattern.startswith("!")
    if keeps:
        pattern = pattern[1:]
    directories_only = pattern.endswith("/")
    if directories_only:
        pattern = pattern[:-1]
    whole_path = "/" in pattern
    if pattern.startswith("/"):
        pattern = pattern[1:]
    regex = _translate(pattern)
    if regex is None or not pattern:
        return None
    return _Rule(re.compile(regex, re.DOTALL), keeps, directories_only, whole_path)


def _strip(line: str) -> str:
    """Without the spaces at its end, unless they are escaped."""
    end = len(line)
    while end and line[end - 1] == " ":
        escapes = len(line[: end - 1]) - len(line[: end - 1].rstrip("\\"))
        if escapes % 2:
            break
        end -= 1
    return line[:end]


def _translate(pattern: str) -> Optional[str]:
    """A regular expression, or None for a pattern that is not one and so matches nothing."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "*":
            at = _stars(pattern, at, parts)
        elif character == "?":
            parts.append("[^/]")
            at += 1
        elif character == "[":
            end, group = _group(pattern, at)
            if group is None:
                return None
            parts.append(group)
            at = end
        elif character == "\\":
            if at + 1 == len(pattern):
                return None
            parts.append(re.escape(pattern[at + 1]))
            at += 2
        else:
            parts.append(re.escape(character))
            at += 1
    return "".join(parts)


def _stars(pattern: str, at: int, parts: list[str]) -> int:
    """Two stars that stand alone between slashes cross directories; any others do not."""
    end = at
    while end < len(pattern) and pattern[end] == "*":
        end += 1
    alone = (at == 0 or pattern[at - 1] == "/") and (end == len(pattern) or pattern[end] == "/")
    if end - at < 2 or not alone:
        parts.append("[^/]*")
        return end
    if end == len(pattern):
        parts.append(".*" if at == 0 else ".+")
        return end
    parts.append("(?:.*/)?")
    return end + 1


def _group(pattern: str, start: int) -> tuple[int, Optional[str]]:
    """A bracket expression from its `[`: where it ends, and as a regular expression."""
    at = start + 1
    negated = at < len(pattern) and pattern[at] in "!^"
    if negated:
        at += 1
    members: list[str] = []
    first = True
    while at < len(pattern) and (first or pattern[at] != "]"):
        first = False
        if pattern.startswith("[:", at) and ":]" in pattern[at + 2 :]:
            name = pattern[at + 2 : pattern.index(":]", at + 2)]
            if name not in _CLASSES:
                return at, None
            members.append(_CLASSES[name])
            at += len(name) + 4
            continue
        low, at = _member(pattern, at)
        if low is None:
            return at, None
        high = low
        if at + 1 < len(pattern) and pattern[at] == "-" and pattern[at + 1] != "]":
            following, at = _member(pattern, at + 1)
            if following is None:
                return at, None
            high = following
        if low <= high:
            members.append(f"{re.escape(low)}-{re.escape(high)}")
    if at >= len(pattern):
        return at, None
    if not members:
        return at + 1, "[^/]" if negated else "(?!)"
    return at + 1, f"(?!/)[{'^' if negated else ''}{''.join(members)}]"


def _member(pattern: str, at: int) -> tuple[Optional[str], int]:
    if pattern[at] != "\\":
        return pattern[at], at + 1
    if at + 1 == len(pattern):
        return None, at
    return pattern[at + 1], at + 2
