"""A `/tmp` of its own for a trial, where the kernel lets this user have one."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18


def isolate_tmp(own: Path, needed: Iterable[Path]) -> bool:
    """Puts `own` in the place of `/tmp` for this process and those it starts; false where that cannot be.

    It is left alone when something that the trial needs lies below `/tmp`. Call it before any thread is started.
    """
    tmp = Path("/tmp").resolve()
    if any(tmp in (path.resolve(), *path.resolve().parents) for path in needed):
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        _own_mounts(libc)
        _mount(libc, "none", "/", _RECURSIVE | _PRIVATE)
        own.chmod(0o1777)
        _mount(libc, str(own), "/tmp", _BIND)
    except (OSError, AttributeError):
        return False
    return True


def _own_mounts(libc: ctypes.CDLL) -> None:
    if libc.unshare(_NEW_MOUNTS) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_NEW_USERS | _NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _mount(libc: ctypes.CDLL, source: str, target: str, flags: int) -> None:
    if libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {target}")
