"""From the files of a checkpoint to the model in it. A framework is imported when its checkpoint is loaded."""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from determined import adapter
from determined.core import CheckpointStore, Preemption, ReportSpool, Run, TrialInfo, current, set_current
from determined.errors import StopLoadingImplementation
from determined.storage import from_config
from determined.trial import import_class, train_class

_KERAS = "determined-keras-model"


def load_model(path: Path, tags: Optional[Sequence[str]] = None) -> Any:
    """The model; AssertionError or ValueError with what to do when that cannot be."""
    file = path / "metadata.json"
    if not file.is_file():
        raise ValueError(
            f"{path} has no metadata.json, so it is not known what made the checkpoint. "
            "Give the directory that Checkpoint.download() returned."
        )
    metadata = json.loads(file.read_text())
    framework = str(metadata.get("framework") or "")
    if any(path.glob(f"{_KERAS}.*")):  # whatever Keras computes with, Torch too
        return _keras(path, metadata)
    if framework.startswith("torch") or "torch_version" in metadata:
        return _torch(path, metadata)
    if framework.startswith("tensorflow") or "tensorflow_version" in metadata:
        return adapter.module("determined.estimator.load", "tensorflow").load_saved_model(path, tags)
    raise ValueError(
        f"The checkpoint in {path} was made by {framework or 'nothing known'}, which cannot be loaded here."
    )


def _keras(path: Path, metadata: dict[str, Any]) -> Any:
    keras = adapter.module("keras", "keras")
    weights = path / f"{_KERAS}.weights.h5"
    for name in (f"{_KERAS}.keras", f"{_KERAS}.h5"):
        if (path / name).is_file():
            try:
                return keras.models.load_model(path / name)
            except (TypeError, ValueError):  # it has classes that only the script knows
                weights = path / name
    fit = keras.Model.fit
    try:
        model = _run_again(path, metadata)
    finally:
        keras.Model.fit = fit
    if hasattr(model, "build_model"):  # a trial written as a class
        model = model.build_model()
    # Keras calls a class of the user's built when asked to build it, though its layers have no weights yet.
    if not model.built or not all(layer.built for layer in model.layers):
        raise ValueError(
            f"The checkpoint in {path} holds the weights of a model whose architecture cannot be written down, and the "
            "script builds it only with data. Build it yourself and call load_weights() on it."
        )
    model.load_weights(str(weights))
    return model


def _torch(path: Path, metadata: dict[str, Any]) -> Any:
    snapshot = adapter.module("determined.pytorch.snapshot", "torch")
    if (path / "model.pth").is_file() and not (path / "code").is_dir():
        return snapshot.load(path / "model.pth")  # of Determined 0.12.4 and before: the pickled model itself
    model = _run_again(path, metadata).build_model()
    model.load_state_dict(snapshot.load(snapshot.weights_file(path))["model_state_dict"])
    return model


class Loading(Run):
    """A run that stops where training would begin: the script, the model or the trial are made by then."""

    def start_loop(self, trained: Any = None) -> None:
        """The end."""
        self.trained = trained
        raise StopLoadingImplementation


def _run_again(path: Path, metadata: dict[str, Any]) -> Any:
    """Runs the script that the checkpoint was made by, from the code in it, up to its training call.

    Returns the model or trial object that it would train.
    """
    config = metadata.get("experiment_config") or {}
    code = path / "code"
    with tempfile.TemporaryDirectory() as directory:
        info = TrialInfo(
            experiment_id=int(metadata.get("experiment_id") or 0),
            trial_id=int(metadata.get("trial_id") or 0),
            run_id=1,
            task_id="loading",
            allocation_id="loading",
            seed=0,
            hparams=metadata.get("hparams") or {},
            config=config,
            run_dir=Path(directory),
        )
        if not info.trial_class and not (info.script and (code / info.script).is_file()):
            raise ValueError(
                f"The model of the checkpoint in {path} is made by code that is not in it. Build the model yourself "
                "and load its weights from the files there."
            )
        storage = from_config({"type": "directory", "container_path": directory})
        run = Loading(info, ReportSpool(info.run_dir / "spool"), Preemption(info.run_dir), CheckpointStore(storage))
        before = current()
        set_current(run)
        try:
            with _as_script(code, info.command or [info.script]):
                if info.trial_class:
                    train_class(import_class(info.trial_class), run)
                runpy.run_path(str(code / info.script), run_name="__main__")
        except StopLoadingImplementation:
            return run.trained
        finally:
            set_current(before)
            run.reports.close()
    raise ValueError(f"The script {info.script} of the checkpoint in {path} ended without reaching its training call.")


@contextmanager
def _as_script(code: Path, command: list[str]) -> Iterator[None]:
    """The modules of the code are forgotten afterwards: another checkpoint may have others of the same names."""
    arguments, modules, known = sys.argv, list(sys.path), set(sys.modules)
    sys.argv, sys.path[:0] = list(command), [str(code)]
    try:
        yield
    finally:
        sys.argv, sys.path[:] = arguments, modules
        for name in set(sys.modules) - known:
            file = getattr(sys.modules[name], "__file__", None)
            if file and code.resolve() in Path(file).resolve().parents:
                del sys.modules[name]
