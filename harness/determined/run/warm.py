"""`python -m determined.run.warm`: forks supervisors, and they their trials, with packages imported already.

Its first line of input is what to import, for which command, and the variables of the supervisors. It says `ready`, or
ends with the reason on standard error when copies of it would not be what processes of their own would become.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Optional

from determined.run import appearance

if __name__ == "__main__":
    appearance.make_room("determined.run.warm")

import determined.experimental  # noqa: F401 - as in the starter
from determined.client.packages import installed
from determined.run import ahead, forks
from determined.run.kept import CannotReplaceError, Kept
from determined.run.leading import Import

_WORTH_SECONDS = 0.3
_NOT_SHOWN_SAFE = ("tensorflow", "jax", "jaxlib")


class UnfitError(Exception):
    """Copies of this process would not be what processes of their own would become, or would not be worth it."""


class _Names:
    """Notes the names of modules that are looked for on `sys.path`."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        """Finds nothing."""
        if path is None:
            self.seen.add(name)


def bring(imports: list[Import], base: Path) -> ahead.Imported:
    """Imports them within the directory `base`, which has a `tmp` and a `work`; UnfitError where that shows."""
    began, before, names = time.process_time(), _state(), _Names()
    variables = dict(os.environ)
    with _reads() as read, _silence():
        sys.meta_path.insert(0, names)
        for each in imports:
            each.perform()
        sys.meta_path.remove(names)
    _check(before, read, base)
    if time.process_time() - began < _WORTH_SECONDS:
        raise UnfitError("what is imported takes no time")
    added = _added(variables)
    files = ahead.changed_at(_files())
    # These hold the names that are looked for, and are not kept.
    del before
    variables.pop("TMPDIR")
    tmp, work = _kept(f"{base}/tmp"), _kept(f"{base}/work")
    return ahead.Imported(ahead.lasting(variables), tmp, work, added, names.seen, files)


def _added(before: dict[str, str]) -> dict[str, str]:
    """Variables that the imports set; UnfitError where they changed or removed one."""
    added = {name: value for name, value in os.environ.items() if before.get(name) != value}
    if not added.keys().isdisjoint(before) or before.keys() - os.environ.keys():
        raise UnfitError("the imports changed variables of the environment")
    return added


def _kept(name: str) -> Kept:
    found = Kept()
    try:
        found.look(name)
    except CannotReplaceError as held:
        raise UnfitError(str(held)) from held
    return found


def _files() -> list[str]:
    """Those that modules were read from; UnfitError when somebody works on one of them."""
    found = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files = [file for file in found if isinstance(file, str) and file.startswith("/")]
    edited = [file for file in files if not ahead.is_of_packages(file)]
    if edited:
        raise UnfitError(f"{edited[0]} is in no installed package")
    return [file for file in files if Path(file).exists()]


def _state() -> dict[str, Any]:
    """What a copy would inherit and a process of its own would not have, or have otherwise."""
    return {
        "signal handlers": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "sys.path": list(sys.path),
        "logging": (list(logging.root.handlers), logging.root.level, logging.root.manager.disable),
        "open files": _open_files(),
        "the working directory": str(Path.cwd()),
    }


def _open_files() -> dict[str, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - numbers
        with suppress(OSError):
            found[name] = str(Path(f"/proc/self/fd/{name}").readlink())
    return {name: target for name, target in found.items() if not target.startswith("/proc/")}


def _check(before: Mapping[str, Any], read: set[str], base: Path) -> None:
    found = [name for name, value in _state().items() if value != before[name]]
    if read:
        found.append(f"reads {', '.join(sorted(read))}")
    if any(path.is_file() or path.is_symlink() for path in base.rglob("*")):
        found.append("files")
    if not sys.modules.keys().isdisjoint(_NOT_SHOWN_SAFE):
        found.append(f"{' or '.join(_NOT_SHOWN_SAFE)}, of which copies are not shown to be safe")
    with suppress(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        found.append("processes")
    if not found and _threads_after_fork() != 1:
        found.append("threads")
    if found:
        raise UnfitError(f"the imports bring {'; '.join(found)}")


def _threads_after_fork() -> int:
    """Those that are left when each library has ended the threads that it ends before a fork."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - numbers


@contextmanager
def _reads() -> Iterator[set[str]]:
    """Notes which variables are read that are not the same for all trials; the temporary directory is seen to."""
    kind, read = type(os.environ), set[str]()
    getter = kind.__getitem__

    def noting(self: Any, name: str) -> str:
        if not ahead.lasting({name: ""}) and name != "TMPDIR":
            read.add(name)
        return getter(self, name)

    kind.__getitem__ = noting  # type: ignore[method-assign]
    try:
        yield read
    finally:
        kind.__getitem__ = getter  # type: ignore[method-assign]


@contextmanager
def _silence() -> Iterator[None]:
    """UnfitError when something is printed: it would be lacking in the log of a trial."""
    printed, kept = os.memfd_create("printed"), [os.dup(1), os.dup(2)]
    try:
        for number in (1, 2):
            os.dup2(printed, number)
        yield
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        size = os.fstat(printed).st_size
    finally:
        for number, descriptor in enumerate(kept, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(printed)
    if size:
        raise UnfitError("the imports print something")


def main() -> int:
    """Imports, says so, and serves until its input ends."""
    base = Path.cwd().parent
    requests, answers = forks.take_streams()
    sys.path_importer_cache.pop(str(Path.cwd()), None)
    told = json.loads(_line(requests))
    sys.argv = told["command"]
    reason: Optional[BaseException] = None
    try:
        ahead.imported = bring([Import(module, tuple(names)) for module, names in told["imports"]], base)
    except BaseException as unfit:
        reason = unfit
    os.chdir("/")
    shutil.rmtree(base, ignore_errors=True)
    if reason is not None:
        names = ", ".join(module for module, _ in told["imports"])
        print(f"no process is kept with {names} imported: {type(reason).__name__}: {reason}", file=sys.stderr)
        return 1
    importlib.invalidate_caches()
    installed()
    forks.settle()
    os.write(answers, b"0 ready 0\n")
    forks.Forks(requests, answers, told["variables"]).run()
    return 0


def _line(descriptor: int) -> bytes:
    """A line, and nothing of what follows it."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(descriptor, 1)
        if not part:
            os._exit(0)
        line += part
    return line


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)
