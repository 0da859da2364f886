"""Turns one call of `fit` into a managed training loop."""

from __future__ import annotations

import logging
from typing import Any, Callable, Optional

import tensorflow as tf

from determined.core import Run
from determined.keras import callbacks, generation, snapshot
from determined.keras.dataset_source import DatasetSource
from determined.keras.fit_call import FitCall
from determined.keras.hooks import Hooks
from determined.keras.loop import LengthReached, Loop, Parts, Preempted
from determined.keras.randomness import Borrowed, GraphRandomness
from determined.keras.sequence_source import GeneratorSource, SequenceSource
from determined.keras.snapshot import LoopState
from determined.keras.source import ArraySource, Source
from determined.train import Goal, LoopSettings, Pace, Plan, SearcherMetric, TrialFailure, Unit, restore

logger = logging.getLogger("determined")

Fit = Callable[..., Any]

_ENDLESS = 1_000_000_000  # epochs of a fit whose length grows while it runs


def train(
    run: Run, model: Any, call: FitCall, fit: Fit, counter: GraphRandomness, stop_requested: Callable[[], bool]
) -> None:
    """Trains to the end, and ends the run: by `run.finish`, `run.preempt` or `run.fail`, each of which raises."""
    try:
        _train(run, model, call, fit, counter, stop_requested)
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)


def _train(
    run: Run, model: Any, call: FitCall, fit: Fit, counter: GraphRandomness, stop_requested: Callable[[], bool]
) -> None:
    generation.check_compiled(model)
    settings = LoopSettings.of(run.info.config, run.length)
    _settle_validation(call)
    metric = SearcherMetric.of(run.info.config, call.validates)
    if metric.needs_validation and not call.validates:
        raise metric.missing_for_want_of_data()
    _settle_batch_size(run, call)
    borrowed = Borrowed(run.info.seed)
    source = _source(run, call, settings, borrowed, generation.steps_per_execution(model))
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
    parts = Parts(run, model, call, plan, goal, metric, source, counter, borrowed, stop_requested)
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
            x=_dummy(loop.parts.source),
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


def _dummy(source: Source) -> Any:
    """What `fit` itself iterates over: it is never trained on, it gives the model its shapes."""
    example = tf.nest.map_structure(tf.convert_to_tensor, source.example())
    return tf.data.Dataset.from_tensors(example).repeat()


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
        given["use_multiprocessing"] = call.use_multiprocessing
        given["max_queue_size"] = call.max_queue_size
    return given


def _settle_validation(call: FitCall) -> None:
    if call.validation_split and call.validation_data is None:
        train, call.validation_data = generation.split((call.x, call.y, call.sample_weight), call.validation_split)
        call.x, call.y, call.sample_weight = train


def _settle_batch_size(run: Run, call: FitCall) -> None:
    size = run.info.hparams.get("global_batch_size")
    if not isinstance(size, int) or isinstance(size, bool):
        return
    slots = int((run.info.config.get("resources") or {}).get("slots_per_trial", 1))
    size = max(1, size // slots)
    if call.batch_size is not None and call.batch_size != size:
        logger.info("batches hold %d records, by global_batch_size; fit asked for %d", size, call.batch_size)
    call.batch_size = size


def _source(run: Run, call: FitCall, settings: LoopSettings, borrowed: Borrowed, steps_per_execution: int) -> Source:
    data, seed, unit = call.x, run.info.seed, settings.scheduling_unit
    if isinstance(data, generation.Sequence):
        workers = max(call.workers, getattr(data, "workers", 1) or 1)
        ahead = getattr(data, "max_queue_size", None) or call.max_queue_size
        sequence = SequenceSource(data, bool(call.shuffle), borrowed, seed, call.steps_per_epoch, ahead)
        sequence.load_with(workers)
        return _weighted(sequence, call)
    if isinstance(data, tf.data.Dataset):
        weighted = data.map(generation.class_weighting(call.class_weight)) if call.class_weight else data
        most = settings.length.count if settings.length and settings.length.unit is Unit.BATCHES else None
        if steps_per_execution > 1:  # an execution would end within a pass
            call.steps_per_epoch = call.steps_per_epoch or _known_length(weighted)
            weighted = weighted.repeat()
        return DatasetSource(weighted, call.steps_per_epoch, most, unit)
    if hasattr(data, "__next__"):
        return _weighted(GeneratorSource(data, call.steps_per_epoch, unit), call)
    parts: tuple[Any, ...] = (call.x, call.y, call.sample_weight)
    while len(parts) > 1 and parts[-1] is None:
        parts = parts[:-1]
    return _weighted(ArraySource(parts, call.batch_size or 32, call.shuffle, seed, call.steps_per_epoch), call)


def _known_length(dataset: Any) -> Optional[int]:
    size = int(dataset.cardinality())
    return size if size > 0 else None


def _weighted(source: Any, call: FitCall) -> Source:
    if call.class_weight:
        source.weigh(generation.class_weighting(call.class_weight))
    return source  # type: ignore[no-any-return]


def _tell_length(call: FitCall, plan: Plan, settings: LoopSettings) -> None:
    if settings.length is not None and plan.total != (call.epochs - call.initial_epoch) * plan.batches_per_epoch:
        logger.info(
            "the trial trains %d batches, by searcher.max_length; fit asked for %d epochs of %d",
            plan.total,
            call.epochs - call.initial_epoch,
            plan.batches_per_epoch,
        )
