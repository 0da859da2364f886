"""Everything that a training process must have to go on exactly, taken into memory and put back."""

from __future__ import annotations

import hashlib
import io
import logging
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras

from determined.keras import generation, internals, variables
from determined.keras.backends.backend import Backend, Randomness
from determined.keras.parts import LoopState
from determined.train import Snapshot, TrialFailure

if TYPE_CHECKING:
    from determined.keras.model_file import Write

logger = logging.getLogger("determined")

LOOP_FILE = "determined-loop-state.pkl"
_FORMAT = 1
_MODEL_OWNED = {"model", "_model", "params"}
_PROFILING = {"_is_tracing", "_profiler_started"}  # of TensorBoard: another process does not


def take_random(randomness: Randomness) -> dict[str, Any]:
    return {**randomness.capture(), "keras": internals.seeds()}


def put_back_random(state: dict[str, Any], randomness: Randomness) -> None:
    randomness.put_back(state)
    internals.put_back_seeds(state["keras"])


def take_variables(model: Any) -> list[Any]:
    return [generation.value(one) for one in [*internals.variables(model), *internals.more_variables(model)]]


def put_back_variables(model: Any, values: list[Any]) -> None:
    """Raises `TrialFailure` when the model is another one."""
    variables.put_back_all(internals.variables(model), internals.more_variables(model), values)


def as_made(callbacks: list[Any]) -> list[dict[str, bytes]]:
    """Digests of the members that the script gave them, directories and the like: no state, whatever they are."""
    return [dict(_digests(callback)) for callback in callbacks]


def take_callbacks(callbacks: list[Any], made: list[dict[str, bytes]]) -> list[tuple[str, dict[str, bytes]]]:
    """What training has changed of them; what it has not, the data that one measures on, say, is not copied."""
    return [
        (
            type(callback).__name__,
            {name: _pickled(vars(callback)[name]) for name, now in _digests(callback) if before.get(name) != now},
        )
        for callback, before in zip(callbacks, made)
    ]


def put_back_callbacks(callbacks: list[Any], states: list[tuple[str, dict[str, bytes]]]) -> None:
    """Members that could not be pickled keep what the callback's own `on_train_begin` gave them."""
    if [type(callback).__name__ for callback in callbacks] != [name for name, _ in states]:
        logger.warning("the script's callbacks differ from those in the checkpoint: they start anew")
        return
    for callback, (_, members) in zip(callbacks, states):
        for name, content in members.items():
            try:
                setattr(callback, name, pickle.loads(content))
            except Exception:  # a class that the script no longer has, say
                logger.warning("callback member %s.%s starts anew", type(callback).__name__, name, exc_info=True)


def _digests(callback: Any) -> Iterator[tuple[str, bytes]]:
    passing = _MODEL_OWNED | (_PROFILING if isinstance(callback, keras.callbacks.TensorBoard) else set())
    for name, value in list(vars(callback).items()):
        if name in passing:
            continue
        try:
            yield name, _digest(value)
        except Exception:  # open files, functions made in the script and the like stay the new process's own
            logger.debug("callback member %s.%s is not saved", type(callback).__name__, name)


def _digest(value: Any) -> bytes:
    content = _Digest()
    _MemberPickler(content, protocol=5, buffer_callback=lambda buffer: content.write(buffer.raw())).dump(value)
    return content.value()


def _pickled(value: Any) -> bytes:
    content = io.BytesIO()
    _MemberPickler(content, protocol=5).dump(value)
    return content.getvalue()


class _Digest:
    """A file that keeps nothing of what is written to it but its digest."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, content: Any) -> None:
        self._hash.update(content)

    def value(self) -> bytes:
        return self._hash.digest()


class _MemberPickler(pickle.Pickler):
    """Refuses what belongs to the model, and callbacks themselves (by a bound method, say)."""

    def persistent_id(self, thing: Any) -> None:
        kept_elsewhere = (keras.layers.Layer, keras.optimizers.Optimizer, keras.callbacks.Callback)
        if isinstance(thing, (*kept_elsewhere, generation.Variable)):
            raise pickle.PicklingError(f"a {type(thing).__name__} is no state of a callback")


def pack(model: Any, state: LoopState, backend: Backend) -> Snapshot:
    """The files of a checkpoint, to be written beside training: what they hold is copied by now."""
    name, write_model = _model_file(model, state.variables)

    def write_state(path: Path) -> None:
        with path.open("wb") as file:
            pickle.dump((_FORMAT, vars(state)), file, protocol=5)

    return Snapshot(
        steps_completed=state.marks.steps,
        files={name: write_model, LOOP_FILE: write_state},
        metadata={
            "framework": backend.framework,
            "format": name.rsplit(".", 1)[-1] if "weights" not in name else "weights.h5",
            "keras_version": generation.version(),
            "steps_completed": state.marks.steps,
        },
    )


def unpack(directory: Path) -> LoopState:
    if not (directory / LOOP_FILE).is_file():
        raise TrialFailure(
            "checkpoint_mismatch",
            "The checkpoint was not written by the training loop of a Keras model, so that there is nothing in it to "
            "begin with. Name another one in source_checkpoint_uuid or source_trial_id, or load its weights in the "
            "script.",
            restartable=False,
        )
    loaded, content = pickle.loads((directory / LOOP_FILE).read_bytes())
    if loaded != _FORMAT:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint's loop state has format {loaded}, and this version reads format {_FORMAT}. "
            "Go on with the version that wrote it, or start the trial anew.",
            restartable=False,
        )
    return LoopState(**content)


_told: set[str] = set()


def _model_file(model: Any, values: list[Any]) -> tuple[str, Write]:
    from determined.keras import model_file

    known = dict(zip(map(id, internals.variables(model)), values))
    try:
        return model_file.whole(model, known)
    except Exception as fault:  # a model may refuse in many ways; its weights can always be kept
        if model.name not in _told:
            _told.add(model.name)
            logger.warning("the model cannot be saved whole (%s): checkpoints hold its weights", str(fault)[:200])
        return model_file.weights(model, known)
