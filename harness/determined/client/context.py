"""The context directory as it is sent: which files, how large, and what is wrong with them."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from determined.client.ignore import IgnoreRules
from determined.errors import InvalidExperimentException

MAX_BYTES = 95 * 1024 * 1024
IGNORE_FILE = ".detignore"
ALWAYS_IGNORED = ("__pycache__/", "*.py[co]", "*$py.class")
_REGULAR, _DIRECTORY = 48, 53


@dataclass(frozen=True)
class Entry:
    """A file or directory below the context directory."""

    path: str
    source: Path
    state: os.stat_result

    @property
    def is_directory(self) -> bool:
        """Whether it has no content of its own."""
        return stat.S_ISDIR(self.state.st_mode)


@dataclass(frozen=True)
class Context:
    """What would be sent of a directory; nothing is read yet."""

    root: Path
    entries: list[Entry]
    skipped: int  # by the patterns of .detignore

    @property
    def files(self) -> list[Entry]:
        """Without the directories."""
        return [entry for entry in self.entries if not entry.is_directory]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.state.st_size for entry in self.files)

    def encoded(self) -> list[dict[str, Any]]:
        """The entries as the API takes them."""
        return [_encode(entry) for entry in self.entries]


def scan(directory: str) -> Context:
    """Lists a context directory; InvalidExperimentException for whatever cannot be sent, before anything is read."""
    if not directory:
        raise InvalidExperimentException(
            "No context_dir is given, so it is not known which files the trials need. "
            'Pass context_dir=".", or the directory that holds the script and what it imports.'
        )
    root = Path(directory).expanduser()
    if not root.is_dir():
        what = "is a file, not a directory" if root.exists() else "does not exist"
        raise InvalidExperimentException(
            f"The context_dir {directory!r} {what} (looked at {root.absolute()}). "
            "Pass the directory that holds the script."
        )
    rules, always = IgnoreRules([*ALWAYS_IGNORED, *_ignore_lines(root)]), IgnoreRules(ALWAYS_IGNORED)
    skipped: list[tuple[str, bool]] = []
    entries = list(_walk(root, "", rules, skipped))
    told = sum(not always.ignores(path, is_directory) for path, is_directory in skipped)
    context = Context(root.resolve(), entries, told)
    _check_size(context, directory)
    return context


def _ignore_lines(root: Path) -> list[str]:
    path = root / IGNORE_FILE
    if not path.is_file():
        return []
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as failure:
        raise InvalidExperimentException(f"{path} cannot be read: {failure}. Mend it or remove it.") from failure


def _walk(root: Path, below: str, rules: IgnoreRules, skipped: list[tuple[str, bool]]) -> Iterator[Entry]:
    directory = root / below if below else root
    try:
        found = sorted(os.scandir(directory), key=lambda item: item.name)
    except OSError as failure:
        raise _unreadable(below or ".", failure.strerror) from failure
    for item in found:
        path = f"{below}/{item.name}" if below else item.name
        is_directory = item.is_dir(follow_symlinks=False)
        if item.name == IGNORE_FILE:
            continue
        if rules.ignores(path, is_directory):
            skipped.append((path, is_directory))
        elif is_directory:
            yield Entry(path, Path(item.path), item.stat(follow_symlinks=False))
            yield from _walk(root, path, rules, skipped)
        else:
            entry = _file(root, path, Path(item.path))
            if entry is not None:
                yield entry


def _file(root: Path, path: str, source: Path) -> Entry | None:
    if source.is_symlink():
        target = source.resolve()
        if root.resolve() not in (target, *target.parents):
            raise InvalidExperimentException(
                f"The link {path} leads out of the context directory, to {target}, which the trials would not have. "
                f"Copy what is needed into the directory, or add `/{path}` to {IGNORE_FILE}."
            )
        if target.is_dir():
            return None
    try:
        state = source.stat()
    except OSError as failure:
        raise _unreadable(path, failure.strerror) from failure
    if not stat.S_ISREG(state.st_mode):
        raise InvalidExperimentException(
            f"{path} in the context directory is neither a file nor a directory, so it cannot be sent. "
            f"Add `/{path}` to {IGNORE_FILE}."
        )
    if not os.access(source, os.R_OK):
        raise _unreadable(path, "Permission denied")
    return Entry(path, source, state)


def _check_size(context: Context, directory: str) -> None:
    if context.size <= MAX_BYTES:
        return
    largest = sorted(context.files, key=lambda entry: -entry.state.st_size)[:5]
    named = ", ".join(f"{entry.path} ({readable(entry.state.st_size)})" for entry in largest)
    raise InvalidExperimentException(
        f"The context directory {directory!r} holds {readable(context.size)}, more than the limit of 95.0MB. "
        f"The largest files: {named}. List what the trials do not need in {context.root / IGNORE_FILE}, "
        "and let them read large data from where it lies."
    )


def _encode(entry: Entry) -> dict[str, Any]:
    try:
        entry.path.encode()
        content = b"" if entry.is_directory else entry.source.read_bytes()
    except UnicodeEncodeError as failure:
        raise _unreadable(ascii(entry.path), "its name is not UTF-8") from failure
    except OSError as failure:
        raise _unreadable(entry.path, failure.strerror) from failure
    return {
        "path": entry.path,
        "type": _DIRECTORY if entry.is_directory else _REGULAR,
        "content": base64.b64encode(content).decode(),
        "mtime": str(int(entry.state.st_mtime)),
        "mode": stat.S_IMODE(entry.state.st_mode),
        "uid": 0,
        "gid": 0,
    }


def _unreadable(path: str, why: object) -> InvalidExperimentException:
    return InvalidExperimentException(
        f"{path} in the context directory cannot be read: {why}. Make it readable, or add it to {IGNORE_FILE}."
    )


def readable(size: float) -> str:
    """A size for people."""
    for unit in ("B", "kB", "MB"):
        if size < 1000 or unit == "MB":
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
