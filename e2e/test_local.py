"""Training without a cluster: the search, what survives which death, and that it is the very same training."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
from typing import Any

import pytest
from cluster import PYTHON, ROOT, SCRIPTS, Cluster, alive, eventually

PLAIN = ROOT / ".envs" / "dev" / "bin" / "python"
TRAIN = {"local": True, "test": False}
SEARCH = {
    "name": "plain",
    "searcher": {"name": "random", "metric": "val_loss", "max_trials": 3, "max_length": {"batches": 20}},
    "hyperparameters": {"scale": {"type": "double", "minval": 1, "maxval": 2}},
    "reproducibility": {"experiment_seed": 999},
}


class Script:
    """A script in a directory of its own, with local experiments of its own."""

    def __init__(self, directory: pathlib.Path, script: str = "plain.py", python: pathlib.Path = PLAIN) -> None:
        self.directory, self.script, self.python = directory / "work", script, python
        self.directory.mkdir()
        shutil.copy(SCRIPTS / script, self.directory / script)
        self.local = directory / "local"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DET_")},
            "DET_LOCAL_DIR": str(self.local),
            "XDG_CONFIG_HOME": str(directory / "config"),
            "CI": "true",
        }

    def start(self, config: dict[str, Any], how: dict[str, Any] = TRAIN) -> subprocess.Popen[str]:
        (self.directory / "config.json").write_text(json.dumps(config))
        return subprocess.Popen(
            [str(self.python), self.script, json.dumps(how)],
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, config: dict[str, Any], how: dict[str, Any] = TRAIN) -> subprocess.CompletedProcess[str]:
        process = self.start(config, how)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess([], process.returncode, out, err)

    @property
    def place(self) -> pathlib.Path:
        found = list(self.local.iterdir())
        if not found:
            raise FileNotFoundError(f"{self.local} is empty yet")
        (place,) = found
        return place

    def status(self, number: int = 1) -> dict[str, Any]:
        return dict(json.loads((self.place / str(number) / "status.json").read_text()))

    def log(self, trial: int = 1, run: int = 1) -> str:
        return (self.place / "1" / "trials" / str(trial) / f"run-{run}" / "log").read_text()

    def logs(self, trial: int) -> str:
        """Of all runs: a killed one may have printed nothing."""
        return "".join(log.read_text() for log in self.place.glob(f"1/trials/{trial}/run-*/log"))

    def training(self, batch: int) -> int:
        """Waits until the first trial has trained so many batches; its process."""
        eventually(
            lambda: self.status()["trials"][0]["totalBatchesProcessed"], lambda done: done >= batch, 300, "training"
        )
        return int(eventually(lambda: re.search(r"by process (\d+)", self.log()), bool, 60, "its first line")[1])


@pytest.fixture
def script(tmp_path: pathlib.Path) -> Script:
    return Script(tmp_path)


def test_a_search_trains_every_trial_and_ends_with_the_table(script):
    done = script.run(SEARCH)
    assert done.returncode == 0, done.stderr
    status = script.status()
    assert status["experiment"]["state"] == "COMPLETED"
    scales = [trial["hparams"]["scale"] for trial in status["trials"]]
    # The first two words of MT19937 for the seed 999, as NumPy makes a number of them.
    assert scales[0] == 1 + ((3450697152 >> 5) * 2**26 + (648491356 >> 6)) / 2**53
    assert len(set(scales)) == 3
    assert [trial["searcherMetricValue"] for trial in status["trials"]] == [scale * 0.5**20 for scale in scales]
    best = min(range(3), key=scales.__getitem__) + 1
    assert "✔ done in" in done.stderr
    assert f"best trial {best}" in done.stderr
    assert re.search(r"TRIAL +STATE +scale +val_loss +BATCHES", done.stdout)
    assert done.stdout.count("COMPLETED") == 3
    assert "after create" not in done.stdout


def test_a_killed_search_goes_on_when_it_is_run_again(script):
    held = {**SEARCH, "data": {"hold_at": 12}}
    process = script.start(held)
    trial = script.training(12)
    process.kill()
    process.wait()
    eventually(lambda: alive(trial), lambda there: not there, 60, "the trial to end with who started it")
    done = script.run(held)
    assert done.returncode == 0, done.stderr
    assert "going on with local experiment 1" in done.stderr
    assert "from batch 10 " in script.log(run=2)
    (first, *_) = script.status()["trials"]
    assert [each["batches"] for each in first["validations"]] == [5, 10, 15, 20]
    assert first["restarts"] == 0
    assert "going on" not in script.run(held).stderr, "what is over does not go on"
    assert script.status(2)["experiment"]["state"] == "COMPLETED"


@pytest.mark.slow
def test_a_search_that_lets_trials_wait_trains_the_best_of_them_further(script):
    searcher = {"name": "async_halving", "metric": "val_loss", "num_rungs": 2, "divisor": 2, "max_trials": 4}
    done = script.run({**SEARCH, "searcher": {**searcher, "target_trial_steps": 20}, "scheduling_unit": 1})
    assert done.returncode == 0, done.stderr
    trained = {trial["hparams"]["scale"]: trial["totalBatchesProcessed"] for trial in script.status()["trials"]}
    assert sorted(trained.values()) == [10, 10, 20, 20]
    assert trained[min(trained)] == 20, "the best goes on"


@pytest.mark.slow
def test_a_population_copies_the_weights_of_its_best_also_when_it_is_killed_between(script):
    searcher = {
        "name": "pbt",
        "metric": "val_loss",
        "population_size": 2,
        "num_rounds": 2,
        "steps_per_round": 10,
        "replace_function": {"truncate_fraction": 0.5},
        "explore_function": {"resample_probability": 0.0, "perturb_factor": 0.2},
    }
    slow = {**SEARCH, "searcher": searcher, "scheduling_unit": 1, "data": {"pause": 0.05}}
    process = script.start(slow)
    eventually(script.status, lambda told: len(told["trials"]) == 3, 300, "the copy to be made")
    process.kill()
    process.wait()
    done = script.run(slow)
    assert done.returncode == 0, done.stderr
    trials = script.status()["trials"]
    trained = {trial["hparams"]["scale"]: trial["totalBatchesProcessed"] for trial in trials[:2]}
    assert [batches for _, batches in sorted(trained.items())] == [20, 10], "the better one goes on"
    best = min(trials[:2], key=lambda trial: trial["hparams"]["scale"])
    (at_ten,) = [each for each in best["checkpoints"] if f"with the weights of batch 10 of {each}" in script.logs(3)]
    assert at_ten == best["checkpoints"][-2], "its checkpoint of batch 10: one each 5 batches, the newest first"
    assert trials[2]["totalBatchesProcessed"] == 10


@pytest.mark.slow
def test_an_interrupt_lets_the_trial_checkpoint(script):
    held = {**SEARCH, "data": {"hold_at": 7, "linger": 2}}
    process = script.start(held)
    script.training(7)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "run the same command again to go on" in err
    assert re.search(r"1 +PAUSED ", out), out
    assert "RUNNING" not in out
    assert script.status()["trials"][0]["validations"][-1]["batches"] == 7
    assert script.run(held).returncode == 0
    assert "from batch 7 " in script.log(run=2)


@pytest.mark.slow
def test_a_killed_trial_is_restarted_from_its_checkpoint(script):
    done = script.run({**SEARCH, "data": {"kill_at": 13}, "max_restarts": 1})
    assert done.returncode == 0, done.stderr
    assert [trial["restarts"] for trial in script.status()["trials"]] == [1, 1, 1]
    assert "from batch 10 " in script.log(run=2)


def test_a_search_whose_trials_all_fail_says_why(script):
    done = script.run({**SEARCH, "data": {"raises": True}, "max_restarts": 0})
    assert done.returncode == 1
    assert "LookupError: the label file is not there" in done.stderr
    assert [trial["state"] for trial in script.status()["trials"]] == ["ERROR"] * 3


@pytest.mark.slow
def test_changed_code_begins_anew_and_says_so(script):
    process = script.start({**SEARCH, "data": {"hold_at": 6}})
    script.training(6)
    process.kill()
    process.wait()
    (script.directory / "more.py").write_text("changed = True\n")
    done = script.run({**SEARCH, "data": {}})
    assert "experiment 1 was not over, but the configuration and the code changed since" in done.stderr
    assert script.status(2)["experiment"]["state"] == "COMPLETED"


@pytest.mark.slow
def test_two_at_once_are_refused_and_faults_of_the_configuration_are_all_told(script):
    process = script.start({**SEARCH, "data": {"hold_at": 1}})
    script.training(1)
    second = script.run({**SEARCH, "data": {"hold_at": 1}})
    assert (second.returncode, "already trains locally" in second.stderr) == (2, True)
    process.kill()
    process.wait()
    wrong = script.run({**SEARCH, "searcher": {"name": "randon"}, "hyperparameter": {}})
    assert wrong.returncode == 2
    assert "randon" in wrong.stderr
    assert "hyperparameter" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_a_class_is_tested_in_this_process_and_the_script_goes_on(script):
    done = script.run(SEARCH, {"mode": "local"})
    assert done.returncode == 0, done.stderr
    assert "the test passed" in done.stdout
    assert done.stdout.endswith("after create\n")
    assert not script.local.exists()


def test_fit_is_tested_in_this_process_and_gives_the_script_back(tmp_path):
    script = Script(tmp_path, "local_keras.py", PYTHON)
    done = script.run({**SEARCH, "resources": {"slots_per_trial": 4}}, {"mode": "local"})
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "INFO: resources is left out in a local test" in lines
    assert sum("INFO: training metrics:" in line for line in lines) == 1
    assert sum("INFO: validation metrics:" in line for line in lines) == 1
    assert sum("INFO: checkpoint saved:" in line for line in lines) == 1
    assert lines[-2:] == ["fit returned None", "a plain fit trained 20 batches"]


@pytest.mark.slow
def test_a_local_search_is_the_cluster_s_bit_for_bit(tmp_path, cluster: Cluster):
    config = {**SEARCH, "searcher": {**SEARCH["searcher"], "max_trials": 2}, "min_validation_period": {"batches": 5}}
    script = Script(tmp_path, "local_keras.py", PYTHON)
    here = script.run(config)
    assert here.returncode == 0, here.stderr
    script.environment = cluster.environment
    submitted = script.run(config, {"mode": "cluster"})
    experiment = int(re.search(r"^Created experiment (\d+)$", submitted.stdout, re.MULTILINE)[1])
    assert cluster.ended(experiment) == "STATE_COMPLETED"
    there = sorted(cluster.trials(experiment), key=lambda trial: trial["id"])
    ours = script.status()["trials"]
    assert [trial["hparams"] for trial in ours] == [trial["hparams"] for trial in there]
    for mine, its in zip(ours, there, strict=True):
        found = cluster.get(f"/api/v1/trials/{its['id']}/workloads?limit=1000")["workloads"]
        validations = [each["validation"] for each in found if each.get("validation")]
        assert [
            {"batches": each["totalBatches"], "metrics": each["metrics"]["avgMetrics"]} for each in validations
        ] == mine["validations"]
        assert len(validations) == 4
