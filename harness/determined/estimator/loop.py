"""One long `Estimator.train` under management: what happens after each of its batches."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
import tensorflow as tf

from determined.core import Run
from determined.estimator import snapshot
from determined.estimator.call import Call
from determined.estimator.graph_files import GraphFiles
from determined.estimator.input_function import watched
from determined.estimator.length import data_ended_early, empty_data, plan_of
from determined.estimator.means import Means
from determined.estimator.position import TrainingData
from determined.estimator.snapshot import LoopState
from determined.estimator.step import Step, step
from determined.train import BatchLog, CheckpointWriter, LoopSettings, Marks, Plan, SearcherMetric

logger = logging.getLogger("determined")

_LOOK_SECONDS = 0.1


class EndReached(BaseException):
    """Leaves a session whose trial had trained to its end before."""


@dataclass(frozen=True)
class Parts:
    """What a loop is made of."""

    run: Run
    call: Call
    means: Means
    settings: LoopSettings
    metric: SearcherMetric
    data: TrainingData
    stop_requested: Callable[[], bool]


class Loop:
    """Counts batches, reports, validates and checkpoints; `Control` calls it from within the session's runs."""

    plan: Plan
    log: BatchLog

    def __init__(self, parts: Parts, state: Optional[LoopState]) -> None:
        self.parts = parts
        self.estimator = parts.call.estimator
        self.marks = state.marks if state else Marks()
        self.writer = CheckpointWriter(parts.run)
        self.stopped = False
        self.preempted = False
        self.begun = False
        self.names: list[str] = []
        self._state = state
        self._files = GraphFiles(self.estimator, parts.call.train_spec.saving_listeners or (), parts.means.scaffold)
        self._next_look = 0.0
        self._next_event = 0

    # Beginning, and coming back.

    def manage(self) -> None:
        """The default graph, which is still empty, is for training or for an evaluation."""
        self.parts.means.manage(tf.compat.v1.get_default_graph(), self.parts.run.info.seed)

    def graph_complete(self) -> None:
        """The model is built; what saving takes is added now."""
        self.parts.data.begin()
        self._files.begin()

    def session_begins(self, session: Any) -> None:
        """Before the first batch: the session has its variables and has opened its data."""
        run, parts = self.parts.run, self.parts
        max_steps = parts.call.train_spec.max_steps
        self.plan = plan_of(parts.settings, max_steps, parts.data, run.info, session)
        state = self._state
        if state is not None:
            if state.ended and (state.stopped or self.marks.steps >= self.plan.total):
                logger.info("the trial had already reached its end, %d batches", self.marks.steps)
                raise EndReached
            parts.data.put_back(session, Path(self.estimator.model_dir))
            parts.means.put_back(state.random)
        self.log = BatchLog(run.reports, self.plan, self.marks.steps, self._numbers)
        self._append = self.log.append
        self.log.start()
        self.begun = True
        self._next_event = self.plan.next_event(self.marks)
        run.reports.state("training")
        if state is None and self.plan.at_start(self.marks).validate:
            self.validate(session)

    def _numbers(self, values: Any) -> dict[str, float]:
        row = {name: float(value) for name, value in zip(self.names, values) if np.size(value) == 1}
        if "loss" not in row and "loss_1" in row:
            row["loss"] = row["loss_1"]
        return row

    # During training.

    def batch_done(self, context: Any, values: Any) -> None:
        marks = self.marks
        steps = marks.steps + 1
        self.marks = Marks(steps, marks.validated, marks.checkpointed, marks.best)
        self._append((steps, values))
        if context.stop_requested:  # by a hook of the script
            self.stopped = True
            return
        if steps >= self._next_event and self._do_duties(context.session):
            context.request_stop()
            return
        now = time.monotonic()
        if now >= self._next_look or self.parts.stop_requested():
            self._next_look = now + _LOOK_SECONDS
            self._look(context)

    def _do_duties(self, session: Any) -> bool:
        """Whether the length is reached; the session's end then sees to the rest."""
        duties = self.plan.after_batch(self.marks)
        if duties.finish:
            return True
        wanted = self.validate(session) if duties.validate else False
        if wanted or duties.checkpoint:
            self.checkpoint(session)
        self._next_event = self.plan.next_event(self.marks)
        return self.stopped

    def _look(self, context: Any) -> None:
        if self.parts.stop_requested():
            self.stopped = True
        elif self.parts.run.preemption.asked():
            self.preempted = True
            self.checkpoint(context.session)
        if self.preempted or self.stopped:
            context.request_stop()

    # Validation and checkpoints.

    def validate(self, session: Any) -> bool:
        """Evaluates the model as it is now; whether the result is worth a checkpoint."""
        run, spec = self.parts.run, self.parts.call.eval_spec
        prefix = self._save(session)
        run.reports.state("validating")
        drawn, counted = self.parts.means.capture(), EvaluationSteps()
        results = self.estimator.evaluate(
            watched(spec.input_fn, self.manage),
            steps=spec.steps,
            hooks=[counted, *spec.hooks],
            checkpoint_path=prefix,
            name=spec.name,
        )
        self.parts.means.put_back(drawn)
        if not counted.done:  # TensorFlow's means over nothing are 0, the best loss there is
            raise empty_data("validation", "EvalSpec")
        run.reports.state("training")
        self.log.flush()
        values = _plain(results)
        epoch = self.marks.steps / self.plan.batches_per_epoch
        run.reports.metrics("validation", self.marks.steps, values, epoch=epoch)
        told = " · ".join(f"{name} {value:.4g}" for name, value in values.items())
        logger.info("validation after %d of %d batches · %s", self.marks.steps, self.plan.total, told)
        metric = self.parts.metric
        self.marks, wanted = self.plan.after_validation(self.marks, metric.value(values), metric.smaller_is_better)
        return wanted

    def checkpoint(self, session: Any, ended: bool = False) -> None:
        """Puts the files together; they go to storage beside training."""
        prefix = self._save(session)
        self.log.flush()
        self.marks = self.plan.after_checkpoint(self.marks)
        drawn = self.parts.means.capture()
        staged = self.writer.written(snapshot.empty(self.marks.steps))
        directory = staged.directory
        assert directory is not None
        snapshot.add_model(directory, prefix)
        self._files.add(directory, Path(prefix).name)
        snapshot.add_events(directory, Path(self.estimator.model_dir))
        positioned = self.parts.data.save(session, directory)
        for name, receiver in self.parts.call.serving.items():
            self.estimator.export_saved_model(str(directory / name), receiver, checkpoint_path=prefix)
        snapshot.add_state(directory, LoopState(self.marks, ended, self.stopped, positioned, drawn))
        for hook in self.parts.call.run_hooks:
            hook.on_checkpoint_end(str(directory))
        self.parts.means.put_back(drawn)
        self.writer.submit(staged)

    def _save(self, session: Any) -> str:
        """The variables as they are now, where TensorFlow keeps its newest few."""
        prefix, stop = self._files.save(session, self.marks.steps)
        self.stopped = self.stopped or stop
        return prefix

    # The end.

    def finish(self, session: Any, data_ended: bool) -> None:
        """At the session's end: the last validation and the last checkpoint, unless pre-emption has taken one."""
        if not self.preempted:
            self._settle_end(data_ended)
            self.parts.run.reports.state("finishing")
            if self.marks.validated < self.marks.steps:
                self.validate(session)
            self.checkpoint(session, ended=True)
        self._files.end(session)

    def _settle_end(self, data_ended: bool) -> None:
        if self.marks.steps >= self.plan.total:
            self.stopped = False
        elif not data_ended:
            self.stopped = True
        elif self.marks.steps == 0:
            raise empty_data()
        elif self.parts.settings.length is not None:
            raise data_ended_early(self.marks.steps, self.plan.total)

    def complete(self) -> None:
        """Returns when everything is in storage and reported."""
        self.writer.finish()
        self.log.close()
        if not self.preempted:
            self.parts.run.reports.progress(1.0, self.marks.steps, self.plan.total)

    def close(self) -> None:
        """Also after a failure: what was trained is reported, what was submitted is written."""
        if self.begun:
            self.writer.close()
            self.log.close()


class Control(tf.compat.v1.train.SessionRunHook):  # type: ignore[misc]
    """Tells a loop of each batch of a training session; the last of the script's own hooks."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._running = False
        self._unfed: Any = None
        self._step: Step | None = None

    def begin(self) -> None:
        graph = tf.compat.v1.get_default_graph()
        self._step = step(graph)
        found = _summaries(graph)
        self._loop.names = list(found)
        self._unfed = tf.compat.v1.train.SessionRunArgs(list(found.values()))
        self._loop.graph_complete()

    def after_create_session(self, session: Any, coord: Any) -> None:
        self._loop.session_begins(session)

    def before_run(self, run_context: Any) -> Any:
        self._running = True
        feed = self._step.feed(self._loop.marks.steps) if self._step else None
        return self._unfed._replace(feed_dict=feed) if feed else self._unfed

    def after_run(self, run_context: Any, run_values: Any) -> None:
        self._running = False
        self._loop.batch_done(run_context, run_values.results)

    def end(self, session: Any) -> None:
        self._loop.finish(session, data_ended=self._running)


class EvaluationSteps(tf.compat.v1.train.SessionRunHook):  # type: ignore[misc]
    """Counts the batches of an evaluation, and gives each random numbers of its own."""

    done = 0

    def begin(self) -> None:
        self._step = step(tf.compat.v1.get_default_graph())
        self._batches = self.done = 0

    def before_run(self, run_context: Any) -> Any:
        self._batches += 1
        feed = self._step.feed(self._batches) if self._step else None
        return tf.compat.v1.train.SessionRunArgs(None, feed) if feed else None

    def after_run(self, run_context: Any, run_values: Any) -> None:
        self.done += 1


def _summaries(graph: Any) -> dict[str, Any]:
    """The values of the graph's scalar summaries by tag."""
    found = {}
    for operation in graph.get_operations():
        if operation.type in ("ScalarSummary", "TensorSummaryV2"):
            tag, value = tf.get_static_value(operation.inputs[0]), operation.inputs[1]
        elif operation.type == "TensorSummary":
            tag, value = operation.name, operation.inputs[0]
        else:
            continue
        if tag is not None and _is_number(value) and graph.is_fetchable(value):
            found[tf.compat.as_str_any(np.asarray(tag).item())] = value
    return found


def _is_number(tensor: Any) -> bool:
    kind = tensor.dtype
    scalar = tensor.shape.rank is None or tensor.shape.num_elements() == 1
    return scalar and bool(kind.is_floating or kind.is_integer or kind.is_bool)


def _plain(results: Any) -> dict[str, float]:
    """The results of an evaluation that are numbers."""
    found = {}
    for name, value in results.items():
        array = np.asarray(value)
        if array.size == 1 and array.dtype.kind in "fiub":
            found[str(name)] = float(array.reshape(()))
        else:
            logger.warning("the metric %s is no number (%s): it is not reported", name, type(value).__name__)
    return found
