"""Submission by real scripts in processes of their own, against a testing master."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HARNESS

SCRIPT = """
import sys
import determined
from determined.experimental import Mode
from determined.experimental import keras
keras.init({config}, mode=Mode.CLUSTER, context_dir={context!r})
print("never reached")
"""
CONFIG = {"name": "mnist", "searcher": {"name": "random", "metric": "val_loss", "max_trials": 6}}


@pytest.fixture
def run(master, tmp_path):
    """Runs a script as a user would; `environ` is added to the user's environment."""

    def run_script(script, *arguments, cwd=None, environ=None, **options):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "home"),
            "PYTHONPATH": str(HARNESS),
            "DET_MASTER": master.url,
            "PYTHONDONTWRITEBYTECODE": "1",
            **(environ or {}),
        }
        return subprocess.run(
            [sys.executable, str(script), *arguments],
            cwd=cwd or Path(script).parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            **options,
        )

    return run_script


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / "lib").mkdir(parents=True)
    (root / "train.py").write_text(SCRIPT.format(config=CONFIG, context="."))
    (root / "lib" / "model.py").write_text("x = 1\n")
    return root


def body(master):
    (experiment,) = master.experiments.values()
    return experiment["body"]


def test_a_script_submits_its_directory_and_ends_with_0(master, run, project):
    (project / ".detignore").write_text("*.bin\n")
    (project / "large.bin").write_bytes(b"x")
    result = run(project / "train.py", "--epochs", "3")
    assert (result.returncode, result.stdout) == (0, "Created experiment 1\n")
    lines = result.stderr.splitlines()
    assert lines[0] == (
        f'▸ exp 1 "mnist" submitted · 2 files, {len((project / "train.py").read_bytes()) + 6} B (.detignore skipped 1)'
        f" · {master.url}/det/experiments/1"
    )
    assert lines[1:] == ["▸ search random: 6 trials, ≤ 2 at once, on 2 slots"]
    sent = body(master)
    files = {entry["path"]: entry for entry in sent["modelDefinition"]}
    assert sorted(files) == ["lib", "lib/model.py", "train.py"]
    assert base64.b64decode(files["lib/model.py"]["content"]) == b"x = 1\n"
    assert (files["lib"]["type"], files["train.py"]["type"]) == (53, 48)
    config = json.loads(sent["config"])
    assert config["internal"] == {"native": {"command": ["train.py", "--epochs", "3"]}}
    assert sent["submitter"]["python"] == sys.executable
    assert sent["submitter"]["packages"]["pytest"]
    assert (sent["activate"], sent["archived"]) == (True, False)


def test_a_test_on_the_cluster_is_hidden_from_lists(master, run, project):
    (project / "train.py").write_text(
        f"from determined.experimental import keras\nkeras.init({CONFIG}, test=True, context_dir='.')\n"
    )
    result = run(project / "train.py")
    assert (result.returncode, result.stdout) == (0, "Created experiment 1\n"), result.stderr
    assert "▸ a test: one batch of one trial, archived from the beginning" in result.stderr
    assert (body(master)["activate"], body(master)["archived"]) == (True, True)


@pytest.mark.parametrize("given", ["Mode.CLUSTER, '.'", "'cluster', '.', ['train.py', 'x']", "False, False, '.'"])
def test_arguments_may_be_given_by_position_as_either_generation_has_them(master, run, project, given):
    script = "from determined.experimental import Mode, keras\nkeras.init({config}, {given})\n"
    (project / "train.py").write_text(script.format(config=CONFIG, given=given))
    result = run(project / "train.py")
    assert (result.returncode, result.stdout) == (0, "Created experiment 1\n"), result.stderr
    command = json.loads(body(master)["config"])["internal"]["native"]["command"]
    assert command == (["train.py", "x"] if "x" in given.split("'") else ["train.py"])


def test_a_reader_that_closes_the_pipe_does_not_break_the_script(master, project, tmp_path):
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(HARNESS), "DET_MASTER": master.url}
    result = subprocess.run(
        [sys.executable, "train.py"], cwd=project, env=environment, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert result.returncode == 0
    assert b"BrokenPipe" not in result.stderr
    assert len(master.experiments) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_master_that_is_not_ready_is_asked_again(master, run, project, status):
    master.fail_with = [status, status]
    assert run(project / "train.py").returncode == 0
    assert len(master.experiments) == 1


def test_an_answer_lost_after_the_commit_makes_no_second_experiment(master, run, project, tmp_path):
    store(tmp_path, master, "determined", "good")
    master.drop_answers = 2
    result = run(project / "train.py")
    assert (result.returncode, result.stdout) == (0, "Created experiment 1\n")
    assert len(master.experiments) == 1
    assert sum(call == "POST /api/v1/experiments" for call in master.calls) == 3


def store(tmp_path, master, user, token):
    directory = tmp_path / "home" / ".config" / "determined"
    directory.mkdir(parents=True)
    masters = {master.url: {"active_user": user, "tokens": {user: token}}}
    (directory / "auth.json").write_text(json.dumps({"version": 2, "masters": masters}))
    return directory / "auth.json"


def test_the_token_of_the_store_is_used(master, run, project, tmp_path):
    store(tmp_path, master, "determined", "good")
    assert run(project / "train.py").returncode == 0
    assert "POST /api/v1/auth/login" not in master.calls


def test_a_token_that_is_not_valid_any_more_is_replaced(master, run, project, tmp_path):
    kept = store(tmp_path, master, "determined", "stale")
    assert run(project / "train.py").returncode == 0
    assert json.loads(kept.read_text())["masters"][master.url]["tokens"] == {"determined": "fresh"}
    assert kept.stat().st_mode & 0o777 == 0o600


def faulty(result, *words, status=2):
    """A fault is one sentence on standard error, without a traceback, and nothing on standard output."""
    assert result.returncode == status
    assert result.stdout == ""
    assert "Traceback" not in result.stderr, result.stderr
    assert result.stderr.startswith("error: ")
    for word in words:
        assert word in result.stderr, result.stderr


def test_a_wrong_password_is_told(master, run, project):
    master.passwords["determined"] = "secret"
    faulty(run(project / "train.py"), "Not signed in at", "user login determined", status=4)
    faulty(run(project / "train.py", environ={"DET_USER": "eva", "DET_PASS": "x"}), "DET_PASS", "'eva'", status=4)
    faulty(run(project / "train.py", environ={"DET_USER": "eva", "DET_USER_TOKEN": "x"}), "DET_USER_TOKEN", status=4)


def test_a_master_that_is_not_there_is_told(master, run, project):
    master.down()
    faulty(run(project / "train.py"), f"No master answers at {master.url}", "det up", status=3)
    master.up()


def test_what_the_master_finds_wrong_is_told(master, run, project):
    master.invalid = "invalid experiment configuration: unknown key searcher.max_trails; did you mean max_trials?"
    faulty(run(project / "train.py"), "did you mean max_trials?")


def submit_from(run, root, context=".", config=None, name="train.py"):
    (root / name).write_text(SCRIPT.format(config=config or CONFIG, context=context))
    return run(root / name)


def test_a_script_outside_of_the_context_directory_is_told(run, project):
    (project / "other").mkdir()
    faulty(submit_from(run, project, "other"), "train.py does not lie inside context_dir", "other")


def test_a_context_directory_that_is_missing_empty_or_a_file_is_told(run, project):
    faulty(submit_from(run, project, "nowhere"), "'nowhere' does not exist")
    faulty(submit_from(run, project, ""), "No context_dir")
    faulty(submit_from(run, project, "train.py"), "is a file, not a directory")


def test_a_script_that_is_ignored_or_has_another_suffix_is_told(run, project):
    (project / ".detignore").write_text("train.py\n")
    faulty(submit_from(run, project), "left out by .detignore")
    (project / ".detignore").unlink()
    faulty(submit_from(run, project, name="train"), "neither .py nor .ipynb")


def test_a_context_that_is_too_large_names_its_largest_files(master, run, project):
    with (project / "lib" / "weights.bin").open("wb") as file:
        file.truncate(90 * 1024 * 1024)
    with (project / "images.tar").open("wb") as file:
        file.truncate(6 * 1024 * 1024)
    faulty(submit_from(run, project), "95.0MB", "lib/weights.bin (94 MB), images.tar (6.3 MB)", ".detignore")
    assert master.calls == []


def test_a_link_that_leaves_the_directory_is_told(run, project, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (project / "data").symlink_to("../elsewhere")
    faulty(submit_from(run, project), "The link data leads out of the context directory", "`/data`")
    (project / ".detignore").write_text("/data\n")
    assert submit_from(run, project).returncode == 0


def test_a_link_inside_is_sent_as_what_it_points_to(master, run, project):
    (project / "alias.py").symlink_to("lib/model.py")
    assert submit_from(run, project).returncode == 0
    files = {entry["path"]: entry["content"] for entry in body(master)["modelDefinition"]}
    assert files["alias.py"] == files["lib/model.py"]


def test_what_cannot_be_read_is_named(run, project):
    (project / "dangling").symlink_to("nothing")
    faulty(submit_from(run, project), "dangling", "cannot be read", "No such file")
    (project / "dangling").unlink()
    os.mkfifo(project / "pipe")
    faulty(submit_from(run, project), "pipe in the context directory is neither")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_a_file_of_someone_else_is_named(master, tmp_path_factory):
    with_file = Path("/var/tmp") / f"resolute-{os.getpid()}"
    with_file.mkdir(mode=0o755)
    try:
        (with_file / "secret").write_text("x")
        (with_file / "secret").chmod(0o600)
        code = (
            f"import os, sys; sys.path.insert(0, {str(HARNESS)!r})\n"
            f"from determined.client.context import scan; os.setuid(65534); scan({str(with_file)!r})"
        )
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "secret in the context directory cannot be read: Permission denied" in result.stderr
    finally:
        (with_file / "secret").unlink()
        with_file.rmdir()


def test_values_that_cannot_be_sent_are_all_named(run, project):
    faulty(
        submit_from(run, project, config="{'a': object(), 'b': {'c': [1, {2}]}, 'd': float('nan')}"),
        "a is a builtins.object; b.c[1] is a builtins.set; d is nan",
    )


@pytest.mark.parametrize(
    "size", ["'256'", "{'type': 'const', 'val': '256'}", "{'type': 'categorical', 'vals': ['256']}"]
)
def test_a_batch_size_that_is_a_text_is_told_before_anything_is_sent(master, run, project, size):
    config = f"{{'hyperparameters': {{'global_batch_size': {size}}}}}"
    faulty(submit_from(run, project, config=config), "global_batch_size is '256', a text", "without quotation marks")
    assert master.calls == []


def test_a_script_without_configuration_is_a_single_trial(master, run, project):
    assert submit_from(run, project, config="None").returncode == 0
    assert json.loads(body(master)["config"]) == {"internal": {"native": {"command": ["train.py"]}}}
