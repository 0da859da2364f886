"""What chaos does to a cluster: each fault is a function that does it, waits as long as it lasts, and takes it back."""

from __future__ import annotations

import os
import pathlib
import random
import signal
import subprocess
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from cluster import TERMINAL, Cluster
from workers import Worker, workers


@dataclass
class Scene:
    """One cluster under attack, and what an audit must know of what was done to it."""

    cluster: Cluster
    random: random.Random
    experiment: int
    disk: pathlib.Path | None = None
    silenced: set[str] = field(default_factory=set)
    """Allocations whose supervisor was killed: what their trial printed last may still have been in its pipe."""

    def worker(self) -> Worker | None:
        found = workers(self.cluster)
        return self.random.choice(found) if found else None

    def seconds(self, least: float, most: float) -> float:
        return self.random.uniform(least, most)


def kill(pid: int | None, number: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, number)


def kill_master(scene: Scene) -> None:
    scene.cluster.kill_master()
    time.sleep(scene.seconds(0, 4))
    scene.cluster.up()


def kill_runner(scene: Scene) -> None:
    if worker := scene.worker():
        kill(worker.runner)


def fail_script(scene: Scene) -> None:
    """Its script raises; before that it reports the part of a scheduling unit that it has."""
    if worker := scene.worker():
        kill(worker.runner, signal.SIGUSR1)


def kill_supervisor(scene: Scene) -> None:
    if worker := scene.worker():
        scene.silenced.add(worker.allocation)
        kill(worker.supervisor)


def kill_worker(scene: Scene) -> None:
    if worker := scene.worker():
        scene.silenced.add(worker.allocation)
        with suppress(ProcessLookupError):
            os.killpg(worker.supervisor, signal.SIGKILL)


@contextmanager
def stopped(pid: int | None) -> Iterator[None]:
    kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        kill(pid, signal.SIGCONT)


def stop_master(scene: Scene) -> None:
    with stopped(scene.cluster.master_pid):
        time.sleep(scene.seconds(0.5, 8))


def stop_runner(scene: Scene) -> None:
    if worker := scene.worker():
        with stopped(worker.runner):
            time.sleep(scene.seconds(0.5, 5))


def stop_supervisor(scene: Scene) -> None:
    if worker := scene.worker():
        with stopped(worker.supervisor):
            time.sleep(scene.seconds(0.5, 8))


def cut_connections(scene: Scene) -> None:
    """Ends every connection to the master, in the kernel, several times."""
    for _ in range(scene.random.randint(1, 5)):
        for side in ("dport", "sport"):
            subprocess.run(["ss", "-K", "-tn", side, "=", f":{scene.cluster.port}"], capture_output=True, check=False)
        time.sleep(scene.seconds(0, 0.5))


def fill_disk(scene: Scene) -> None:
    if scene.disk is None:
        return
    ballast = scene.disk / "ballast"
    try:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        time.sleep(scene.seconds(0.5, 4))
    finally:
        ballast.unlink()


def down_and_up(scene: Scene) -> None:
    scene.cluster.down()
    scene.cluster.up()


def pause_and_activate(scene: Scene) -> None:
    """Its last trials may end by themselves meanwhile; then the search is over, and is told so."""
    try:
        scene.cluster.call("POST", f"/api/v1/experiments/{scene.experiment}/pause")
        time.sleep(scene.seconds(0, 4))
        scene.cluster.call("POST", f"/api/v1/experiments/{scene.experiment}/activate")
    except urllib.error.HTTPError:
        if scene.cluster.state(scene.experiment) not in TERMINAL:
            raise


FAULTS: list[Callable[[Scene], None]] = [
    kill_master,
    kill_runner,
    fail_script,
    kill_supervisor,
    kill_worker,
    stop_master,
    stop_runner,
    stop_supervisor,
    cut_connections,
    fill_disk,
    down_and_up,
    pause_and_activate,
]
