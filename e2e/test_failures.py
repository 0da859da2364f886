"""What a failure is of, what follows it, and why something does not run: the no-op example on a real cluster."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cluster import ROOT, Cluster, eventually

NOOP = ROOT / "examples" / "noop"


def noop(cluster: Cluster, folder: str, faults: list[dict[str, Any]], **more: Any) -> int:
    data = {"batches": 40, "pace": 0.01, "faults": faults, **more.pop("data", {})}
    config = {
        "name": folder,
        "searcher": {"name": "single", "metric": "val_loss"},
        "hyperparameters": {"lr": 0.1},
        "max_restarts": 1,
        "data": data,
        **more,
    }
    return cluster.experiment(folder, scripts=NOOP, **config)


def only(cluster: Cluster, experiment: int) -> dict[str, Any]:
    (trial,) = cluster.trials(experiment)
    return trial


def why(cluster: Cluster, *words: str) -> dict[str, Any]:
    (told,) = json.loads(cluster.det("why", *words, "-o", "json").stdout)
    return dict(told)


def test_a_script_that_fails_for_good_is_told_with_its_line(shared_cluster: Cluster) -> None:
    experiment = noop(shared_cluster, "raises", [{"kind": "raise", "at": 25}])
    assert shared_cluster.ended(experiment) == "STATE_ERROR"
    trial = only(shared_cluster, experiment)
    failure = trial["failure"]
    assert failure["failureClass"] == "script"
    assert failure["file"] == "train.py"
    assert "raise LookupError" in (NOOP / "train.py").read_text().splitlines()[failure["line"] - 1]
    assert failure["next"] == "not restarted: it was restarted 1 of 1 times"
    told = shared_cluster.det("why", "trial", str(trial["id"])).stdout
    assert "error in the script (script_raised)" in told
    assert f"at train.py:{failure['line']}" in told
    ended = why(shared_cluster, str(experiment))
    assert ended["state"] == "ERROR"
    assert any(reason["text"].startswith("1 failed: error in the script") for reason in ended["reasons"])


@pytest.mark.parametrize(
    ("folder", "faults", "words"),
    [
        ("memory", [{"kind": "memory", "at": 25, "runs": 1}], "MemoryError"),
        (
            "bad_alloc",
            [
                {"kind": "print", "at": 25, "runs": 1, "text": "what():  std::bad_alloc"},
                {"kind": "abort", "at": 26, "runs": 1},
            ],
            "memory was not enough",
        ),
        ("killed", [{"kind": "kill", "at": 25, "runs": 1}], "SIGKILL"),
    ],
)
def test_a_trial_that_runs_out_of_memory_once_goes_on(
    shared_cluster: Cluster, folder: str, faults: list[dict[str, Any]], words: str
) -> None:
    experiment = noop(shared_cluster, folder, faults)
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    trial = only(shared_cluster, experiment)
    assert trial["restarts"] == 1
    assert trial["totalBatchesProcessed"] == 40
    restarted = [line for line in shared_cluster.log(trial["id"]) if "restarting from checkpoint" in line]
    assert len(restarted) == 1
    assert words in restarted[0]
    assert "(restart 1 of 1)" in restarted[0]


def test_nan_ends_a_trial_at_once_and_the_search_goes_on(shared_cluster: Cluster) -> None:
    experiment = noop(
        shared_cluster,
        "nan",
        [{"kind": "nan", "at": 20, "when": "lr > 0.5"}],
        searcher={"name": "grid", "metric": "val_loss"},
        hyperparameters={"lr": {"type": "categorical", "vals": [0.1, 0.9]}},
    )
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    bad = next(trial for trial in shared_cluster.trials(experiment) if trial["hparams"]["lr"] == 0.9)
    assert bad["state"] == "STATE_ERROR"
    assert bad["restarts"] == 0
    assert bad["failure"]["failureClass"] == "not_a_number"
    assert bad["failure"]["next"] == "not restarted: a restart cannot mend that"


def test_a_log_policy_lets_no_restart_follow(shared_cluster: Cluster) -> None:
    experiment = noop(
        shared_cluster,
        "policy",
        [{"kind": "print", "at": 15, "text": "NCCL connection reset"}, {"kind": "raise", "at": 25}],
        log_policies=[{"name": "bad cable", "pattern": "NCCL .*reset", "action": "cancel_retries"}],
    )
    assert shared_cluster.ended(experiment) == "STATE_ERROR"
    trial = only(shared_cluster, experiment)
    assert trial["logPoliciesMatched"] == ["bad cable"]
    assert trial["restarts"] == 0
    assert "bad cable" in trial["failure"]["next"]


def test_a_disabled_slot_is_left_and_why_says_so(shared_cluster: Cluster) -> None:
    (agent,) = shared_cluster.get("/api/v1/agents")["agents"]
    experiment = noop(shared_cluster, "leaves", [], data={"batches": 100000, "pace": 0.05})
    trial = eventually(
        lambda: shared_cluster.trials(experiment),
        lambda found: bool(found) and found[0]["totalBatchesProcessed"] > 5,
        120,
        "it to train",
    )[0]["id"]
    shared_cluster.det("agent", "disable", agent["id"], "--drain")
    assert all(slot["draining"] for slot in shared_cluster.get("/api/v1/agents")["agents"][0]["slots"].values())
    assert shared_cluster.runner_pids(experiment)
    shared_cluster.det("agent", "disable", agent["id"])
    told = eventually(
        lambda: why(shared_cluster, "trial", str(trial)),
        lambda found: "waits for slots" in found["summary"],
        120,
        "it to wait",
    )
    assert "2 more are disabled" in told["summary"]
    assert any("is disabled by determined" in reason["text"] for reason in told["reasons"])
    shared_cluster.kill_master()
    shared_cluster.up()
    assert not shared_cluster.runner_pids(experiment)
    shared_cluster.det("agent", "enable", agent["id"])
    eventually(lambda: shared_cluster.runner_pids(experiment), bool, 120, "it to go on")
    assert only(shared_cluster, experiment)["restarts"] == 0
    shared_cluster.det("experiment", "pause", str(experiment))
    paused = why(shared_cluster, str(experiment))
    assert any("determined asked: pause experiment" in reason["text"] for reason in paused["reasons"])
    shared_cluster.det("experiment", "kill", str(experiment))


def test_a_run_that_does_not_stop_in_time_is_killed_and_uses_up_no_restart(shared_cluster: Cluster) -> None:
    experiment = noop(
        shared_cluster,
        "late",
        [],
        data={"batches": 2, "pace": 600},
        preemption_timeout=1,
    )
    eventually(lambda: shared_cluster.runner_pids(experiment), bool, 120, "a runner")
    eventually(lambda: only(shared_cluster, experiment)["state"], "STATE_RUNNING".__eq__, 120, "it to run")
    shared_cluster.det("experiment", "pause", str(experiment))
    eventually(lambda: shared_cluster.runner_pids(experiment), lambda pids: not pids, 120, "it to be killed")
    trial = eventually(
        lambda: only(shared_cluster, experiment), lambda found: bool(found.get("failure")), 60, "the reason to be told"
    )
    assert trial["failure"]["failureClass"] == "time_limit"
    assert trial["failure"]["next"] == "it goes on once it is activated"
    assert trial["restarts"] == 0
    shared_cluster.det("experiment", "kill", str(experiment))
