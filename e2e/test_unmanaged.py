"""The published client's unmanaged mode: the cluster tells what processes do that it did not start."""

from __future__ import annotations

import datetime
import json
import pathlib
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from cluster import ROOT, SCRIPTS, TERMINAL, Cluster, eventually

pytestmark = pytest.mark.slow
BIN = ROOT / ".envs" / "client" / "bin"


class Outside:
    """Starts scripts beside the cluster, with the token of its owner."""

    def __init__(self, cluster: Cluster, storage: pathlib.Path) -> None:
        self.cluster = cluster
        self.storage = storage
        home = str(cluster.directory / "config")
        self.environment = {**cluster.environment, "XDG_CONFIG_HOME": home, "COLUMNS": "400"}
        self.started: list[subprocess.Popen[str]] = []

    def start(self, trial: str, last: int, ending: str = "") -> subprocess.Popen[str]:
        command = [str(BIN / "python"), str(SCRIPTS / "unmanaged.py"), str(self.storage), trial, str(last), ending]
        process = subprocess.Popen(
            command, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.started.append(process)
        return process

    def find(self, trial: str) -> dict[str, Any]:
        path = f"/api/v1/trials/by-external-id/digits%20of%20{trial}/{trial}"
        found: dict[str, Any] = self.cluster.get(path)["trial"]
        return found

    def reported(self, trial: str, steps: int) -> dict[str, Any]:
        """Once it is running and so many steps are reported."""

        def read() -> dict[str, Any]:
            listed = self.cluster.get("/api/v1/experiments")["experiments"]
            known = any(one.get("externalExperimentId") == f"digits of {trial}" for one in listed)
            return self.find(trial) if known and self.trials(trial) else {}

        return eventually(
            read,
            lambda one: one.get("state") == "STATE_RUNNING" and one["totalBatchesProcessed"] >= steps,
            300,
            f"{steps} steps of {trial}",
        )

    def trials(self, trial: str) -> list[dict[str, Any]]:
        listed = self.cluster.get("/api/v1/experiments")["experiments"]
        return [
            one
            for each in listed
            if each.get("externalExperimentId") == f"digits of {trial}"
            for one in self.cluster.trials(each["id"])
        ]

    def state(self, trial: str) -> str:
        return str(self.find(trial)["state"])

    def logged(self, trial: int, line: str) -> str:
        """The trial's log once it has this line; the client sends lines each second."""
        return "\n".join(
            eventually(lambda: self.cluster.log(trial), lambda lines: line in "\n".join(lines), 60, f"'{line}'")
        )

    def det(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "det"), *arguments], capture_output=True, text=True, timeout=120, env=self.environment
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def outside(shared_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    made = Outside(shared_cluster, tmp_path_factory.mktemp("storage"))
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="module", autouse=True)
def silent(outside: Outside) -> datetime.datetime:
    """When a trial was last heard whose process is killed before all tests: its lease is over by the last of them."""
    process = outside.start("silent", 3, "wait")
    outside.reported("silent", 3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return datetime.datetime.fromisoformat(outside.find("silent")["lastHeard"])


def test_a_killed_script_goes_on_from_its_checkpoint(outside: Outside) -> None:
    first = outside.start("killed", 7, "wait")
    running = outside.reported("killed", 7)
    assert running["unmanaged"] is True
    outside.logged(running["id"], "run 1 begins at 0")
    first.send_signal(signal.SIGKILL)
    second = outside.start("killed", 10)
    told, _ = second.communicate(timeout=300)
    assert second.returncode == 0, told
    assert "run 2 begins at 5" in told
    trial = outside.find("killed")
    assert (trial["id"], trial["state"], trial["restarts"]) == (running["id"], "STATE_COMPLETED", 1)
    experiment = trial["experimentId"]
    eventually(lambda: outside.cluster.state(experiment), "STATE_COMPLETED".__eq__, 60, "its experiment to end")
    steps = [one["totalBatches"] for one in outside.cluster.training(trial["id"])]
    assert steps == list(range(1, 11)), "each step counts once, those after the checkpoint from the second run"
    assert trial["bestValidation"]["totalBatches"] == 10
    assert "run 1 begins at 0" in outside.logged(trial["id"], "run 2 begins at 5")
    checkpoints = outside.cluster.get(f"/api/v1/trials/{trial['id']}/checkpoints")["checkpoints"]
    assert sorted(one["metadata"]["steps_completed"] for one in checkpoints) == [5, 10]
    assert {one["uuid"] for one in checkpoints} <= {path.name for path in outside.storage.iterdir()}


def test_both_command_lines_tell_it(outside: Outside) -> None:
    told, _ = outside.start("whole", 10).communicate(timeout=300)
    trial = outside.find("whole")
    assert trial["state"] == "STATE_COMPLETED", told
    outside.logged(trial["id"], "run 1 begins at 0")
    number, experiment = str(trial["id"]), str(trial["experimentId"])
    assert outside.cluster.ended(trial["experimentId"]) == "STATE_COMPLETED"
    listed = outside.det("experiment", "list").splitlines()
    row = next(line for line in listed if line.split("|")[0].strip() == experiment)
    assert "COMPLETED" in row
    described = json.loads(outside.det("experiment", "describe", experiment, "--json"))[0]["experiment"]
    assert described["unmanaged"] is True
    assert described["externalExperimentId"] == "digits of whole"
    assert "loss" in outside.det("experiment", "describe", experiment, "--metrics")
    assert "outside" in outside.det("experiment", "config", experiment)
    assert "COMPLETED" in outside.det("experiment", "list-trials", experiment)
    assert "COMPLETED" in outside.det("trial", "describe", number, "--metrics")
    assert "run 1 begins at 0" in outside.det("trial", "logs", number)
    assert outside.det("experiment", "list-checkpoints", experiment).count("COMPLETED") == 2
    ours = outside.cluster.det("experiment", "describe", experiment).stdout
    assert "processes that the cluster did not start" in ours
    assert "digits of whole" in ours
    assert "elsewhere" in outside.cluster.det("experiment", "list").stdout
    assert "a process that the cluster did not start" in outside.cluster.det("trial", "describe", number).stdout
    assert "its process said that it was done" in outside.cluster.det("why", "trial", number).stdout


def test_a_script_that_fails_is_shown_so(outside: Outside) -> None:
    process = outside.start("failing", 2, "raise")
    told, _ = process.communicate(timeout=300)
    assert process.returncode != 0, told
    assert outside.state("failing") == "STATE_ERROR"
    why = outside.cluster.det("why", "trial", str(outside.find("failing")["id"])).stdout
    assert "its process said that it failed" in why


def test_what_is_killed_here_takes_nothing_more(outside: Outside) -> None:
    process = outside.start("unwanted", 2, "report")
    experiment = outside.reported("unwanted", 2)["experimentId"]
    outside.det("experiment", "kill", str(experiment))
    told, _ = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "killed on request" in told
    assert outside.state("unwanted") == "STATE_CANCELED"
    assert outside.cluster.ended(experiment) == "STATE_CANCELED"
    outside.det("experiment", "archive", str(experiment))
    outside.det("experiment", "delete", str(experiment), "--yes")
    eventually(lambda: outside.trials("unwanted"), lambda trials: not trials, 60, "it to be gone")


def test_a_replaced_process_is_refused(outside: Outside) -> None:
    first = outside.start("doubled", 2, "report")
    outside.reported("doubled", 2)
    second = outside.start("doubled", 2, "report")
    told, _ = first.communicate(timeout=300)
    assert first.returncode != 0
    assert "invalid run id, 1 (reported) != 2 (expected)" in told
    eventually(
        lambda: outside.state("doubled"),
        "STATE_RUNNING".__eq__,
        60,
        "what the replaced process said of its end to be mended by what the other reports",
    )
    second.send_signal(signal.SIGKILL)


def test_a_master_that_was_away_still_knows_it(outside: Outside) -> None:
    process = outside.start("patient", 2, "wait")
    outside.reported("patient", 2)
    outside.cluster.kill_master()
    outside.cluster.up()
    assert outside.state("patient") == "STATE_RUNNING"
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)


def test_a_silent_process_is_lost_after_its_lease(outside: Outside, silent: datetime.datetime) -> None:
    # A master that starts again listens anew: its lease counts from there.
    trial = eventually(lambda: outside.find("silent"), lambda one: one["state"] in TERMINAL, 300, "the lease to end")
    assert datetime.datetime.fromisoformat(trial["endTime"]) - silent >= datetime.timedelta(seconds=180)
    assert trial["state"] == "STATE_ERROR"
    assert trial["failure"]["kind"] == "lost"
    why = outside.cluster.det("why", "trial", str(trial["id"])).stdout
    assert "nothing has been heard of its process since" in why
    process = outside.start("silent", 10)
    told, _ = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert outside.state("silent") == "STATE_COMPLETED"
