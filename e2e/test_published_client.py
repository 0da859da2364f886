"""The published command line of Determined 0.38.1, unchanged, drives a cluster with real training."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import uuid
from typing import Any

import pytest
from cluster import ROOT, SCRIPTS, TERMINAL, Cluster, eventually

pytestmark = pytest.mark.slow
DET = ROOT / ".envs" / "client" / "bin" / "det"
CONFIG: dict[str, Any] = {
    "name": "from the published client",
    "entrypoint": "python3 train.py",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 2, "max_concurrent_trials": 2},
    "hyperparameters": {"width": {"type": "int", "minval": 8, "maxval": 32}},
    "scheduling_unit": 5,
    # Its `trial download` takes none when all but one are deleted.
    "checkpoint_storage": {"save_trial_latest": 3},
    "max_restarts": 0,
    "labels": ["first"],
}
LONG: dict[str, Any] = {
    **CONFIG,
    "searcher": {"name": "single", "metric": "val_loss"},
    "hyperparameters": {"width": 8},
    "data": {"epochs": 200, "pace": 0.05},
}


class Client:
    def __init__(self, cluster: Cluster, config_home: pathlib.Path) -> None:
        self.cluster = cluster
        self.environment = {**cluster.environment, "XDG_CONFIG_HOME": str(config_home), "COLUMNS": "400"}

    def run(self, *arguments: str, check: bool = True, limit: float = 600) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(DET), *arguments], capture_output=True, text=True, timeout=limit, env=self.environment
        )
        # A traceback or a warning about versions would mean that the client did not understand what it got.
        assert "Traceback" not in done.stderr, done.stderr
        assert "version" not in done.stderr.lower(), done.stderr
        if check and done.returncode:
            raise AssertionError(f"det {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def __call__(self, *arguments: str) -> str:
        return self.run(*arguments).stdout

    def create(self, folder: pathlib.Path, config: dict[str, Any]) -> int:
        folder.mkdir(exist_ok=True)
        shutil.copy(SCRIPTS / "train.py", folder)
        (folder / "config.json").write_text(json.dumps(config))
        told = self("experiment", "create", str(folder / "config.json"), str(folder))
        found = re.search(r"Created experiment (\d+)", told)
        assert found, told
        return int(found[1])


@pytest.fixture(scope="module")
def client(shared_cluster: Cluster) -> Client:
    """With the token that the cluster's first start has put in this person's store."""
    return Client(shared_cluster, shared_cluster.directory / "config")


@pytest.fixture(scope="module")
def searched(client: Client, tmp_path_factory: pytest.TempPathFactory) -> int:
    experiment = client.create(tmp_path_factory.mktemp("search"), CONFIG)
    client("experiment", "wait", str(experiment))
    return experiment


def test_who_one_is(client: Client) -> None:
    assert "determined" in client("user", "whoami")
    assert "0.38.1" in client("version")


def test_logging_in_with_a_password(new_cluster: Any, tmp_path: pathlib.Path) -> None:
    cluster = new_cluster()
    (tmp_path / "master.yaml").write_text("security:\n  initial_user_password: Correct-horse-7\n")
    cluster.up("--config", str(tmp_path / "master.yaml"))
    stranger = Client(cluster, tmp_path / "nobody")
    login = [str(DET), "user", "login", "admin"]
    refused = subprocess.run(login, input="wrong\n", capture_output=True, text=True, env=stranger.environment)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    done = subprocess.run(login, input="Correct-horse-7\n", capture_output=True, text=True, env=stranger.environment)
    assert done.returncode == 0, done.stderr
    assert "admin" in stranger("user", "whoami")
    stranger("user", "logout")
    assert "admin" not in stranger.run("user", "whoami", check=False).stdout


def test_lists_and_descriptions_of_an_experiment(client: Client, searched: int) -> None:
    row = next(line for line in client("experiment", "list").splitlines() if CONFIG["name"] in line)
    assert "COMPLETED" in row
    described = json.loads(client("experiment", "describe", str(searched), "--json"))[0]["experiment"]
    assert described["state"] == "STATE_COMPLETED"
    assert described["labels"] == ["first"]
    assert len(described["trialIds"]) == 2
    assert "val_loss" in client("experiment", "describe", str(searched), "--metrics")
    assert "val_loss" in client("experiment", "config", str(searched))
    assert client("experiment", "list-trials", str(searched)).count("COMPLETED") == 2
    assert client("experiment", "list-checkpoints", str(searched)).count("COMPLETED") >= 2


def test_logs(client: Client, searched: int) -> None:
    lines = client("experiment", "logs", str(searched))
    assert "batch 30 done" in lines
    trial = str(client.cluster.trials(searched)[0]["id"])
    assert "batch 30 done" in client("trial", "logs", trial)
    tail = client("trial", "logs", trial, "--tail", "2")
    assert sum(line.startswith("[") for line in tail.splitlines()) == 2
    assert "batch 30 done" in client("trial", "logs", trial, "-f")
    first, _ = json.JSONDecoder().raw_decode(client("trial", "logs", trial, "--head", "1", "--json"))
    assert first["log"]


def test_a_trial(client: Client, searched: int) -> None:
    trial = str(client.cluster.trials(searched)[0]["id"])
    described = client("trial", "describe", trial)
    assert "COMPLETED" in described
    assert "val_loss" in client("trial", "describe", trial, "--metrics")
    as_json = json.loads(client("trial", "describe", trial, "--json"))
    assert as_json["trial"]["state"] == "STATE_COMPLETED"
    assert as_json["workloads"]


def test_a_checkpoint_comes_home(client: Client, searched: int, tmp_path: pathlib.Path) -> None:
    trial = client.cluster.trials(searched)[0]
    name = trial["bestCheckpoint"]["uuid"]
    assert name in client("checkpoint", "describe", name)
    client("checkpoint", "download", name, "-o", str(tmp_path / "one"), "--mode", "master")
    assert list((tmp_path / "one").rglob("*.keras"))
    client("trial", "download", str(trial["id"]), "--best", "-o", str(tmp_path / "best"))
    assert list((tmp_path / "best").rglob("*.keras"))


def test_a_checkpoint_becomes_a_version_and_then_goes(client: Client, searched: int) -> None:
    first, second = client.cluster.trials(searched)
    kept, gone = first["bestCheckpoint"]["uuid"], second["bestCheckpoint"]["uuid"]
    assert "ten of them" in client("model", "create", "digits", "--description", "ten of them")
    assert kept in client("model", "register-version", "digits", kept)
    assert "digits" in client("model", "list")
    assert kept in client("model", "describe", "digits")
    assert json.loads(client("model", "list-versions", "digits", "--json"))["modelVersions"][0]["version"] == 1
    delete = [str(DET), "checkpoint", "delete", f"{kept},{gone}", "--yes"]
    refused = subprocess.run(delete, capture_output=True, text=True, env=client.environment)
    assert refused.returncode != 0
    assert "in the model registry and cannot be deleted" in refused.stderr
    client("checkpoint", "rm", gone, "--glob", "code/**", "--yes")
    assert "PARTIALLY_DELETED" in client("experiment", "list-checkpoints", str(searched))
    policy = ["--save-experiment-best", "0", "--save-trial-best", "0", "--save-trial-latest", "0"]
    preview = subprocess.run(
        [str(DET), "experiment", "set", "gc-policy", str(searched), *policy],
        input="n\n",
        capture_output=True,
        text=True,
        env=client.environment,
    )
    assert "This policy will delete" in preview.stdout, preview.stderr
    client("experiment", "set", "gc-policy", str(searched), *policy, "--yes")
    client("checkpoint", "delete", gone, "--yes")
    eventually(
        lambda: client("experiment", "list-checkpoints", str(searched)),
        lambda listed: listed.count("COMPLETED") == 1 and "PARTIALLY" not in listed,
        60,
        "all but the version to be gone",
    )
    client("model", "delete", "digits")


def test_the_context_directory_comes_home(client: Client, searched: int, tmp_path: pathlib.Path) -> None:
    client("experiment", "download-model-def", str(searched), "--output-dir", str(tmp_path))
    assert list(tmp_path.glob("*.tgz"))


def test_pause_activate_cancel_archive(client: Client, tmp_path: pathlib.Path) -> None:
    experiment = client.create(tmp_path / "long", LONG)
    number = str(experiment)
    state = client.cluster.state
    eventually(lambda: state(experiment), "STATE_RUNNING".__eq__, 120, "training to begin")
    assert number in client("task", "list")
    assert number in client("job", "list") or "experiment" in client("job", "list")
    client("experiment", "pause", number)
    eventually(lambda: state(experiment), "STATE_PAUSED".__eq__, 120, "the pause")
    client("experiment", "activate", number)
    eventually(lambda: state(experiment), "STATE_RUNNING".__eq__, 120, "training to go on")
    client("experiment", "cancel", number)
    assert client.cluster.ended(experiment) == "STATE_CANCELED"
    client("experiment", "archive", number)
    assert not any(line.split("|")[0].strip() == number for line in client("experiment", "list").splitlines())
    client("experiment", "unarchive", number)
    assert any(line.split("|")[0].strip() == number for line in client("experiment", "list").splitlines())


def test_kill(client: Client, tmp_path: pathlib.Path) -> None:
    experiment = client.create(tmp_path / "killed", LONG)
    client("experiment", "kill", str(experiment))
    assert client.cluster.ended(experiment) in TERMINAL
    # Another one, by its trial alone.
    experiment = client.create(tmp_path / "trial", LONG)
    trial = eventually(lambda: client.cluster.trials(experiment), bool, 60, "a trial")[0]
    client("trial", "kill", str(trial["id"]))
    assert client.cluster.ended(experiment) in TERMINAL


def test_labels_templates_and_event_files(client: Client, searched: int, tmp_path: pathlib.Path) -> None:
    number = str(searched)
    client("experiment", "label", "add", number, "dark blue")
    labels = client.cluster.get(f"/api/v1/experiments/{searched}")["experiment"]["labels"]
    assert sorted(labels) == ["dark blue", "first"]
    client("experiment", "label", "remove", number, "first")
    assert client.cluster.get(f"/api/v1/experiments/{searched}")["experiment"]["labels"] == ["dark blue"]
    client("experiment", "label", "add", number, "first")
    client("experiment", "label", "remove", number, "dark blue")
    part = tmp_path / "part.yaml"
    part.write_text("max_restarts: 3\n")
    client("template", "create", "few", str(part))
    assert "few" in client("template", "list", "--details")
    part.write_text("max_restarts: 2\n")
    client("template", "set-value", "config", "few", str(part))
    assert "max_restarts: 2" in client("template", "describe", "few")
    client("template", "remove", "few")
    assert client.run("template", "describe", "few", check=False).returncode != 0
    client("experiment", "delete-tb-files", number)


def test_continue_and_delete(client: Client, tmp_path: pathlib.Path) -> None:
    for name, config in (("single", LONG), ("random", {**LONG, "searcher": {**CONFIG["searcher"], "max_trials": 1}})):
        experiment = client.create(tmp_path / name, config)
        eventually(lambda: client.cluster.runner_pids(experiment), bool, 120, "training to begin")  # noqa: B023
        client("experiment", "cancel", str(experiment))
        assert client.cluster.ended(experiment) == "STATE_CANCELED"
        client("experiment", "continue", str(experiment))
        eventually(
            lambda: client.cluster.state(experiment),  # noqa: B023
            "STATE_RUNNING".__eq__,
            120,
            f"the {name} search to go on",
        )
        client("experiment", "kill", str(experiment))
        assert client.cluster.ended(experiment) in TERMINAL
        client("experiment", "delete", str(experiment), "--yes")
        eventually(
            lambda: client.run("experiment", "describe", str(experiment), check=False).returncode,  # noqa: B023
            lambda status: status != 0,
            60,
            "it to be gone",
        )


def test_users(new_cluster: Any, tmp_path: pathlib.Path) -> None:
    cluster = new_cluster()
    (tmp_path / "master.yaml").write_text("security:\n  initial_user_password: Correct-horse-7\n")
    cluster.up("--config", str(tmp_path / "master.yaml"))
    admin = Client(cluster, tmp_path / "admin")
    admin.environment.update(DET_USER="admin", DET_PASS="Correct-horse-7")
    admin("user", "create", "ada", "--password", "Secret123")
    ada = Client(cluster, tmp_path / "ada")
    ada.environment.update(DET_USER="ada", DET_PASS="Secret123")
    assert "ada" in ada("user", "whoami")
    assert ada.run("user", "create", "eve", "--password", "Secret123", check=False).returncode != 0
    admin("user", "edit", "ada", "--display-name", "Countess")
    assert "Countess" in admin("user", "list")
    admin("user", "rename", "ada", "lovelace")
    assert "lovelace" in ada("user", "whoami")
    admin("user", "deactivate", "lovelace")
    assert ada.run("user", "whoami", check=False).returncode != 0
    admin("user", "activate", "lovelace")
    assert "lovelace" in admin("user", "list")


def test_the_cluster(client: Client) -> None:
    assert client.cluster.get("/api/v1/master")["clusterId"] in client("master", "info")
    client("master", "config", "show")
    agents = json.loads(client("agent", "list", "--json"))
    assert len(agents) == 1
    assert len(client("slot", "list", "--csv").splitlines()) == 1 + client.cluster.slots


def test_what_is_wrong_is_said_without_a_traceback(client: Client, tmp_path: pathlib.Path) -> None:
    for wrong in (
        ["experiment", "describe", "4711"],
        ["trial", "describe", "4711"],
        ["checkpoint", "describe", str(uuid.uuid4())],
        ["experiment", "kill", "4711"],
    ):
        done = client.run(*wrong, check=False)
        assert done.returncode != 0
        assert "not found" in (done.stderr + done.stdout).lower()
    (tmp_path / "bad.yaml").write_text("name: x\nentrypoint: python3 x.py\nsearcher: {name: single}\nhyper: {}\n")
    done = client.run("experiment", "create", str(tmp_path / "bad.yaml"), str(tmp_path), check=False)
    assert done.returncode != 0
    assert "hyper" in done.stderr
