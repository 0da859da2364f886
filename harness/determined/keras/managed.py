"""Turns one call of `fit` into a managed training loop."""

from __future__ import annotations

import logging
from typing import Any, Callable, Optional

from determined.core import Run
from determined.errors import InvalidDataTypeException
from determined.keras import backends, callbacks, data, generation, snapshot
from determined.keras.backends.backend import Randomness
from determined.keras.fit_call import FitCall
from determined.keras.generators import Borrowed
from determined.keras.hooks import Hooks
from determined.keras.input_data import SequenceAdapter, check_call, unwrapped
from determined.keras.loop import LengthReached, Loop, Parts, Preempted
from determined.keras.snapshot import LoopState
from determined.keras.source import BadData
from determined.native_context import batch_sizes
from determined.train import Goal, LoopSettings, Pace, Plan, SearcherMetric, TrialFailure, restore

logger = logging.getLogger("determined")

Fit = Callable[..., Any]

_ENDLESS = 1_000_000_000  # epochs of a fit whose length grows while it runs


def train(
    run: Run, model: Any, call: FitCall, fit: Fit, randomness: Randomness, stop_requested: Callable[[], bool]
) -> None:
    """Trains to the end, and ends the run: by `run.finish`, `run.preempt` or `run.fail`, each of which raises."""
    try:
        _train(run, model, call, fit, randomness, stop_requested)
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)


def _train(
    run: Run, model: Any, call: FitCall, fit: Fit, randomness: Randomness, stop_requested: Callable[[], bool]
) -> None:
    generation.check_compiled(model)
    _settle_data(run, call)
    settings = LoopSettings.of(run.info.config, run.length)
    _settle_validation(call)
    metric = SearcherMetric.of(run.info.config, call.validates)
    if metric.needs_validation and not call.validates:
        raise metric.missing_for_want_of_data()
    _settle_batch_size(run, call)
    backend, borrowed = backends.current(), Borrowed(run.info.seed)
    opening = data.Opening(backend, borrowed, run.info.seed, settings, generation.steps_per_execution(model))
    try:
        source = opening.source(call)
    except BadData as fault:
        raise TrialFailure("bad_data", str(fault), restartable=False) from fault
    pace = Pace(source.batches_per_epoch, source.records_per_batch)
    plan = Plan.of(settings, pace, (call.epochs - call.initial_epoch) * source.batches_per_epoch)
    _tell_length(call, plan, settings)
    state, weights = _restored(run)
    if state is not None and state.ended and (state.marks.steps >= plan.total or state.stop_training):
        logger.info("the trial had already reached its end, %d batches", state.marks.steps)
        run.finish()
    goal = Goal(run, pace)
    if state is not None and not state.ended and goal.moves:
        plan = goal.further(plan, state.marks.steps) or run.preempt()
    parts = Parts(run, model, call, plan, goal, metric, source, backend, randomness, borrowed, stop_requested)
    loop = Loop(parts, state, weights)
    try:
        _fit(loop, fit, state)
    finally:
        _close(loop)
    total = loop.parts.plan.total
    if loop.stopped_by_script or loop.marks.steps < total:
        logger.info("the script ended its training early, after %d of %d batches", loop.marks.steps, total)
        run.reports.stopped("user")
    run.finish()


def _fit(loop: Loop, fit: Fit, state: Optional[LoopState]) -> None:
    call, plan = loop.parts.call, loop.parts.plan
    epochs = call.initial_epoch + plan.epochs
    most = _ENDLESS if loop.parts.goal.moves else epochs
    loop.hooks = Hooks(loop, callbacks.listed(call.callbacks), epochs, plan.batches_per_epoch)
    loop.log.start()
    loop.writer.start()
    loop.parts.run.reports.state("training")
    try:
        fit(
            loop.model,
            x=loop.parts.backend.placeholder(loop.parts.source),
            epochs=most,
            initial_epoch=call.initial_epoch + loop.epoch,
            steps_per_epoch=plan.batches_per_epoch,
            callbacks=loop.hooks,
            verbose=0,
            shuffle=False,
            **_validation(call),
        )
    except LengthReached:
        pass
    except Preempted:
        loop.writer.finish()
        loop.parts.run.preempt()
    loop.finish()


def _restored(run: Run) -> tuple[Optional[LoopState], Optional[list[Any]]]:
    """The place to go on from; or, for a trial that begins with the weights of another, these."""
    state = restore(run, snapshot.unpack)
    if state is None or run.info.steps_completed:
        return state, None
    logger.info("beginning with the weights of checkpoint %s", run.info.latest_checkpoint)
    return None, state.variables


def _close(loop: Loop) -> None:
    """Also after a failure: what was trained is reported, what was submitted is written."""
    loop.model.train_function = None
    loop.writer.close()
    loop.log.close()


def _validation(call: FitCall) -> dict[str, Any]:
    if not call.validates:
        return {}
    given = {
        "validation_data": call.validation_data,
        "validation_steps": call.validation_steps,
        "validation_batch_size": call.validation_arguments()["batch_size"],
        "validation_freq": call.validation_freq,
    }
    if not generation.IS_KERAS_3:
        given["workers"] = call.workers
        given["max_queue_size"] = call.max_queue_size
    return given


def _settle_data(run: Run, call: FitCall) -> None:
    try:
        check_call(call.x, call.y)
    except InvalidDataTypeException as fault:
        run.record_failure("bad_data", str(fault), restartable=False)
        raise
    if isinstance(call.x, SequenceAdapter):
        call.workers, call.max_queue_size = max(1, call.x.workers), call.x.max_queue_size
        call.use_multiprocessing = call.x.use_multiprocessing
        call.x = call.x.sequence
    call.validation_data = unwrapped(call.validation_data)
    if call.use_multiprocessing:
        logger.info("fit's use_multiprocessing is served by threads: processes could not be brought back to a batch")
    if call.verbose not in ("auto", 0):
        logger.info("fit's verbose=%r is not used: a trial's log has a line for each epoch", call.verbose)


def _settle_validation(call: FitCall) -> None:
    if call.validation_split and call.validation_data is None:
        train, call.validation_data = generation.split((call.x, call.y, call.sample_weight), call.validation_split)
        call.x, call.y, call.sample_weight = train


def _settle_batch_size(run: Run, call: FitCall) -> None:
    if run.info.hparams.get("global_batch_size") is None:
        return
    if not data.by_arrays(call.x):
        logger.info("the data comes in batches of its own: global_batch_size does not change them")
        return
    try:
        _, size = batch_sizes(run.info.hparams, run.info.config.get("resources") or {})
    except AssertionError as fault:
        raise TrialFailure("bad_configuration", str(fault), restartable=False) from fault
    if call.batch_size is not None and call.batch_size != size:
        logger.info("batches hold %d records, by global_batch_size; fit asked for %d", size, call.batch_size)
    call.batch_size = size


def _tell_length(call: FitCall, plan: Plan, settings: LoopSettings) -> None:
    if settings.length is not None and plan.total != (call.epochs - call.initial_epoch) * plan.batches_per_epoch:
        logger.info(
            "the trial trains %d batches, by searcher.max_length; fit asked for %d epochs of %d",
            plan.total,
            call.epochs - call.initial_epoch,
            plan.batches_per_epoch,
        )
