"""Scripts in an environment that lacks their framework; the one that these tests run in has none."""

from __future__ import annotations

import importlib.util

import pytest

from determined import adapter

INIT = "import determined.experimental.{0} as one\none.init({{}}, context_dir='.')"


@pytest.mark.parametrize(
    ("script", "framework", "install"),
    [
        (INIT.format("keras"), "keras", "pip install tensorflow, or keras with jax or torch"),
        (INIT.format("estimator"), "tensorflow", "tensorflow==2.15.*"),
        ("from determined.keras import TFKerasTrial", "keras", "pip install tensorflow, or keras with jax or torch"),
        ("from determined.estimator import EstimatorTrial", "tensorflow", "tensorflow==2.15.*"),
        ("from determined.pytorch import PyTorchTrial", "torch", "pip install torch"),
    ],
    ids=["keras.init", "estimator.init", "TFKerasTrial", "EstimatorTrial", "PyTorchTrial"],
)
def test_the_failure_says_what_to_install_and_where(master, allocate, script: str, framework: str, install: str):
    found = importlib.util.find_spec(framework)
    assert found is None or found.origin is None, "these tests run where no framework is, but for folders of its name"
    allocation = allocate({"train.py": script})
    allocation.start()
    assert allocation.exit() == {"status": 3}, master.log()
    (failure,) = master.reports("failure")
    assert failure["kind"] == "bad_script"
    for words in (f"has no module {framework}", install, "startup-hook.sh", "environment.python"):
        assert words in failure["message"], failure["message"]


def test_keras_without_what_it_computes_with_says_so(tmp_path, monkeypatch):
    (tmp_path / "keras_that_needs_jax.py").write_text("raise ModuleNotFoundError('No module', name='jax')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match=r"Keras computes with jax here.*KERAS_BACKEND"):
        adapter.module("keras_that_needs_jax", "keras")
    with pytest.raises(ModuleNotFoundError, match="No module"):
        adapter.module("keras_that_needs_jax", "tensorflow")
