"""A full disk is said, breaks nothing, and is over when there is room again."""

from __future__ import annotations

import os
import pathlib
import subprocess
from collections.abc import Callable, Iterator

import pytest
from cluster import ROOT, TERMINAL, Cluster, eventually
from test_faults import everything_once, held, let_go, search, waiting

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system takes root")


@pytest.fixture
def small_disk(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    disk = tmp_path / "small"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_loses_nothing(small_disk: pathlib.Path, new_cluster: Callable[..., Cluster]) -> None:
    cluster = new_cluster(data=small_disk / "data")
    cluster.up()
    experiment = cluster.experiment(
        "search", **search(1, hold=held(cluster, 10, 50), checkpoint_policy="none", min_checkpoint_period=None)
    )
    waiting(cluster, 10, 1)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    let_go(cluster, 10)
    waiting(cluster, 50, 1)  # training goes on with no room for its reports
    assert cluster.runner_pids(experiment)
    ballast.unlink()
    let_go(cluster, 50)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)
    said = (cluster.data / "master.log").read_text() + "\n".join(cluster.log(cluster.trials(experiment)[0]["id"]))
    assert "no space" in said.lower() or "disk is full" in said.lower() or "no room" in said.lower()


@pytest.fixture
def tiny_run_directory(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """Where workers run, on a file system of its own that is too small for the context of the test."""
    runs = tmp_path / "data" / "run"
    runs.mkdir(parents=True)
    (tmp_path / "data").chmod(0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(runs)], check=True)
    yield runs
    subprocess.run(["umount", "-l", str(runs)], check=True)


def test_no_room_to_start_uses_up_no_restart(
    tiny_run_directory: pathlib.Path, new_cluster: Callable[..., Cluster]
) -> None:
    cluster = new_cluster()
    cluster.up()
    (cluster.directory / "large").mkdir()
    (cluster.directory / "large" / "ballast.bin").write_bytes(os.urandom(2_000_000))
    experiment = cluster.experiment(
        "large",
        scripts=ROOT / "examples" / "noop",
        name="large",
        searcher={"name": "single", "metric": "val_loss"},
        hyperparameters={},
        max_restarts=0,
        data={"batches": 20},
    )
    # It fails to start, and says so once there is room for words.
    looks: list[bool] = []
    eventually(
        lambda: looks.append(os.statvfs(tiny_run_directory).f_bavail == 0) or looks[-5:],
        lambda last: last == [True] * 5,
        300,
        "it to have filled the disk",
    )
    assert cluster.state(experiment) not in TERMINAL
    subprocess.run(["mount", "-o", "remount,size=64m", str(tiny_run_directory)], check=True)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    (trial,) = cluster.trials(experiment)
    assert trial["restarts"] == 0
    log = cluster.log(trial["id"])
    assert any("No space left on device" in line and "restarting in 10 s" in line for line in log), log
