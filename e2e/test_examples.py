"""Every example as a user would run it, trained to what docs/user/examples.md promises."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess

import pytest
from cluster import ROOT, SCRIPTS, Cluster

EXAMPLES = ROOT / "examples"
ROW = re.compile(r"^\| `(\S+)((?: \S+)*)` \| .* \| `(\S+)` \| `(\S+)` \| ([\d.]+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "user" / "examples.md").read_text())
ELSEWHERE = ("iris_estimator/train.py", "fashion_mnist_pytorch/train.py")  # they have tests of their own
NO_TRAINING = EXAMPLES / "noop" / "train.py"  # a tool to try a cluster with; test_failures.py drives it

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not pathlib.Path("/usr/share/datasets/fashion-mnist").is_dir(),
        reason="needs Debian's package dataset-fashion-mnist",
    ),
]


def test_the_page_names_every_example_and_each_is_short() -> None:
    scripts = {path for path in EXAMPLES.glob("*/*.*") if path.name != "data.py" and path.suffix in (".py", ".ipynb")}
    scripts.remove(NO_TRAINING)
    assert {EXAMPLES / row[0] for row in ROWS} == scripts
    assert all(len(path.read_text().splitlines()) <= 60 for path in scripts if path.suffix == ".py")


@pytest.mark.parametrize(
    ("script", "arguments", "environment", "metric", "least"),
    [row for row in ROWS if row[0] not in ELSEWHERE],
    ids=[row[0] + row[1] for row in ROWS if row[0] not in ELSEWHERE],
)
def test_an_example_learns_what_the_page_promises(
    shared_cluster: Cluster,
    tmp_path: pathlib.Path,
    script: str,
    arguments: str,
    environment: str,
    metric: str,
    least: str,
) -> None:
    folder, _, name = script.partition("/")
    shutil.copytree(EXAMPLES / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    words = [str(SCRIPTS / "run_notebook.py"), name] if name.endswith(".ipynb") else [name, *arguments.split()]
    before = len(shared_cluster.get("/api/v1/experiments?limit=0")["experiments"])
    done = subprocess.run(
        [str(ROOT / ".envs" / environment / "bin" / "python"), *words],
        cwd=tmp_path / folder,
        capture_output=True,
        text=True,
        timeout=600,
        env=shared_cluster.environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    experiment = before + 1
    state = shared_cluster.ended(experiment, limit=1200)
    trials = shared_cluster.trials(experiment)
    assert state == "STATE_COMPLETED", [shared_cluster.log(trial["id"])[-20:] for trial in trials]
    best = [trial["bestValidation"]["metrics"]["avgMetrics"][metric] for trial in trials]
    assert max(best) >= float(least), best
