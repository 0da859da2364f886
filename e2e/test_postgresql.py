"""A cluster on PostgreSQL: its database and its master are killed, and everything is there once."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import pytest
from cluster import ROOT, Cluster, eventually, free_port

pytestmark = pytest.mark.slow

BINARIES = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
LENGTH = 60
SEARCH = {
    "name": "async_halving",
    "metric": "val_loss",
    "num_rungs": 2,
    "divisor": 2,
    "target_trial_steps": 2,
    "max_trials": 4,
    "max_concurrent_trials": 2,
}


class Postgres:
    """A server of the test's own, on a free port of the loopback."""

    def __init__(self, directory: pathlib.Path) -> None:
        assert BINARIES, "needs Debian's package postgresql"
        self.directory = directory
        self.port = free_port()
        if os.geteuid() == 0:  # as which it refuses to run
            shutil.chown(directory, "postgres")
        data = str(directory / "data")
        assert self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", data).wait() == 0
        self.start()

    def create_database(self) -> None:
        create = ("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "resolute")
        eventually(lambda: self._run(*create).wait(), lambda status: status == 0, 120, "a database")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        root = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--") if os.geteuid() == 0 else ()
        return subprocess.Popen(
            [*root, str(BINARIES[-1] / program), *arguments],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        where = ("-D", str(self.directory / "data"), "-k", str(self.directory))
        self.process = self._run("postgres", *where, "-h", "127.0.0.1", "-p", str(self.port))

    def kill(self) -> None:
        """Leaves it no time to put anything in order: it recovers from its log when it is started again."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=120)

    def settings(self) -> dict[str, object]:
        place = {"host": "127.0.0.1", "port": self.port, "name": "resolute"}
        return {"db": {"type": "postgresql", **place, "user": "postgres", "password": "any"}}


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    # Directories of pytest are closed to the user that it runs as.
    with tempfile.TemporaryDirectory() as directory:
        server = Postgres(pathlib.Path(directory))
        try:
            server.create_database()
            yield server
        finally:
            server.kill()


def test_a_search_survives_its_master_and_its_database(
    new_cluster: Callable[..., Cluster], postgres: Postgres, tmp_path: pathlib.Path
) -> None:
    settings = tmp_path / "master.yaml"
    settings.write_text(json.dumps(postgres.settings()))
    cluster = new_cluster()
    cluster.up("--config", str(settings))
    experiment = cluster.experiment(
        "halving",
        scripts=ROOT / "examples" / "noop",
        name="halving",
        searcher=SEARCH,
        scheduling_unit=LENGTH // 2,
        hyperparameters={"lr": {"type": "log", "base": 10, "minval": -3, "maxval": 0}},
        data={"pace": 0.1},
    )

    def trained() -> int:
        return sum(trial["totalBatchesProcessed"] for trial in cluster.trials(experiment))

    eventually(trained, lambda batches: batches >= 20, 300, "a search under way")
    postgres.kill()
    postgres.start()
    eventually(trained, lambda batches: batches >= 50, 300, "the search to go on")
    cluster.kill_master()
    cluster.up("--config", str(settings))
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    assert_everything_is_there_once(cluster, experiment)
    told = cluster.det("backup", str(tmp_path / "kept"), "--data", str(cluster.data), "--config", str(settings))
    assert "Backed up 1 experiment" in told.stdout


def assert_everything_is_there_once(cluster: Cluster, experiment: int) -> None:
    trials = cluster.trials(experiment)
    assert [(trial["state"], trial["restarts"]) for trial in trials] == [("STATE_COMPLETED", 0)] * 4
    assert max(trial["totalBatchesProcessed"] for trial in trials) == LENGTH
    for trial in trials:
        done, reports = 0, cluster.training(trial["id"])
        for report in reports:  # one that the search lets go on while it is stopping reports a part of ten
            done += len(report["metrics"]["batchMetrics"])
            assert report["totalBatches"] == done
        assert done == trial["totalBatchesProcessed"]
        assert {report["totalBatches"] for report in reports} >= set(range(10, done + 1, 10))
