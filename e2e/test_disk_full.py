"""A full disk is said, breaks nothing, and is over when there is room again."""

from __future__ import annotations

import os
import pathlib
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from cluster import Cluster, eventually
from test_faults import everything_once, search, training_since

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
        "search", **search(1, pace=0.2, checkpoint_policy="none", min_checkpoint_period=None)
    )
    training_since(cluster, experiment, 10, count=1)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    time.sleep(3)  # training goes on with no room for its reports
    eventually(lambda: cluster.runner_pids(experiment), bool, 5, "the trial to be training still")
    ballast.unlink()
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)
    said = (cluster.data / "master.log").read_text() + "\n".join(cluster.log(cluster.trials(experiment)[0]["id"]))
    assert "no space" in said.lower() or "disk is full" in said.lower() or "no room" in said.lower()
