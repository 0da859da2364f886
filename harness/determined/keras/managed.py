"""Turns one call of `fit` into a managed training loop."""

from __future__ import annotations

import logging
from typing import Any, Callable, Optional

from determined.core import Run
from determined.keras import backends, callbacks, data, generation, internals, settle, snapshot
from determined.keras.backends.backend import Randomness
from determined.keras.borrowed import Borrowed
from determined.keras.fit_call import FitCall
from determined.keras.hooks import Hooks
from determined.keras.loop import Loop
from determined.keras.parts import LoopState, Parts
from determined.keras.reporting import LengthReached, Preempted
from determined.keras.sharing import Share
from determined.keras.source import BadData
from determined.train import Goal, LoopSettings, Pace, Plan, TrialFailure, restore

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
    _check_compiled(model)
    settle.data(run, call)
    steps_per_execution = internals.steps_per_execution(model)
    settle.one_step_at_a_time(run, call, steps_per_execution)
    settings = LoopSettings.of(run.info.config, run.length)
    settle.validation(call)
    metric = settle.metric(run, call)
    settle.batch_size(run, call)
    backend, borrowed = backends.current(), Borrowed(run.info.seed)
    distributed = run.distributed
    share = Share(distributed.size, distributed.rank)
    opening = data.Opening(backend, borrowed, run.info.seed, settings, steps_per_execution, share)
    try:
        source = opening.source(call)
    except BadData as fault:
        raise TrialFailure("bad_data", str(fault), restartable=False) from fault
    pace = Pace(source.batches_per_epoch, source.records_per_batch)
    plan = Plan.of(settings, pace, (call.epochs - call.initial_epoch) * source.batches_per_epoch)
    settle.tell_length(call, plan, settings)
    state, weights = _restored(run)
    if state is not None:
        from determined.keras.ranked_loop import of_rank

        state = of_rank(state, distributed.rank, distributed.size)
    if state is not None and state.ended and (state.marks.steps >= plan.total or state.stop_training):
        logger.info("the trial had already reached its end, %d batches", state.marks.steps)
        run.finish()
    goal = Goal(run, pace)
    if state is not None and not state.ended and goal.moves:
        plan = goal.further(plan, state.marks.steps) or run.preempt()
    parts = Parts(run, model, call, plan, goal, metric, source, backend, randomness, borrowed, stop_requested)
    loop = _kind(distributed.size)(parts, state, weights)
    try:
        _fit(loop, fit, state)
    finally:
        _close(loop)
    total = loop.parts.plan.total
    if loop.stopped_by_script or loop.marks.steps < total:
        logger.info("the script ended its training early, after %d of %d batches", loop.marks.steps, total)
        run.reports.stopped("user")
    run.finish()


def _kind(processes: int) -> type[Loop]:
    if processes == 1:
        return Loop
    from determined.keras.ranked_loop import RankedLoop

    return RankedLoop


def _check_compiled(model: Any) -> None:
    """As Keras would say it, but for good."""
    try:
        internals.check_compiled(model)
    except (RuntimeError, ValueError) as fault:
        raise TrialFailure(
            "bad_script", f"fit was called before compile: {str(fault).rstrip('.')}.", restartable=False
        ) from fault


def _fit(loop: Loop, fit: Fit, state: Optional[LoopState]) -> None:
    call, plan = loop.parts.call, loop.parts.plan
    epochs = call.initial_epoch + plan.epochs
    most = _ENDLESS if loop.parts.goal.moves else epochs
    loop.hooks = Hooks(loop, callbacks.listed(call.callbacks), epochs, plan.batches_per_epoch)
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
