"""One unchanged file in every place and with every framework; the table of docs/user/local.md is made here.

`make matrix` runs all of it and writes the table. Without `--write` each framework is tried with one trial or with a
search, not with both, and what differs from the table is a failure.
"""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest
from cluster import ROOT, SCRIPTS, Cluster

DOCUMENT = ROOT / "docs" / "user" / "local.md"
BEGIN, END = "<!-- made by e2e/test_matrix.py -->\n", "<!-- end -->"
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
BATCHES = 80
INTRODUCTION = """
One unchanged file of each framework, trained everywhere; what a cluster made of it is compared with this machine.

"""
PLACES = ("local test", "local", "cluster", "local search", "cluster search")
SEARCHERS = {"": {"name": "single"}, " search": {"name": "random", "max_trials": 2}}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs Debian's package dataset-fashion-mnist"),
]


@dataclass(frozen=True)
class Framework:
    """What a column trains with."""

    name: str
    environment: str
    script: str = "matrix_keras.py"
    backend: str = ""


FRAMEWORKS = (
    Framework("Keras 2", "keras2"),
    Framework("Keras 3 on TensorFlow", "frameworks", backend="tensorflow"),
    Framework("Keras 3 on JAX", "frameworks", backend="jax"),
    Framework("Keras 3 on Torch", "frameworks", backend="torch"),
    Framework("`PyTorchTrial`", "frameworks", "matrix_pytorch.py"),
)


class Column:
    """The file of one framework in a directory of its own."""

    def __init__(self, framework: Framework, directory: pathlib.Path, cluster: Cluster) -> None:
        self.framework, self.cluster = framework, cluster
        self.directory, self.local = directory / "work", directory / "local"
        self.directory.mkdir(parents=True)
        shutil.copy(SCRIPTS / framework.script, self.directory / "train.py")
        self.environment = {**cluster.environment, "DET_LOCAL_DIR": str(self.local)}
        if framework.backend:
            self.environment["KERAS_BACKEND"] = framework.backend

    def config(self, searcher: dict[str, Any]) -> dict[str, Any]:
        """The same for every place."""
        searched = searcher["name"] != "single"
        rate = {"type": "log", "base": 10, "minval": -3, "maxval": -2} if searched else 0.002
        return {
            "name": "matrix",
            "searcher": {
                "metric": "val_accuracy",
                "smaller_is_better": False,
                "max_length": {"batches": BATCHES},
                **searcher,
            },
            "hyperparameters": {"global_batch_size": 32, "width": 32, "learning_rate": rate},
            "reproducibility": {"experiment_seed": 12},
            "min_validation_period": {"batches": BATCHES // 2},
            "environment": {"environment_variables": self.variables()},
        }

    def variables(self) -> list[str]:
        """A slot computes with its share of the processors, this machine with all: other sums, unless both are told."""
        threads = ["OMP_NUM_THREADS=1", "TF_NUM_INTRAOP_THREADS=1"]
        return [*threads, *([f"KERAS_BACKEND={self.framework.backend}"] if self.framework.backend else [])]

    def run(self, how: dict[str, Any], searcher: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        (self.directory / "config.json").write_text(json.dumps(self.config(searcher)))
        done = subprocess.run(
            [str(ROOT / ".envs" / self.framework.environment / "bin" / "python"), "train.py", json.dumps(how)],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def tested(self) -> str:
        """`Mode.LOCAL`."""
        done = self.run({"mode": "local"}, SEARCHERS[""])
        assert "the test passed" in done.stdout, done.stdout
        found = re.search(r"computes with (\S+) (\S+)( on (\S+))?", done.stdout)
        assert found, done.stdout
        assert found[4] in (None, self.framework.backend or "tensorflow")
        return f"passes ({found[1]} {found[2]})"

    def trained(self, searcher: dict[str, Any]) -> list[dict[str, Any]]:
        """`local=True`: the trials of the newest local experiment."""
        self.run({"local": True}, searcher)
        (place,) = self.local.iterdir()
        newest = max((path for path in place.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
        trials = json.loads((newest / "status.json").read_text())["trials"]
        return [{"hparams": trial["hparams"], "validations": trial["validations"]} for trial in trials]

    def submitted(self, searcher: dict[str, Any]) -> int:
        """`Mode.CLUSTER`: the number of the experiment."""
        found = re.search(r"^Created experiment (\d+)$", self.run({"mode": "cluster"}, searcher).stdout, re.MULTILINE)
        assert found
        return int(found[1])

    def on_cluster(self, experiment: int) -> list[dict[str, Any]]:
        """The trials of an experiment once it is over, as `trained` has them."""
        state = self.cluster.ended(experiment, limit=900)
        trials = sorted(self.cluster.trials(experiment), key=lambda trial: trial["id"])
        assert state == "STATE_COMPLETED", [self.cluster.log(trial["id"])[-20:] for trial in trials]
        found = []
        for trial in trials:
            workloads = self.cluster.get(f"/api/v1/trials/{trial['id']}/workloads?limit=1000")["workloads"]
            validations = [each["validation"] for each in workloads if each.get("validation")]
            shown = [{"batches": v["totalBatches"], "metrics": v["metrics"]["avgMetrics"]} for v in validations]
            found.append({"hparams": trial["hparams"], "validations": shown})
        return found

    def cells(self, kinds: list[str]) -> dict[str, str]:
        """What became of the file, by place; `kinds` are of `SEARCHERS`."""
        waiting = {kind: self.submitted(SEARCHERS[kind]) for kind in kinds}
        found = {"local test": self.tested()}
        ours = {kind: self.trained(SEARCHERS[kind]) for kind in kinds}
        learnt = [trial["validations"][-1]["metrics"]["val_accuracy"] for trials in ours.values() for trial in trials]
        assert min(learnt) > 0.6, learnt
        for kind, experiment in waiting.items():
            found[f"local{kind}"] = _counted(ours[kind])
            found[f"cluster{kind}"] = _compared(ours[kind], self.on_cluster(experiment))
        return found


def _counted(trials: list[dict[str, Any]]) -> str:
    batches = {trial["validations"][-1]["batches"] for trial in trials}
    assert batches == {BATCHES}
    assert len({json.dumps(trial["hparams"]) for trial in trials}) == len(trials)
    return f"{BATCHES} batches" if len(trials) == 1 else f"{len(trials)} trials of {BATCHES} batches"


def _compared(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> str:
    assert [trial["hparams"] for trial in ours] == [trial["hparams"] for trial in theirs]
    assert [len(trial["validations"]) for trial in theirs] == [len(trial["validations"]) for trial in ours]
    if ours == theirs:
        return "the same, bit for bit"
    return "the same hyperparameters, other bits"


def _table(columns: dict[str, dict[str, str]]) -> str:
    rows = [["", *columns], ["---"] * (len(columns) + 1)]
    rows += [[place, *(column[place] for column in columns.values())] for place in PLACES]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def _columns(shown: str) -> dict[str, dict[str, str]]:
    """The table in the documentation, as `_table` is given it."""
    head, _, *rows = [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("|")]
    return {name: {row[0]: row[place] for row in rows} for place, name in enumerate(head, 1)}


def test_one_file_trains_everywhere_and_the_table_says_so(
    cluster: Cluster, tmp_path: pathlib.Path, request: pytest.FixtureRequest
) -> None:
    only, write = request.config.getoption("--framework"), request.config.getoption("--write")
    kinds = list(SEARCHERS)
    found = {
        framework.name: Column(framework, tmp_path / str(number), cluster).cells(
            kinds if only or write else [kinds[number % len(kinds)]]
        )
        for number, framework in enumerate(FRAMEWORKS)
        if only in (None, framework.name.strip("`"))
    }
    assert found, f"no framework is called {only!r}: {[framework.name.strip('`') for framework in FRAMEWORKS]}"
    if only:
        print(*found.items(), sep="\n")
        return
    before, rest = DOCUMENT.read_text().split(BEGIN)
    shown, after = rest.split(END)
    if write:
        DOCUMENT.write_text(f"{before}{BEGIN}{INTRODUCTION}{_table(found)}{END}{after}")
        return
    columns = _columns(shown)
    assert shown == INTRODUCTION + _table(columns), "docs/user/local.md is not as `make matrix` writes it"
    told = {name: {place: columns.get(name, {}).get(place) for place in cells} for name, cells in found.items()}
    assert told == found, "docs/user/local.md shows another table than what happened: make matrix writes it"
