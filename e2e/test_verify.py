"""`det verify-resume`: that it sees both what resumes exactly and what does not."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess

import pytest
from cluster import PYTHON, ROOT, SCRIPTS, Cluster
from test_local import PLAIN, SEARCH

pytestmark = pytest.mark.slow
KERAS_2, FRAMEWORKS = (ROOT / ".envs" / name / "bin" / "python" for name in ("keras2", "frameworks"))
CLOTHES = pathlib.Path("/usr/share/datasets/fashion-mnist")
LONG = {**SEARCH, "searcher": {**SEARCH["searcher"], "max_length": {"batches": 400}}}


def verify(cluster: Cluster, directory: pathlib.Path, script: str, config: dict, python: pathlib.Path = PLAIN):
    shutil.copy(SCRIPTS / script, directory / script)
    (directory / "config.json").write_text(json.dumps(config))
    word = str(directory / script)
    return cluster.det("verify-resume", "--python", str(python), word, '{"mode": "cluster"}', check=False, limit=600)


def resumes_exactly(cluster, directory, monkeypatch, script: str, config: dict, python: pathlib.Path) -> None:
    monkeypatch.chdir(directory)
    done = verify(cluster, directory, script, config, python)
    assert done.returncode == 0, done.stdout + done.stderr
    # A training that is over sooner than it can be killed a second time is verified all the same.
    assert done.stdout.count("killed after batch ") in (1, 2)
    assert "the same, bit for bit" in done.stdout


def test_what_resumes_exactly_is_the_same(new_cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = verify(new_cluster(), tmp_path, "plain.py", {**SEARCH, "data": {"pause": 0.1}})
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("killed after batch ") == 2
    assert "the same, bit for bit" in done.stdout


def test_what_no_checkpoint_holds_is_found(new_cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = verify(new_cluster(), tmp_path, "plain.py", {**SEARCH, "data": {"pause": 0.1, "forgetful": True}})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "training of batch 6: " in done.stdout
    assert "look for what the script itself draws" in done.stdout


def test_what_a_framework_makes_impossible_is_named(new_cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = verify(new_cluster(), tmp_path, "local_keras.py", {**LONG, "data": {"kind": "generator"}}, PYTHON)
    assert done.returncode == 1, done.stdout + done.stderr
    _, _, said = done.stdout.partition("what the trials said of state that they cannot keep:")
    assert "fit's data is a Python generator, which cannot say where it is" in said


@pytest.mark.parametrize("kind", ["arrays", "sequence", "dataset"])
def test_a_fit_with_dropout_resumes_exactly(new_cluster, tmp_path, monkeypatch, kind):
    config = {**LONG, "data": {"kind": kind}}
    resumes_exactly(new_cluster(), tmp_path, monkeypatch, "local_keras.py", config, PYTHON)


def test_an_estimator_with_dropout_resumes_exactly(new_cluster, tmp_path, monkeypatch):
    config = {**LONG, "searcher": {**LONG["searcher"], "metric": "loss"}}
    resumes_exactly(new_cluster(), tmp_path, monkeypatch, "local_estimator.py", config, KERAS_2)


def test_a_tensorflow_that_nobody_tried_is_named_with_what_is_lost(new_cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = {**LONG, "searcher": {**LONG["searcher"], "metric": "loss"}, "data": {"untried": True}}
    done = verify(new_cluster(), tmp_path, "local_estimator.py", config, KERAS_2)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "not the same" in done.stdout
    assert done.stdout.count("TensorFlow 2.99.0 is not one of the versions") == 1
    assert "where the model draws random numbers (dropout, say), which begin anew" in done.stdout


@pytest.mark.skipif(not CLOTHES.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_a_pytorch_trial_whose_data_come_from_workers_resumes_exactly(new_cluster, tmp_path, monkeypatch):
    values = {"global_batch_size": 32, "width": 16, "learning_rate": 0.01}
    config = {**LONG, "hyperparameters": values, "data": {"workers": 2}}
    resumes_exactly(new_cluster(), tmp_path, monkeypatch, "matrix_pytorch.py", config, FRAMEWORKS)


def test_an_experiment_is_verified_by_its_number(cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = {**SEARCH, "data": {"pause": 0.1}}
    (tmp_path / "work").mkdir()
    shutil.copy(SCRIPTS / "plain.py", tmp_path / "work" / "plain.py")
    (tmp_path / "work" / "config.json").write_text(json.dumps(config))
    submitted = subprocess.run(
        [str(PLAIN), "plain.py", '{"mode": "cluster"}'],
        cwd=tmp_path / "work",
        env=cluster.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    number = submitted.stdout.split()[-1]
    done = cluster.det("verify-resume", "--python", str(PLAIN), number, check=False, limit=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same, bit for bit" in done.stdout
