"""The context directory of a trial: fetched, and unpacked so that nothing can leave its place."""

from __future__ import annotations

import base64
import io
import os
import shutil
import tarfile
import threading
from pathlib import Path, PurePosixPath
from typing import Optional

from determined.client.transport import Transport, TransportError

LONGEST_PAUSE = 5.0


class CannotStart(Exception):  # noqa: N818 - says what happened
    """The trial cannot be started, with the reason for people."""


def fetch(transport: Transport, task_id: str, over: threading.Event) -> Optional[bytes]:
    """The context directory as a gzipped tar; waits for the master as long as it takes, None when it is over."""
    pause = 0.1
    while not over.is_set():
        try:
            answer = transport.request("GET", f"/api/v1/tasks/{task_id}/context_directory", timeout=300)
        except TransportError:
            answer = None
        if answer is not None and answer.ok:
            return base64.b64decode(answer.json().get("b64Tgz", ""))
        if answer is not None and 400 <= answer.status < 500 and answer.status != 429:
            raise CannotStart(f"The master does not give out the context directory: {answer.message()}.")
        over.wait(pause)
        pause = min(LONGEST_PAUSE, pause * 1.6)
    return None


def unpack(archive: bytes, target: Path) -> None:
    """Fills the new directory `target`; it appears only when everything is in it."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    if archive:
        try:
            with tarfile.open(fileobj=io.BytesIO(archive), mode="r:*") as tar:
                for member in tar:
                    _unpack_member(tar, member, fresh)
        except (tarfile.TarError, EOFError) as torn:
            raise CannotStart(f"The context directory is damaged: {torn}. Submit the experiment again.") from torn
        _check_links(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> None:
    parts = PurePosixPath(member.name).parts
    if ".." in parts or member.name.startswith("/"):
        raise CannotStart(
            f"The context directory holds {member.name!r}, which leads out of it. Submit it without that."
        )
    path = root.joinpath(*parts)
    for parent in path.relative_to(root).parents:
        if (root / parent).is_symlink():
            raise CannotStart(f"The context directory holds {member.name!r} below a link. Submit it without that.")
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        path.symlink_to(member.linkname)
    elif member.isreg():
        source = tar.extractfile(member)
        assert source is not None
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(source, file)
        path.chmod((member.mode & 0o777) | 0o600)
        os.utime(path, (member.mtime, member.mtime))
    else:
        raise CannotStart(f"The context directory holds {member.name!r}, which is neither file, directory nor link.")


def _check_links(root: Path) -> None:
    inside = root.resolve()
    for parent, directories, names in os.walk(root):
        for name in directories + names:
            path = Path(parent, name)
            if path.is_symlink() and inside not in (path.resolve(), *path.resolve().parents):
                raise CannotStart(
                    f"The context directory holds the link {path.relative_to(root)} to {path.readlink()}, "
                    "which leads out of it. Submit it without that."
                )
