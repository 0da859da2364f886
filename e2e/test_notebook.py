"""Notebooks in a real kernel, and in a real JupyterLab as people see it."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess

import pytest
from cluster import ROOT, SCRIPTS, Cluster, eventually, free_port
from notebooks import DATA, FAILS, LIVES, RESULTS, TRAIN, write

PYTHON = ROOT / ".envs" / "notebook" / "bin" / "python"
pytestmark = pytest.mark.slow


def environment(cluster: Cluster, directory: pathlib.Path) -> dict[str, str]:
    jupyter = {f"JUPYTER_{name}_DIR": str(directory / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**cluster.environment, **jupyter, "IPYTHONDIR": str(directory / "ipython"), "JUPYTER_PREFER_ENV_PATH": "1"}


def executed(cluster: Cluster, directory: pathlib.Path, *cells: str) -> list[list[dict]]:
    """The outputs of each cell."""
    notebook = write(directory / "mine.ipynb", *cells)
    done = subprocess.run(
        [str(PYTHON), str(SCRIPTS / "run_notebook.py"), notebook.name],
        cwd=directory,
        env=environment(cluster, directory),
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    return [cell["outputs"] for cell in json.loads(notebook.read_text())["cells"]]


def text(outputs: list[dict]) -> str:
    return "".join("".join(output.get("text", "")) for output in outputs)


def test_the_executed_cells_are_submitted_and_the_kernel_lives(shared_cluster, tmp_path):
    before = shared_cluster.get("/api/v1/experiments")["pagination"]["total"]
    results = RESULTS.replace("NUMBER", str(before + 1))
    _, failed, train, lives, frame = executed(shared_cluster, tmp_path, DATA, FAILS, TRAIN, LIVES, results)
    assert [output["output_type"] for output in failed] == ["error"]
    assert f"Created experiment {before + 1}\n" in text(train)
    assert "▸ left out: %pwd · !true" in text(train)
    assert "after init" not in text(train)
    assert "error" not in [output["output_type"] for output in train]
    (shown,) = [output["data"] for output in train if output["output_type"] == "display_data"]
    assert "".join(shown["text/plain"]).startswith(f"Experiment {before + 1} · ")
    assert f"/det/experiments/{before + 1}" in "".join(shown["text/html"])
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert "the kernel lives 320" in text(lives)
    assert "['COMPLETED', 'COMPLETED']" in text(frame)
    (result,) = [output["data"] for output in frame if output["output_type"] == "execute_result"]
    assert "COMPLETED · 2/2 · best " in "".join(result["text/plain"])
    script = (tmp_path / "notebook__det__.py").read_text()
    assert "a cell that fails" not in script
    assert "the kernel lives" not in script


def test_without_widgets_the_experiment_stands_as_html(shared_cluster, tmp_path):
    without = "import sys\nsys.modules['ipywidgets'] = None"
    _, _, train, lives = executed(shared_cluster, tmp_path, DATA, without, TRAIN, LIVES)
    (shown,) = [output["data"] for output in train if output["output_type"] == "display_data"]
    assert sorted(shown) == ["text/html", "text/plain"]
    assert "<table>" in "".join(shown["text/html"])
    assert "the kernel lives 320" in text(lives)


def test_a_saved_notebook_is_submitted_by_its_name(shared_cluster, tmp_path):
    by_name = TRAIN.replace('context_dir="."', 'context_dir=".", command=["mine.ipynb"]')
    _, train = executed(shared_cluster, tmp_path, DATA, by_name)
    number = int(text(train).split("Created experiment ")[1].split()[0])
    assert shared_cluster.ended(number) == "STATE_COMPLETED"


def test_a_fault_is_one_sentence_in_the_cell(shared_cluster, tmp_path):
    _, train = executed(shared_cluster, tmp_path, DATA, TRAIN.replace('context_dir="."', 'context_dir="nowhere"'))
    (error,) = [output for output in train if output["output_type"] == "error"]
    assert len(error["traceback"]) == 1
    assert "'nowhere' does not exist" in error["traceback"][0]


def test_in_jupyterlab_the_experiment_moves_in_place(shared_cluster, tmp_path):
    write(tmp_path / "mine.ipynb", DATA, TRAIN, LIVES)
    port = free_port()
    log = (tmp_path / "lab.log").open("w")
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=test"]
    lab = subprocess.Popen(
        [str(PYTHON), "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--allow-root", *options],
        cwd=tmp_path,
        env=environment(shared_cluster, tmp_path),
        stdout=log,
        stderr=log,
    )
    try:
        eventually(lambda: (tmp_path / "lab.log").read_text(), lambda said: f":{port}/lab" in said, 300, "JupyterLab")
        done = subprocess.run(
            ["node", str(ROOT / "web" / "testing" / "notebook.mjs"), f"http://127.0.0.1:{port}", "test", "mine.ipynb"],
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        lab.terminate()
        lab.wait(120)
        log.close()
