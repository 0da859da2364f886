"""`startup-hook.sh`: sourced by bash with `set -e`; what it exports reaches the trial, where it goes does not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

HOOK = "startup-hook.sh"

# Descriptor 3 takes the exports at the end, 4 the line that failed.
_SCRIPT = r"""
set -eE
trap 'status=$?; printf "%s\n%s\n%s\n" "$status" "$LINENO" "$BASH_COMMAND" >&4; trap - ERR; exit "$status"' ERR
trap 'status=$?; trap - EXIT; if [ "$status" = 0 ]; then "$RESOLUTE_ENV" -0 >&3; fi; exit "$status"' EXIT
source "$RESOLUTE_HOOK"
"""


@dataclass(frozen=True)
class HookFailure:
    """Which line of the hook failed, in words, and with what status."""

    status: int
    message: str


def source(
    work: Path, environment: Mapping[str, str], stdout: int, stderr: int, shell: str = "/bin/bash"
) -> tuple[dict[str, str], Optional[HookFailure]]:
    """Runs the hook and returns the environment for the trial, or what failed."""
    # Files in memory, not pipes: a process that the hook leaves behind may hold them open.
    exports, line = os.memfd_create("exports"), os.memfd_create("line")
    given = {**environment, "RESOLUTE_HOOK": str(work / HOOK), "RESOLUTE_ENV": "/usr/bin/env"}
    arguments = [shell, "-c", f"exec 3>&{exports} 4>&{line}\n{_SCRIPT}"]
    process = subprocess.Popen(
        arguments,
        cwd=work,
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        pass_fds=(exports, line),
    )
    status = process.wait()
    exported, failed = _read_all(exports), _read_all(line).decode(errors="replace")
    if status == 0:
        return _parse(exported), None
    return {}, HookFailure(status, _describe(status, failed))


def _read_all(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()


def _parse(exports: bytes) -> dict[str, str]:
    pairs = (item.split(b"=", 1) for item in exports.split(b"\0") if b"=" in item)
    environment = {os.fsdecode(name): os.fsdecode(value) for name, value in pairs}
    for ours in ("RESOLUTE_HOOK", "RESOLUTE_ENV", "OLDPWD", "PWD", "_", "SHLVL"):
        environment.pop(ours, None)
    return environment


def _describe(status: int, line: str) -> str:
    where = f"{HOOK} failed with status {status}"
    if line:
        _, number, command = line.rstrip("\n").split("\n", 2)
        where = f"{HOOK}, line {number}: `{command}` failed with status {status}"
    return f"{where}. The trial was not started, since a hook stops at its first failing command. Mend it; see the log."
