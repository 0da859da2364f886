"""The files of an Estimator's checkpoint."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf
from google.protobuf import text_format

from determined.train import Marks, Snapshot, TrialFailure

LOOP_FILE = "determined-loop-state.pkl"
_FORMAT = 1
_EVENTS = "determined-events"


@dataclass
class LoopState:
    """The loop's place; `positioned` when the position of the data is among the files."""

    marks: Marks
    ended: bool
    stopped: bool
    positioned: bool
    random: dict[str, Any]


def empty(batches: int) -> Snapshot:
    """A checkpoint that has no files of the Estimator's yet."""
    metadata = {"framework": f"tensorflow-{tf.__version__}", "format": "saved_model", "steps_completed": batches}
    return Snapshot(steps_completed=batches, files={}, metadata=metadata)


def add_model(directory: Path, prefix: str) -> None:
    """The variables under `prefix`, which TensorFlow keeps under that name for a while only.

    A graph beside them is a hook's of the Estimator; a checkpoint gets its own.
    """
    saved = Path(prefix)
    for path in {*saved.parent.glob(f"{saved.name}.*")} - {saved.with_name(f"{saved.name}.meta")}:
        os.link(path, directory / path.name)
    state = tf.compat.v1.train.generate_checkpoint_state_proto(str(directory.absolute()), saved.name, [saved.name])
    (directory / "checkpoint").write_text(text_format.MessageToString(state))


def add_events(directory: Path, model_dir: Path) -> None:
    """What evaluations wrote: hooks that stop early read it, also in a run that goes on."""
    for path in model_dir.glob("eval*/events.*"):
        kept = directory / _EVENTS / path.parent.name
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, kept)


def add_state(directory: Path, state: LoopState) -> None:
    """The loop's place."""
    (directory / LOOP_FILE).write_bytes(pickle.dumps((_FORMAT, vars(state)), protocol=5))


def unpack(directory: Path) -> LoopState:
    """The loop's place in a checkpoint."""
    if not (directory / LOOP_FILE).is_file():
        raise _mismatch("it was not written by a training loop of the Estimator")
    format_, content = pickle.loads((directory / LOOP_FILE).read_bytes())
    if format_ != _FORMAT:
        raise _mismatch(f"its loop state has format {format_}, and this version reads format {_FORMAT}")
    return LoopState(**content)


def put_back(directory: Path, model_dir: Path) -> None:
    """Lays the variables where the next session of an Estimator finds them; position and events lie beside them."""
    model_dir.mkdir(parents=True, exist_ok=True)
    for path in [*directory.glob("*.ckpt*"), directory / "checkpoint"]:
        shutil.copy2(path, model_dir / path.name)
    if (directory / _EVENTS).is_dir():
        shutil.copytree(directory / _EVENTS, model_dir, dirs_exist_ok=True)


def _mismatch(why: str) -> TrialFailure:
    return TrialFailure(
        "checkpoint_mismatch",
        f"The checkpoint cannot be gone on from: {why}. Go on with the script and the version that wrote it, or start "
        "the trial anew.",
        restartable=False,
    )
