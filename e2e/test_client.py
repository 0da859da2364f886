"""The client classes against a real master."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from cluster import PYTHON, ROOT, SCRIPTS, Cluster, eventually
from determined.errors import MasterRefused
from determined.experimental import Checkpoint, Determined, ModelOrderBy, ModelSortBy
from test_local import SEARCH

NOTEBOOK = ROOT / ".envs" / "notebook" / "bin" / "python"


@pytest.fixture
def client(shared_cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Determined:
    monkeypatch.setenv("XDG_CONFIG_HOME", shared_cluster.environment["XDG_CONFIG_HOME"])
    return Determined(shared_cluster.url)


def context(directory: pathlib.Path, script: str, config: dict) -> str:
    shutil.copy(SCRIPTS / script, directory / script)
    (directory / "config.json").write_text(json.dumps(config))
    return str(directory)


def test_references_find_the_best_and_the_latest(client, shared_cluster, tmp_path):
    where = context(tmp_path, "plain.py", SEARCH)
    experiment = client.create_experiment(SEARCH, where, command=["plain.py", '{"mode": "cluster"}'])
    assert shared_cluster.ended(experiment.id) == "STATE_COMPLETED"

    found = experiment.top_n_checkpoints(5)
    losses = [each.validation["metrics"]["val_loss"] for each in found]
    assert losses == sorted(losses)
    assert len({each.trial_id for each in found}) == 3
    assert {each.batch_number for each in found} == {20}
    assert experiment.top_checkpoint().uuid == found[0].uuid
    assert experiment.top_checkpoint("val_loss", smaller_is_better=False).validation["metrics"]["val_loss"] > losses[0]
    with pytest.raises(AssertionError, match="val_other"):
        experiment.top_checkpoint("val_other")

    trial = client.get_trial(found[0].trial_id)
    assert trial.select_checkpoint(latest=True).batch_number == 20
    assert trial.select_checkpoint(uuid=found[0].uuid) == found[0]
    assert client.get_checkpoint(found[0].uuid) == found[0]
    with pytest.raises(AssertionError, match="exactly one"):
        trial.select_checkpoint()

    best = experiment.describe()["experiment"]["bestTrialSearcherMetric"]
    assert repr(experiment) == f"Experiment {experiment.id} · COMPLETED · 3/3 · best {best:.4g}"
    assert repr(trial).startswith(f"Trial {trial.id} · COMPLETED · 20 batches · best ")
    assert experiment._repr_html_().count("<tr>") == 4

    there = pathlib.Path(found[0].download(str(tmp_path / "copied")))
    assert (there / "batch").read_text() == "20"
    found[0].experiment_config = {}  # as on a machine that does not see the storage
    over_http = pathlib.Path(found[0].download(str(tmp_path / "sent")))
    assert (over_http / "batch").read_bytes() == (there / "batch").read_bytes()
    assert json.loads((over_http / "metadata.json").read_text())["hparams"] == found[0].hparams


def test_a_checkpoint_is_registered_described_and_kept(client, shared_cluster, tmp_path):
    where = context(tmp_path, "plain.py", SEARCH)
    experiment = client.create_experiment(SEARCH, where, command=["plain.py", '{"mode": "cluster"}'])
    assert shared_cluster.ended(experiment.id) == "STATE_COMPLETED"
    checkpoint = experiment.top_checkpoint()
    before = dict(checkpoint.metadata)
    checkpoint.add_metadata({"judged": "good", "by": "ada"})
    checkpoint.remove_metadata(["by", "never there"])
    assert client.get_checkpoint(checkpoint.uuid).metadata == checkpoint.metadata == {**before, "judged": "good"}
    there = checkpoint.download(str(tmp_path / "copied"))
    assert Checkpoint.parse_metadata(pathlib.Path(there))["steps_completed"] == 20

    model = client.create_model("digits", "ten of them", {"accuracy": 0.9})
    with pytest.raises(MasterRefused, match="avoid names equal to other models"):
        client.create_model("digits")
    assert model.get_version() is None
    version = model.register_version(checkpoint.uuid)
    assert (version.uuid, version.model_name, version.model_version) == (checkpoint.uuid, "digits", 1)
    assert model.get_version() == model.get_version(1) == version
    assert model.get_versions(ModelOrderBy.ASCENDING) == [version]
    model.add_metadata({"note": "x"})
    model.remove_metadata(["accuracy"])
    assert client.get_model("digits").metadata == {"note": "x"}
    client.create_model("a letter")
    assert [each.name for each in client.get_models()] == ["a letter", "digits"]
    assert [each.name for each in client.get_models(ModelSortBy.CREATION_TIME, name="DIG")] == ["digits"]
    with pytest.raises(MasterRefused, match="model 'b c' not found"):
        client.get_model("b c")
    refused = shared_cluster.det("checkpoint", "delete", checkpoint.uuid, "--yes", check=False)
    assert "version 1 of model digits" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sequential", "subclass"])
def test_a_native_model_is_loaded_back_and_results_are_a_dataframe(kind, client, shared_cluster, tmp_path):
    config = {**SEARCH, "searcher": {**SEARCH["searcher"], "max_trials": 1}, "data": {"kind": kind}}
    config["environment"] = {"python": str(PYTHON)}
    where = context(tmp_path, "local_keras.py", config)
    experiment = client.create_experiment(config, where, command=["local_keras.py", '{"mode": "cluster"}'])
    eventually(lambda: shared_cluster.state(experiment.id), "STATE_COMPLETED".__eq__, 300, "the search to complete")
    done = subprocess.run(
        [str(NOTEBOOK), str(SCRIPTS / "client_check.py"), str(experiment.id)],
        cwd=tmp_path,
        env={**os.environ, **shared_cluster.environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "equal" in done.stdout
