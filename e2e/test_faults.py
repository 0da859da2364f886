"""What is killed goes on: nothing is lost, nothing arrives twice, nothing starts again that need not."""

from __future__ import annotations

import os
import pathlib
import re
import signal
import time
from typing import Any

import pytest
from cluster import Cluster, alive, eventually

EPOCHS = 4
BATCHES = 15 * EPOCHS


def search(trials: int, pace: float = 0.1, hold: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "name": "faults",
        "searcher": {"name": "random", "metric": "val_loss", "max_trials": trials, "max_concurrent_trials": 2},
        "hyperparameters": {"width": {"type": "int", "minval": 8, "maxval": 32}},
        "reproducibility": {"experiment_seed": 7},
        "scheduling_unit": 5,
        "min_checkpoint_period": {"batches": 10},
        "data": {"epochs": EPOCHS, "pace": pace, "hold": hold or {}},
        **more,
    }


def held(cluster: Cluster, *batches: int) -> dict[str, Any]:
    """The first run of each trial waits after each of these batches until it is let go, or asked to stop."""
    place = cluster.directory / "held"
    place.mkdir()
    return {"at": batches, "place": str(place)}


def waiting(cluster: Cluster, batch: int, count: int) -> None:
    """Waits until so many trials are held after a batch."""
    eventually(
        lambda: sorted((cluster.directory / "held").glob(f"{batch}.[0-9]*")),
        lambda trials: len(trials) == count,
        300,
        f"{count} trials to wait after batch {batch}",
    )


def let_go(cluster: Cluster, batch: int) -> None:
    (cluster.directory / "held" / f"{batch}.go").touch()


def training_since(cluster: Cluster, experiment: int, batches: int, count: int = 2) -> None:
    """Waits until so many trials have reported so many batches."""
    eventually(
        lambda: [trial["totalBatchesProcessed"] for trial in cluster.trials(experiment)],
        lambda done: sum(number >= batches for number in done) >= count,
        300,
        f"{count} trials past batch {batches}",
    )


def everything_once(cluster: Cluster, experiment: int, restarted: int = 0) -> None:
    for trial in cluster.trials(experiment):
        assert trial["state"] == "STATE_COMPLETED", trial
        assert cluster.batches(trial["id"]) == BATCHES
        steps = [report["totalBatches"] for report in cluster.training(trial["id"])]
        assert steps == sorted(set(steps))
        assert steps[-1] == BATCHES
        lines = [
            line.split(" done")[0].rsplit("batch ", 1)[1] for line in cluster.log(trial["id"]) if line.endswith(" done")
        ]
        if not restarted:
            assert sorted(map(int, lines)) == list(range(1, BATCHES + 1))
            assert trial["restarts"] == 0
    assert sum(trial["restarts"] for trial in cluster.trials(experiment)) == restarted


def test_a_killed_master_finds_its_trials_again(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(3, hold=held(cluster, 10, 30)))
    waiting(cluster, 10, 2)
    before = cluster.runner_pids(experiment)
    assert len(before) == 2
    cluster.kill_master()
    let_go(cluster, 10)
    waiting(cluster, 30, 2)  # the trials go on meanwhile
    assert cluster.runner_pids(experiment) == before
    cluster.up()
    let_go(cluster, 30)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)


def test_a_killed_trial_goes_on_from_its_newest_checkpoint(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, hold=held(cluster, 20)))
    waiting(cluster, 20, 1)
    trial = cluster.trials(experiment)[0]["id"]
    eventually(lambda: cluster.get(f"/api/v1/trials/{trial}/checkpoints")["checkpoints"], bool, 120, "a checkpoint")
    os.kill(cluster.runner_pids(experiment)[0], signal.SIGKILL)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment, restarted=1)
    told = [line for line in cluster.log(trial) if "restart" in line]
    assert told
    assert "checkpoint" in told[0]


@pytest.mark.slow
def test_a_killed_worker_group_goes_on_too(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, hold=held(cluster, 25)))
    waiting(cluster, 25, 1)
    os.killpg(os.getpgid(cluster.runner_pids(experiment)[0]), signal.SIGKILL)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment, restarted=1)


def test_a_trial_that_always_dies_ends_within_max_restarts(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, max_restarts=1, hold=held(cluster, 5)))
    waiting(cluster, 5, 1)
    for _ in range(2):
        (pid,) = eventually(lambda: cluster.runner_pids(experiment), bool, 120, "a runner")
        os.kill(pid, signal.SIGKILL)
        eventually(lambda pid=pid: pid in cluster.runner_pids(experiment), lambda there: not there, 60, "it to be gone")  # type: ignore[misc]
    assert cluster.ended(experiment) == "STATE_ERROR"
    assert cluster.trials(experiment)[0]["restarts"] == 1


def test_down_checkpoints_and_up_goes_on(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(2, hold=held(cluster, 25)))
    waiting(cluster, 25, 2)
    cluster.down()
    assert cluster.runner_pids(experiment) == []
    cluster.up()
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)


def test_pause_and_activate_go_on_where_they_were(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, hold=held(cluster, 25)))
    waiting(cluster, 25, 1)
    cluster.det("experiment", "pause", str(experiment))
    eventually(lambda: cluster.runner_pids(experiment), lambda pids: not pids, 120, "the trial to stop")
    assert cluster.state(experiment) == "STATE_PAUSED"
    cluster.det("experiment", "activate", str(experiment))
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)


def test_kill_ends_at_once(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(2, hold=held(cluster, 5)))
    waiting(cluster, 5, 2)
    cluster.det("experiment", "kill", str(experiment))
    assert cluster.ended(experiment, limit=60) == "STATE_CANCELED"
    eventually(lambda: cluster.runner_pids(experiment), lambda pids: not pids, 60, "no runner left")


@pytest.mark.slow
def test_training_does_not_stop_while_the_master_is_away_for_a_minute(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(2, pace=0.5))
    training_since(cluster, experiment, 5)
    cluster.kill_master()
    before = {path: path.stat().st_size for path in cluster.data.glob("run/*/spool/logs-*.jsonl")}
    time.sleep(60)
    grown = [path.stat().st_size > size for path, size in before.items() if path.exists()]
    assert grown
    assert all(grown)
    cluster.up()
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment)


@pytest.mark.slow
def test_a_training_process_that_is_stopped_is_replaced_though_its_supervisor_answers(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, hold=held(cluster, 20)))
    waiting(cluster, 20, 1)
    (runner,) = cluster.runner_pids(experiment)
    os.kill(runner, signal.SIGSTOP)
    trial = cluster.trials(experiment)[0]["id"]
    told = eventually(
        lambda: cluster.det("trial", "describe", str(trial)).stdout,
        lambda told: re.search(r"its process +([4-9]\d s|1m)", told) is not None,
        120,
        "its silence to be shown",
    )
    assert re.search(r"last heard +(now|[1-3]?\d s)", told), told
    assert "its training process last answered" in cluster.det("why", "trial", str(trial)).stdout
    failed = eventually(
        lambda: cluster.trials(experiment)[0], lambda found: bool(found.get("failure")), 240, "its lease to be over"
    )
    assert failed["failure"]["failureClass"] == "lost_worker"
    assert "did not answer for 120 s (it is stopped (SIGSTOP))" in failed["failure"]["message"]
    assert not alive(runner)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment, restarted=1)


@pytest.mark.slow
def test_a_worker_that_is_stopped_is_replaced_after_its_lease(cluster: Cluster) -> None:
    experiment = cluster.experiment("search", **search(1, hold=held(cluster, 20)))
    waiting(cluster, 20, 1)
    (runner,) = cluster.runner_pids(experiment)
    supervisor = int(pathlib.Path(f"/proc/{runner}/stat").read_text().rpartition(")")[2].split()[1])
    for pid in (supervisor, runner):
        os.kill(pid, signal.SIGSTOP)
    trial = cluster.trials(experiment)[0]["id"]
    eventually(
        lambda: cluster.det("trial", "describe", str(trial)).stdout,
        lambda told: re.search(r"last heard +(4\d s|5\d s|1m)", told) is not None,
        120,
        "its silence to be shown",
    )
    told = eventually(
        lambda: cluster.trials(experiment)[0], lambda found: bool(found.get("failure")), 240, "its lease to be over"
    )
    assert told["failure"]["failureClass"] == "lost_worker"
    assert "did not answer for 120 s" in told["failure"]["message"]
    assert not alive(supervisor)
    assert not alive(runner)
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    everything_once(cluster, experiment, restarted=1)
