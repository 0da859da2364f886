"""Training by Keras' public interface alone, for versions whose inner parts nobody tried.

The user's own call of `fit` runs, with one callback more. What that cannot do is in the warning of `hooks_in_use`.
"""

from __future__ import annotations

import itertools
import logging
import pickle
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Optional

import keras

from determined import generators
from determined.core import Run
from determined.keras import callbacks, generation, settle, variables
from determined.keras.fit_call import FitCall
from determined.keras.forms import by_arrays, is_dataset, is_generator, is_loader
from determined.keras.reporting import Judge, LengthReached, Preempted, SameNames, numbers, say_epoch
from determined.train import (
    BatchLog,
    CheckpointWriter,
    Goal,
    LoopSettings,
    Marks,
    Pace,
    Plan,
    Snapshot,
    TrialFailure,
    restore,
)

logger = logging.getLogger("determined")

LOOP_FILE = "determined-loop-state.pkl"
_FORMAT = "public-1"
_LOOK_SECONDS = 0.1
_INFINITE = -1  # the cardinality of a dataset that repeats
_ENDLESS = 1_000_000_000  # epochs of a fit whose length grows while it runs


@dataclass
class Place:
    """How far a trial is: `epoch` epochs are whole; plain data and arrays only."""

    marks: Marks
    epoch: int
    ended: bool
    variables: list[Any]
    random: dict[str, Any]


def train(run: Run, model: Any, call: FitCall, fit: Callable[..., Any], stop_requested: Callable[[], bool]) -> None:
    """Trains to the end, and ends the run: by `run.finish`, `run.preempt` or `run.fail`, each of which raises."""
    try:
        _train(run, model, call, fit, stop_requested)
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)


def _train(run: Run, model: Any, call: FitCall, fit: Callable[..., Any], stop_requested: Callable[[], bool]) -> None:
    settle.data(run, call)
    settings = LoopSettings.of(run.info.config, run.length)
    settle.validation(call)
    metric = settle.metric(run, call)
    settle.batch_size(run, call)
    pace = Pace(_batches_per_epoch(call, settings.scheduling_unit), call.batch_size)
    plan = Plan.of(settings, pace, (call.epochs - call.initial_epoch) * pace.batches_per_epoch)
    settle.tell_length(call, plan, settings)
    place = restore(run, _unpack)
    if place is not None and not run.info.steps_completed:
        place = replace(place, marks=Marks(), epoch=0, ended=False)
    if place is not None and place.ended and place.marks.steps >= plan.total:
        logger.info("the trial had already reached its end, %d batches", place.marks.steps)
        run.finish()
    loop = PublicLoop(run, model, call, plan, Judge(run, metric), place)
    loop.stop_requested, loop.goal = stop_requested, Goal(run, pace)
    try:
        loop.train(fit)
    finally:
        loop.writer.close()
        loop.log.close()
    if loop.marks.steps < loop.plan.total:
        logger.info("the script ended its training early, after %d of %d batches", loop.marks.steps, loop.plan.total)
        run.reports.stopped("user")
    run.finish()


class PublicLoop(keras.callbacks.Callback):  # type: ignore[misc]
    """The last of the callbacks: counts batches, reports, and checkpoints."""

    stop_requested: Callable[[], bool]
    goal: Goal

    def __init__(self, run: Run, model: Any, call: FitCall, plan: Plan, judge: Judge, place: Optional[Place]) -> None:
        super().__init__()
        self._run, self._trained, self._call, self.plan, self._judge = run, model, call, plan, judge
        self._place = place
        self.marks = place.marks if place else Marks()
        self._epoch = place.epoch if place else 0
        self._batch = 0
        self._last_logs: Any = None
        self._next_look = 0.0
        self._stopped = False
        self.log = BatchLog(run.reports, plan, self.marks.steps, SameNames())
        self.writer = CheckpointWriter(run)

    def train(self, fit: Callable[..., Any]) -> None:
        """One `fit`, or one more each time that the search lets the trial train further."""
        self.log.start()
        self._run.reports.state("training")
        if self._place is not None and _own_optimizers(self._trained):
            _step(self._trained, self._call, fit)
        try:
            while True:
                self._fit(fit)
                if self._stopped or self.marks.steps < self.plan.total or not self._goes_further():
                    break
        except Preempted:
            self.writer.finish()
            self._run.preempt()
        self._end()

    def _fit(self, fit: Callable[..., Any]) -> None:
        call = self._call
        given = {**vars(call), "callbacks": [*callbacks.listed(call.callbacks), self], "verbose": 0}
        for name in ("max_queue_size", "workers", "use_multiprocessing"):
            if generation.IS_KERAS_3:
                del given[name]
        del given["validation_split"]
        given["initial_epoch"] = call.initial_epoch + self._epoch
        left = -(-(self.plan.total - self.marks.steps) // self.plan.batches_per_epoch)
        given["epochs"] = _ENDLESS if self.goal.moves else given["initial_epoch"] + max(left, 1)
        try:
            fit(self._trained, **given)
        except LengthReached:
            for one in callbacks.listed(call.callbacks):
                one.on_train_end(self._last_logs)

    # What Keras tells.

    def on_train_begin(self, logs: Any = None) -> None:
        if self._place is not None:
            place, self._place = self._place, None
            if not _own_optimizers(self._trained):
                _build(self._trained, self._call.x)
            variables.put_back_all(_variables(self._trained), _more_variables(self._trained), place.variables)
            if place.marks.steps:
                generators.put_back(place.random)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._batch = 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        steps = self.marks.steps + batch + 1 - self._batch
        self._batch = batch + 1
        self.marks = self.marks.at(steps)
        self._last_logs = dict(logs or {})
        self.log.append((steps, self._last_logs))
        if steps >= self.plan.total and self._batch < self.plan.batches_per_epoch:
            self._settle()
            raise LengthReached
        if self.plan.after_batch(self.marks).checkpoint and self._batch < self.plan.batches_per_epoch:
            self._checkpoint()
        if time.monotonic() >= self._next_look or self.stop_requested():
            self._look()

    def _look(self) -> None:
        self._next_look = time.monotonic() + _LOOK_SECONDS
        if self.stop_requested():
            self._stopped = True
            self._settle()
            raise LengthReached
        if self._run.preemption.asked():
            self._checkpoint()
            raise Preempted

    def _settle(self) -> None:
        """Asking a callback for its model gives the model's variables their values, on JAX."""
        assert self.model is self._trained

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._epoch += 1
        values = numbers(logs)
        say_epoch(self._epoch, self.plan.epochs, values)
        wanted = False
        if not self._call.validates or any(name.startswith("val_") for name in values):
            wanted = self._judged(values)
        if self.marks.steps >= self.plan.total:
            if self.goal.moves:
                raise LengthReached
            return
        if wanted or self.plan.after_batch(self.marks).checkpoint:
            self._checkpoint()

    # Validations and checkpoints.

    def _judged(self, values: dict[str, float]) -> bool:
        self.log.flush()
        self.marks, wanted = self._judge.judge(self.plan, self.marks, values, self._last_logs)
        return wanted

    def _validate(self) -> None:
        if self.marks.validated >= self.marks.steps > 0:
            return
        values = numbers(self._last_logs)
        if self._call.validates:
            self._run.reports.state("validating")
            logs = self._trained.evaluate(**self._call.validation_arguments(), return_dict=True, verbose=0)
            values = {f"val_{name}": value for name, value in numbers(logs).items()}
        self._judged(values)

    def _goes_further(self) -> bool:
        if not self.goal.moves:
            return False
        self._validate()
        self._checkpoint()
        self.writer.finish()
        plan = self.goal.further(self.plan, self.marks.steps)
        if plan is None:
            raise Preempted
        self.plan = plan
        self.log.follow(plan)
        return True

    def _checkpoint(self, ended: bool = False) -> None:
        """Written here and now: only Keras knows how, and the model must not change meanwhile."""
        self.log.flush()
        self.marks = self.plan.after_checkpoint(self.marks)
        model = self.model
        values = [generation.value(one) for one in [*_variables(model), *_more_variables(model)]]
        place = Place(self.marks, self._epoch, ended, values, generators.capture())
        name, write = _model_file(model)
        files: dict[str, bytes | Callable[[Path], None]] = {
            name: write,
            LOOP_FILE: pickle.dumps((_FORMAT, vars(place)), protocol=5),
        }
        metadata = {
            "framework": _framework(),
            "format": name.partition(".")[2],
            "keras_version": generation.version(),
            "steps_completed": self.marks.steps,
        }
        self.writer.submit(self.writer.written(Snapshot(self.marks.steps, files, metadata)))

    def _end(self) -> None:
        self._run.reports.state("finishing")
        self._validate()
        self._checkpoint(ended=True)
        self.writer.finish()
        self.log.close()
        self._run.reports.progress(1.0, self.marks.steps, self.plan.total)


def _batches_per_epoch(call: FitCall, fallback: int) -> int:
    """As `fit` will count them; what has no end gets epochs of `fallback` batches."""
    data = call.x
    if call.steps_per_epoch is not None:
        return call.steps_per_epoch
    if by_arrays(data):
        call.batch_size = call.batch_size or 32
        return -(-len(generation.flatten(data)[0]) // call.batch_size)
    if isinstance(data, generation.Sequence) or is_loader(data):
        return len(data)
    if is_dataset(data) and int(data.cardinality()) != _INFINITE:
        return int(data.cardinality()) if int(data.cardinality()) > 0 else sum(1 for _ in data)
    call.steps_per_epoch = fallback
    return fallback


def _variables(model: Any) -> list[Any]:
    return variables.distinct([*model.weights, *_optimizer_variables(model.optimizer)])


def _more_variables(model: Any) -> list[Any]:
    """Of the optimizers that a `train_step` of the model's own uses; each makes them by its first use."""
    listed = set(map(id, _variables(model)))
    found = [one for optimizer in _own_optimizers(model) for one in _optimizer_variables(optimizer)]
    return [one for one in variables.distinct(found) if id(one) not in listed]


def _optimizer_variables(optimizer: Any) -> list[Any]:
    rate = getattr(optimizer, "learning_rate", None)
    return [*generation.optimizer_variables(optimizer), *([rate] if isinstance(rate, generation.Variable) else [])]


def _own_optimizers(model: Any) -> list[Any]:
    return [one for one in variables.optimizers(model, _layers(model)) if one is not model.optimizer]


def _layers(model: Any) -> list[Any]:
    return [model, *(one for layer in getattr(model, "layers", []) for one in _layers(layer))]


def _step(model: Any, call: FitCall, fit: Callable[..., Any]) -> None:
    """Trains a batch, whose outcome is overwritten: only a step knows which variables each optimizer moves."""
    data = call.x
    if by_arrays(data):
        size = call.batch_size or 32
        batch = tuple(
            None if part is None else generation.map_structure(lambda one: one[:size], part)
            for part in (data, call.y, call.sample_weight)
        )
    elif is_generator(data):
        batch = next(data)
        call.x = itertools.chain([batch], data)
    else:
        batch = data[0] if isinstance(data, generation.Sequence) else next(iter(data))
    x, y, weights = (*(batch if isinstance(batch, (tuple, list)) else (batch,)), None, None)[:3]
    records = len(generation.flatten(x)[0])
    fit(model, x, y, sample_weight=weights, batch_size=records, verbose=0)


def _build(model: Any, data: Any) -> None:
    """Training would do it with its first batch."""
    if not model.built:
        batch = next(iter(data)) if is_dataset(data) else data[0] if isinstance(data, generation.Sequence) else None
        model(generation.map_structure(lambda one: one[:1], data) if batch is None else batch[0])
    model.optimizer.build(model.trainable_variables)


def _model_file(model: Any) -> tuple[str, Callable[[Path], None]]:
    try:
        model.get_config()
    except Exception:  # of a class that cannot be written down
        return "determined-keras-model.weights.h5", lambda path: model.save_weights(str(path))
    return "determined-keras-model.keras", lambda path: model.save(str(path))


def _framework() -> str:
    name = keras.backend.backend()
    return f"{name}-{sys.modules[name].__version__}"


def _unpack(directory: Path) -> Place:
    written, content = pickle.loads((directory / LOOP_FILE).read_bytes())
    if written != _FORMAT:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint was written by a run on another Keras, whose inner parts were known (format {written}); "
            f"Keras {generation.version()} cannot read it. Go on with the version that wrote it, or start anew.",
            restartable=False,
        )
    return Place(**content)
