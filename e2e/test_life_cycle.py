"""What a person types after an experiment has run: fork, continue, templates, archive, move, delete; and users."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from cluster import PYTHON, ROOT, Cluster, eventually

PASSWORD = "Correct-horse-7"
CONFIG: dict[str, Any] = {
    "name": "life",
    "searcher": {"name": "single", "metric": "val_loss"},
    "hyperparameters": {"lr": 0.1},
    "max_restarts": 0,
    "internal": {"native": {"command": ["train.py"]}},
    "environment": {"python": str(PYTHON)},
    "data": {"batches": 20, "pace": 0.001},
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One whose first users have a password that is known."""
    made = Cluster(tmp_path_factory.mktemp("life"))
    settings = made.directory / "master.yaml"
    settings.write_text(f"security:\n  initial_user_password: {PASSWORD}\n")
    made.up("--config", str(settings))
    yield made
    made.destroy()


def create(cluster: Cluster, folder: str, *options: str, **more: Any) -> int:
    context = cluster.directory / folder
    context.mkdir()
    shutil.copy(ROOT / "examples" / "noop" / "train.py", context)
    config = cluster.directory / f"{folder}.json"
    config.write_text(json.dumps({**CONFIG, "name": folder, **more}))
    return number(cluster.det("experiment", "create", str(config), str(context), *options))


def number(done: subprocess.CompletedProcess[str]) -> int:
    return int(done.stdout.split()[-1])


def as_user(cluster: Cluster, name: str, *command: str, words: str = "", **environment: str) -> Any:
    """Runs `det` with a store of tokens of this person's own."""
    full = {**cluster.environment, "XDG_CONFIG_HOME": str(cluster.directory / f"home of {name}"), **environment}
    return subprocess.run(
        [str(ROOT / "det"), *command], input=words, capture_output=True, text=True, env=full, timeout=400
    )


def gone(cluster: Cluster, experiment: int) -> None:
    eventually(
        lambda: cluster.det("experiment", "describe", str(experiment), check=False).returncode,
        lambda status: status == 5,
        60,
        f"experiment {experiment} to be gone",
    )


def checkpoints(cluster: Cluster, below: str = ".") -> set[str]:
    """What lies in storage, but for the event files of TensorBoard."""
    there = {path.name for path in (cluster.data / "checkpoints" / below).iterdir()}
    return there - {cluster.get("/api/v1/master")["clusterId"]}


def test_a_fork_trains_the_same_files_by_another_configuration(cluster: Cluster) -> None:
    first = create(cluster, "parent")
    assert cluster.ended(first) == "STATE_COMPLETED"
    done = cluster.det("experiment", "fork", str(first), "--config", "data.batches=10", "--config", "name=child")
    fork = number(done)
    assert f"with the files of experiment {first}" in done.stderr
    assert cluster.ended(fork) == "STATE_COMPLETED"
    told = cluster.get(f"/api/v1/experiments/{fork}")["experiment"]
    assert (told["name"], told["forkedFrom"]) == ("child", first)
    assert cluster.trials(fork)[0]["totalBatchesProcessed"] == 10
    missing = cluster.det("experiment", "fork", "4711", check=False)
    assert (missing.returncode, missing.stdout) == (5, "")


def test_what_has_ended_is_continued_from_its_checkpoint(cluster: Cluster) -> None:
    fault = [{"kind": "raise", "at": 15, "runs": 1}]
    failed = create(cluster, "fails", data={"batches": 20, "pace": 0.001, "faults": fault})
    assert cluster.ended(failed) == "STATE_ERROR"
    assert cluster.det("experiment", "continue", str(failed)).stdout == f"Continued experiment {failed}\n"
    assert cluster.ended(failed) == "STATE_COMPLETED"
    (trial,) = cluster.trials(failed)
    assert [step["totalBatches"] for step in cluster.training(trial["id"])] == [10, 20]
    # The one trial of a single search goes on in any case, further if it is told to.
    again = cluster.det("experiment", "continue", str(failed), "--config", "searcher.max_length.batches=30", "-f")
    assert again.returncode == 0
    assert cluster.trials(failed)[0]["totalBatchesProcessed"] == 30
    running = create(cluster, "runs", data={"batches": 100000})
    refused = cluster.det("experiment", "continue", str(running), check=False)
    assert refused.returncode != 0
    assert "is active and cannot be continued. It can be paused, canceled or killed." in refused.stderr
    cluster.det("experiment", "kill", str(running))
    assert cluster.ended(running) == "STATE_CANCELED"


def test_a_template_lies_under_what_is_submitted(cluster: Cluster) -> None:
    part = cluster.directory / "part.yaml"
    part.write_text("max_restarts: 3\nlabels: [from-template]\ndata: {batches: 10}\n")
    assert cluster.det("template", "set", "short", str(part)).stdout == "Set template short\n"
    assert "short" in cluster.det("template", "list").stdout
    assert "max_restarts: 3" in cluster.det("template", "describe", "short").stdout
    experiment = create(cluster, "templated", "--template", "short", data={"pace": 0.001})
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    told = cluster.get(f"/api/v1/experiments/{experiment}")["experiment"]["config"]
    assert (told["max_restarts"], told["labels"]) == (0, ["from-template"])
    assert cluster.trials(experiment)[0]["totalBatchesProcessed"] == 10
    part.write_text("max_restart: 3\n")
    wrong = cluster.det("template", "set", "wrong", str(part), check=False)
    assert wrong.returncode != 0
    assert "max_restarts" in wrong.stderr
    assert cluster.det("template", "remove", "short").stdout == "Removed template short\n"
    assert cluster.det("template", "describe", "short", check=False).returncode == 5


def test_archived_ones_are_out_of_the_way_and_there_is_one_project(cluster: Cluster) -> None:
    experiment = create(cluster, "hidden")
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    word = str(experiment)
    assert cluster.det("experiment", "archive", word).stdout == f"Archived experiment {word}\n"
    listed = json.loads(cluster.det("experiment", "list", "--json").stdout)
    assert experiment not in [each["id"] for each in listed]
    everything = json.loads(cluster.det("experiment", "list", "-a", "--json").stdout)
    assert experiment in [each["id"] for each in everything]
    twice = cluster.det("experiment", "archive", word, check=False)
    assert "already archived" in twice.stderr
    killed = cluster.det("experiment", "kill", word, check=False)
    assert killed.returncode != 0
    assert "completed, archived, and cannot be killed. It can be unarchived or deleted." in killed.stderr
    cluster.det("experiment", "unarchive", word)
    assert cluster.det("experiment", "kill", word).stdout == f"Experiment {word} had ended already: COMPLETED\n"
    assert "asked: kill" not in cluster.det("why", word).stdout
    moved = cluster.det("experiment", "move", word, "Uncategorized", "Uncategorized")
    assert moved.stdout == f"Moved experiment {word} to Uncategorized/Uncategorized\n"
    nowhere = cluster.det("experiment", "move", word, "Mine", "Best", check=False)
    assert nowhere.returncode == 5
    assert "a cluster has one project" in nowhere.stderr


def test_a_deleted_experiment_leaves_nothing(cluster: Cluster) -> None:
    experiment = create(cluster, "deleted")
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    found = {each["uuid"] for each in cluster.get(f"/api/v1/experiments/{experiment}/checkpoints")["checkpoints"]}
    assert found & checkpoints(cluster)
    unasked = cluster.det("experiment", "delete", str(experiment), check=False)
    assert unasked.returncode == 2
    assert "for good" in unasked.stderr
    assert cluster.state(experiment) == "STATE_COMPLETED"
    done = cluster.det("experiment", "delete", str(experiment), "--yes")
    assert done.stdout == f"Deleting experiment {experiment}\n"
    gone(cluster, experiment)
    assert not found & checkpoints(cluster)


@pytest.mark.slow
def test_files_that_cannot_be_removed_are_told_and_tried_again(cluster: Cluster) -> None:
    experiment = create(cluster, "stays", checkpoint_storage={"storage_path": "stays"})
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    (newest,) = eventually(
        lambda: [
            each["uuid"]
            for each in cluster.get(f"/api/v1/experiments/{experiment}/checkpoints")["checkpoints"]
            if each["state"] == "STATE_COMPLETED"
        ],
        lambda kept: len(kept) == 1,
        60,
        "the collection that follows the end to be decided",
    )
    # No rights keep a superuser out; a file where a directory should be does.
    storage, away = cluster.data / "checkpoints" / "stays", cluster.data / "checkpoints" / "away"
    eventually(lambda: checkpoints(cluster, "stays"), {newest}.__eq__, 60, "the others to be collected")
    storage.rename(away)
    storage.write_text("in the way")
    cluster.det("checkpoint", "delete", newest, "--yes")
    told = eventually(
        lambda: cluster.det("why", str(experiment)).stdout,
        lambda said: "files of 1 of its deleted checkpoints are still in storage" in said,
        60,
        "the trouble to be told",
    )
    assert f"Checkpoint {newest} could not be removed from {storage}" in told
    assert "Make the directory writable" in told
    assert " left" in told
    described = cluster.det("checkpoint", "describe", newest).stdout
    assert "are still in storage" in described
    assert "tried again" in described
    answer = cluster.get(f"/api/v1/checkpoints/{newest}")["checkpoint"]
    assert answer["state"] == "STATE_DELETED"
    assert "could not be removed" in answer["filesLeft"]["reason"]
    storage.unlink()
    away.rename(storage)
    eventually(
        lambda: checkpoints(cluster, "stays"), lambda left: not left, 90, "the files to be removed at another attempt"
    )
    eventually(
        lambda: cluster.get(f"/api/v1/checkpoints/{newest}")["checkpoint"].get("filesLeft"),
        lambda left: left is None,
        30,
        "the trouble to be over",
    )
    assert "storage" not in cluster.det("why", str(experiment)).stdout


def test_users_come_change_and_go(cluster: Cluster) -> None:
    def admin(*command: str, words: str = "") -> Any:
        return as_user(cluster, "admin", *command, words=words, DET_USER="admin", DET_PASS=PASSWORD)

    refused = cluster.det("user", "create", "ada", "--password", "Secret123", check=False)
    assert (refused.returncode, "admin" in refused.stderr) == (4, True)
    weak = admin("user", "create", "ada", words="secret\n")
    assert weak.returncode == 2
    assert "a capital, a small letter and a digit" in weak.stderr
    assert admin("user", "create", "ada", words="Secret123\n").stdout == "Created user ada\n"
    assert "ada" in admin("user", "list").stdout

    def ada(*command: str, password: str = "Secret123", words: str = "") -> Any:
        return as_user(cluster, "ada", *command, words=words, DET_USER="ada", DET_PASS=password)

    assert "ada" in ada("user", "whoami").stdout
    someone = create(cluster, "others", data={"batches": 1})
    assert ada("experiment", "delete", str(someone), "--yes").returncode == 4
    assert ada("user", "change-password", words="Better456\n").returncode == 0
    assert ada("experiment", "list").returncode == 4
    assert ada("experiment", "list", password="Better456").returncode == 0
    assert admin("user", "rename", "ada", "lovelace").returncode == 0
    assert "lovelace" in ada("user", "whoami", password="Better456").stdout
    assert admin("user", "deactivate", "lovelace").returncode == 0
    assert ada("user", "whoami", password="Better456").returncode == 4
    last = admin("user", "deactivate", "admin")
    assert last.returncode != 0
    assert "administrator" in last.stderr
