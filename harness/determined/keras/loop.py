"""One real `fit` under management: what happens at each of its batches and epochs."""

from __future__ import annotations

import time
from typing import Any, Callable, Optional

import keras
import numpy as np

from determined.keras import generation, internals, snapshot
from determined.keras.backends.plain import ended
from determined.keras.parts import LoopState, Parts
from determined.keras.reporting import Judge, LengthReached, Preempted, SameNames, numbers, plain, say_epoch
from determined.train import BatchLog, CheckpointWriter, Marks

_LOOK_SECONDS = 0.1


class Loop:
    """Counts batches, reports, validates and checkpoints; `Hooks` calls it within `fit`, in the training thread."""

    def __init__(self, parts: Parts, state: Optional[LoopState], weights: Optional[list[Any]] = None) -> None:
        self.parts = parts
        self.model = parts.model
        self.own = parts.borrowed.own
        self.marks = state.marks if state else Marks()
        self.epoch = state.epoch if state else 0
        self.batch = 0
        self.phantoms = state.batch if state else 0
        self.stopped_by_script = False
        self._state = state
        self._weights = weights
        self.phantom_logs = state.last_logs if state else None
        self.last_logs: Any = None
        self._first = True
        self._testing = self._fit_tested = False
        self._iterator: Any = None
        self._next_look = 0.0
        self._next_event = parts.plan.next_event(self.marks)
        self.log = BatchLog(parts.run.reports, parts.plan, self.marks.steps, SameNames())
        self.writer = CheckpointWriter(parts.run)
        self._judge = Judge(parts.run, parts.metric)
        self._append = self.log.append
        self.model.make_train_function()
        self.real = self.model.train_function
        self.step = parts.backend.step(self)
        self.model.train_function = self.step
        self.hooks: Any = None
        self._made: list[dict[str, bytes]] = []

    def advance(self, step: Callable[[Any], Any]) -> Any:
        """Calls `step` on the iterator of the trial's own place in its data, which may begin another pass.

        A compiled step that finds no batch has already done what does not depend on one, as to count the optimizer's
        iterations. So one that is known to find none is not tried.
        """
        if self.parts.source.over(self.marks.steps):
            self._iterator = self.parts.source.next_pass(self.marks.steps)
        try:
            return step(self._iterator)
        except self.parts.backend.ended:
            self._iterator = self.parts.source.next_pass(self.marks.steps)
        try:
            return step(self._iterator)
        except self.parts.backend.ended:
            raise ended(self.marks.steps) from None

    def guard(self) -> None:
        """A callback that compiles the model again, or makes its function again, must not put training on the dummy."""
        if self.model.train_function is not self.step and self.model.train_function is not None:
            self.real = self.model.train_function
            self.model.train_function = self.step

    # Beginning, and coming back.

    def prepare(self) -> None:
        """Before the callbacks hear that training begins: they shall find the model as it was."""
        self._made = snapshot.as_made(self.hooks.callbacks)
        if self._state is None:
            if self._weights is not None:
                with self.own:
                    drawn = snapshot.take_random(self.parts.randomness)
                self.parts.backend.build(self)
                self._put_back_variables(self._weights)
                self.model.reset_metrics()
                with self.own:
                    snapshot.put_back_random(drawn, self.parts.randomness)
            self._iterator = self.parts.source.open(0)
            return
        self.parts.backend.build(self)
        self._put_back_variables(self._state.variables)

    def _put_back_variables(self, values: list[Any]) -> None:
        self.parts.backend.settle(self.model)
        snapshot.put_back_variables(self.model, values)
        self.parts.backend.replaced(self.model)

    def begun(self, callbacks: list[Any]) -> None:
        if self._state is not None:
            snapshot.put_back_callbacks(callbacks, self._state.callbacks)

    def _restore(self) -> None:
        """Puts back all that `fit` changed on its way to the first batch that is really done."""
        state, self._state = self._state, None
        assert state is not None
        self._put_back_variables(state.variables)
        internals.count_on(self.model, self.marks.steps)
        self._iterator = self.parts.source.reopen(state.data)
        self.model.stop_training = state.stop_training
        self.last_logs = state.last_logs
        self.batch = state.batch
        with self.own:
            snapshot.put_back_random(state.random, self.parts.randomness)

    def enter_epoch(self) -> bool:
        """Whether the callbacks shall hear of this epoch's beginning: not if they heard before the interruption."""
        self._fit_tested = False
        if self.phantoms:
            return False
        if self._state is not None:
            self._restore()
            self.model.reset_metrics()
            if self.model.stop_training:
                raise LengthReached
        self.batch = 0
        return True

    def epoch_begun(self) -> None:
        if self._first and self.parts.plan.at_start(self.marks).validate:
            self.validate()
            self.model.reset_metrics()

    def phantom_done(self, batch: int) -> None:
        self.phantoms = max(0, self.phantoms - (batch + 1 - self.batch))
        self.batch = batch + 1
        if not self.phantoms:
            self._restore()

    # During training.

    def batch_done(self, batch: int, logs: Any) -> None:
        steps = self.marks.steps + batch + 1 - self.batch
        self.batch = batch + 1
        self.marks = Marks(steps, self.marks.validated, self.marks.checkpointed, self.marks.best)
        self._append((steps, logs))
        if steps >= self._next_event:
            self._do_duties()
        now = time.monotonic()
        if now >= self._next_look or self.parts.stop_requested():
            self._look(now, logs)

    def _do_duties(self) -> None:
        if self.batch >= self.parts.plan.batches_per_epoch:
            return  # the end of the epoch sees to it
        duties = self.parts.plan.after_batch(self.marks)
        wanted = self.validate() if duties.validate else False
        if (wanted or duties.checkpoint) and not duties.finish:
            self.checkpoint()
        if duties.finish:
            if self._go_further():
                return
            raise LengthReached
        self._next_event = self.parts.plan.next_event(self.marks)

    def _look(self, now: float, logs: Any) -> None:
        self._next_look = now + _LOOK_SECONDS
        if self._first:
            self._see_first(logs)
        if self.parts.stop_requested():
            self.stopped_by_script = True
            raise LengthReached
        if self.parts.run.preemption.asked():
            self.checkpoint()
            raise Preempted

    def _see_first(self, logs: Any) -> None:
        """After the first batch, which does not wait for what is only needed from then on."""
        self._first = False
        self.log.start()
        self._check_names(logs)

    def _check_names(self, logs: Any) -> None:
        """A metric that cannot come is found after the first batch, unless the model has steps of its own."""
        kind = type(self.model)
        if kind.train_step is not keras.Model.train_step or kind.test_step is not keras.Model.test_step:
            return
        names = [str(name) for name in logs or {}]
        known = names + ([f"val_{name}" for name in names] if self.parts.call.validates else [])
        if self.parts.metric.spelling(known) is None:
            raise self.parts.metric.missing(known)

    def epoch_done(self, logs: Any) -> None:
        self.epoch += 1
        self.batch = 0
        values = numbers(logs)
        say_epoch(self.epoch, self.parts.plan.epochs, values)
        wanted = False
        if self._fit_tested or not self.parts.call.validates:
            wanted = self._report_validation(values)
        duties = self.parts.plan.after_batch(self.marks)
        if duties.validate and self.parts.call.validates:
            wanted = self.validate() or wanted
        if self.model.stop_training:
            return
        if duties.finish:
            self._go_further()
            return
        asked = self.parts.run.preemption.asked()
        if wanted or duties.checkpoint or asked:
            self.checkpoint()
        if asked:
            raise Preempted
        self._next_event = self.parts.plan.next_event(self.marks)

    # Validation and checkpoints.

    def _go_further(self) -> bool:
        """At the end of its length: whether the search lets the trial train on in this very run."""
        if not self.parts.goal.moves:
            return False
        if self.marks.validated < self.marks.steps:
            self.validate()
        self.checkpoint()
        self.writer.finish()
        plan = self.parts.goal.further(self.parts.plan, self.marks.steps)
        if plan is None:
            raise Preempted
        self.parts.plan = plan
        self.log.follow(plan)
        self._next_event = plan.next_event(self.marks)
        return True

    def tests(self, begin: bool) -> None:
        self.parts.run.reports.state("validating" if begin else "training")
        self._fit_tested = self._fit_tested or not self._testing

    def validate(self) -> bool:
        """Evaluates the model now and leaves training as it was; whether the result is worth a checkpoint."""
        if not self.parts.call.validates:
            return self._report_validation(numbers(self.last_logs))
        self.parts.backend.settle(self.model)
        before = [generation.value(variable) for variable in internals.metric_variables(self.model)]
        states = [(one, generation.value(one)) for one in internals.recurrent_states(self.model)]
        with self.own:
            drawn = snapshot.take_random(self.parts.randomness)
        self._testing = True
        try:
            arguments = self.parts.call.validation_arguments()
            logs = self.model.evaluate(**arguments, callbacks=self.hooks, return_dict=True, verbose=0)
        finally:
            self._testing = False
        for variable, value in states:
            variable.assign(value)
        there = internals.metric_variables(self.model)
        if len(there) == len(before):
            for variable, value in zip(there, before):
                variable.assign(value)
            self.parts.backend.replaced(self.model)
        else:  # the evaluation made them
            self.model.reset_metrics()
        with self.own:
            snapshot.put_back_random(drawn, self.parts.randomness)
        return self._report_validation({f"val_{name}": value for name, value in numbers(logs).items()})

    def _report_validation(self, values: dict[str, float]) -> bool:
        self.log.flush()
        self.marks, wanted = self._judge.judge(self.parts.plan, self.marks, values, self.last_logs)
        return wanted

    def checkpoint(self, ended: bool = False) -> None:
        """Takes everything into memory; the writing happens beside training."""
        self.log.flush()
        internals.flush_event_files(self.hooks.callbacks)
        self.parts.backend.settle(self.model)
        self.marks = self.parts.plan.after_checkpoint(self.marks)
        with self.own:
            state = LoopState(
                marks=self.marks,
                epoch=self.epoch,
                batch=self.batch,
                ended=ended,
                stop_training=bool(self.model.stop_training) or self.stopped_by_script,
                last_logs={name: np.array(plain(value)) for name, value in (self.last_logs or {}).items()},
                data=self.parts.source.position(self._iterator, self.marks.steps),
                variables=snapshot.take_variables(self.model),
                random=snapshot.take_random(self.parts.randomness),
                callbacks=snapshot.take_callbacks(self.hooks.callbacks, self._made),
            )
        self._save(state)

    def _save(self, state: LoopState) -> None:
        self.writer.submit(snapshot.pack(self.model, state, self.parts.backend))

    def finish(self) -> None:
        """After the last batch: the last validation and the last checkpoint, complete."""
        self.parts.run.reports.state("finishing")
        if self.marks.validated < self.marks.steps or self.marks.steps == 0:
            self.validate()
        if not self.hooks.train_ended:
            self.hooks.on_train_end(numbers(self.last_logs))
        self.checkpoint(ended=True)
        self.writer.finish()
        self.log.close()
        self.parts.run.reports.progress(1.0, self.marks.steps, self.parts.plan.total)
