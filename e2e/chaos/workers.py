"""The processes of a cluster's trials, as the kernel knows them."""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass

from cluster import Cluster, alive


@dataclass(frozen=True)
class Worker:
    """One allocation with a living supervisor; the runner is None before it starts and after it ends."""

    allocation: str
    supervisor: int
    runner: int | None


def workers(cluster: Cluster) -> list[Worker]:
    """Every living worker, by its run directory."""
    found = []
    for directory in sorted(cluster.data.glob("run/*")):
        supervisor, runner = _pid(directory / "supervisor.json"), _pid(directory / "runner.json")
        if supervisor is not None:
            found.append(Worker(directory.name, supervisor, runner))
    return found


def _pid(file: pathlib.Path) -> int | None:
    try:
        pid = int(json.loads(file.read_text())["pid"])
    except (OSError, ValueError, KeyError):
        return None
    return pid if alive(pid) else None


def processes_of(cluster: Cluster) -> dict[int, str]:
    """Every process that belongs to a run directory of this cluster, or is a dead child of its master."""
    marks = (f"DET_RUN_DIR={cluster.data}/run/".encode(), f"{cluster.data}/run/".encode())
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            state, parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if marks[1] in command or marks[0] in environment:
            found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace")
        elif state == "Z" and int(parent) == cluster.master_pid:
            found[int(process.name)] = "a zombie of the master"
    return found
