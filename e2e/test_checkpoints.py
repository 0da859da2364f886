"""Checkpoints in a real S3 server: trained, killed, resumed, collected, fetched, removed."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cluster import ROOT, SCRIPTS, Cluster, eventually, free_port

pytestmark = pytest.mark.slow

PYTHON = ROOT / ".envs" / "storage" / "bin" / "python"
SEARCHER = {"name": "single", "metric": "val_loss", "max_length": {"batches": 30}}


class S3:
    """A bucket on a server of this test."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.section = {
            "type": "s3",
            "bucket": "kept",
            "prefix": "a/b",
            "endpoint_url": self.url,
            "access_key": "testing",
            "secret_key": "testing",
        }

    def make(self) -> bool:
        request = urllib.request.Request(f"{self.url}/kept", method="PUT")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)

    def put(self, key: str) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/kept/{key}", method="PUT", data=b"x"), timeout=10)

    def keys(self) -> list[str]:
        with urllib.request.urlopen(f"{self.url}/kept?list-type=2&max-keys=1000", timeout=10) as answer:
            return re.findall(r"<Key>([^<]*)</Key>", answer.read().decode())

    def names(self, prefix: str = "a/b/") -> set[str]:
        return {key[len(prefix) :].split("/")[0] for key in self.keys() if key.startswith(prefix)}


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    server = S3(free_port())
    log = tmp_path_factory.mktemp("s3") / "log"
    command = [str(PYTHON.parent / "moto_server"), "-H", "127.0.0.1", "-p", server.url.rsplit(":", 1)[1]]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            eventually(server.make, bool, 120, "the S3 server to answer")
            yield server
        finally:
            process.kill()
            process.wait()


def submit(cluster: Cluster, folder: str, **config: Any) -> int:
    work = cluster.directory / folder
    work.mkdir()
    shutil.copy(SCRIPTS / "plain.py", work)
    full = {"name": folder, "searcher": SEARCHER, "hyperparameters": {"scale": 1.0}, **config}
    (work / "config.json").write_text(json.dumps(full))
    done = subprocess.run(
        [str(PYTHON), "plain.py", '{"mode": "cluster"}'],
        cwd=work,
        env=cluster.environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_a_bucket_may_be_the_default_of_the_cluster(
    new_cluster: Callable[..., Cluster], s3: S3, tmp_path: pathlib.Path
) -> None:
    section = {**s3.section, "prefix": "default", "save_trial_latest": 2}
    (tmp_path / "master.yaml").write_text(json.dumps({"checkpoint_storage": section}))
    cluster = new_cluster(slots=1)
    cluster.up("--config", str(tmp_path / "master.yaml"))
    experiment = submit(cluster, "says-nothing", data={"pause": 0.001})
    assert cluster.ended(experiment) == "STATE_COMPLETED"

    def left() -> set[str]:
        found = listed(cluster, experiment).values()
        return {each["uuid"] for each in found if each["state"] == "STATE_COMPLETED"}

    kept = eventually(left, lambda uuids: len(uuids) == 2, 60, "two to be left")
    eventually(lambda: s3.names("default/"), kept.__eq__, 60, "those two to be left in the bucket")
    cluster.det("checkpoint", "download", min(kept), "-o", str(tmp_path / "home"))
    assert (tmp_path / "home" / "batch").exists()
    here = submit(
        cluster, "says-where", checkpoint_storage={"type": "directory", "container_path": str(tmp_path / "mine")}
    )
    assert cluster.ended(here) == "STATE_COMPLETED"
    assert list((tmp_path / "mine").iterdir())
    cluster.down()
    (tmp_path / "master.yaml").write_text("checkpoint_storage: {type: s3, buckte: b}\n")
    wrong = cluster.det(
        "up",
        "--data",
        str(cluster.data),
        "--port",
        str(cluster.port),
        "--config",
        str(tmp_path / "master.yaml"),
        check=False,
    )
    assert wrong.returncode != 0
    assert "checkpoint_storage.bucket" in wrong.stderr
    assert "checkpoint_storage.buckte" in wrong.stderr


def listed(cluster: Cluster, experiment: int) -> dict[int, dict[str, Any]]:
    found = cluster.get(f"/api/v1/experiments/{experiment}/checkpoints?limit=0")["checkpoints"]
    return {int(each["metadata"]["steps_completed"]): each for each in found}


def test_a_training_is_killed_goes_on_from_s3_and_is_collected(
    shared_cluster: Cluster, s3: S3, tmp_path: pathlib.Path
) -> None:
    s3.put("a/b/others/file")
    experiment = submit(
        shared_cluster, "in-s3", checkpoint_storage=s3.section, data={"kill_unannounced_at": 15, "pause": 0.02}
    )
    assert shared_cluster.ended(experiment) == "STATE_COMPLETED"
    (trial,) = shared_cluster.trials(experiment)
    log = "\n".join(shared_cluster.log(trial["id"]))
    assert "from batch 0 by process" in log
    assert "from batch 10 by process" in log
    (unannounced,) = re.findall(r"complete and unannounced: (\S+)", log)

    newest = listed(shared_cluster, experiment)[30]["uuid"]
    eventually(
        s3.names, {newest, "others"}.__eq__, 60, f"only {newest} to be left of the experiment, not {unannounced}"
    )
    assert {steps: each["state"] for steps, each in listed(shared_cluster, experiment).items()} == {
        **dict.fromkeys((5, 10, 15, 20, 25), "STATE_DELETED"),
        30: "STATE_COMPLETED",
    }

    shared_cluster.det("checkpoint", "download", newest, "-o", str(tmp_path / "home"))
    assert (tmp_path / "home" / "batch").read_text() == "30"

    policy = ["--save-experiment-best", "0", "--save-trial-best", "0", "--save-trial-latest", "0"]
    told = shared_cluster.det("experiment", "set", "gc-policy", str(experiment), *policy, "--dry-run", "-o", "json")
    assert [each["uuid"] for each in json.loads(told.stdout)] == [newest]
    shared_cluster.det("checkpoint", "pin", newest)
    shared_cluster.det("experiment", "set", "gc-policy", str(experiment), *policy, "--yes")
    assert listed(shared_cluster, experiment)[30]["state"] == "STATE_COMPLETED"
    refused = shared_cluster.det("checkpoint", "delete", newest, "--yes", check=False)
    assert f"det checkpoint unpin {newest}" in refused.stderr
    shared_cluster.det("checkpoint", "unpin", newest)
    shared_cluster.det("checkpoint", "delete", newest, "--yes")
    eventually(s3.names, {"others"}.__eq__, 60, "the last checkpoint to be gone")


def test_a_bucket_that_is_not_there_is_told_before_training(shared_cluster: Cluster, s3: S3) -> None:
    storage = {**s3.section, "bucket": "not-there"}
    experiment = submit(shared_cluster, "nowhere", checkpoint_storage=storage, max_restarts=0)
    (trial,) = eventually(lambda: shared_cluster.trials(experiment), bool, 60, "the trial")
    eventually(
        lambda: "\n".join(shared_cluster.log(trial["id"])),
        lambda log: "Checkpoint storage s3://not-there cannot be written" in log,
        120,
        "the log to say that the bucket is not there",
    )
    shared_cluster.det("experiment", "kill", str(experiment))
    assert shared_cluster.batches(trial["id"]) == 0
