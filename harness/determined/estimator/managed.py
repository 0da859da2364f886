"""Turns one call of `train_and_evaluate` into a managed training loop."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, NoReturn

import tensorflow as tf

from determined.core import Run
from determined.estimator import means, snapshot
from determined.estimator.call import Call
from determined.estimator.input_function import watched
from determined.estimator.loop import Control, EndReached, Loop, Parts
from determined.estimator.snapshot import LoopState
from determined.train import Length, LoopSettings, SearcherMetric, TrialFailure, Unit, restore

logger = logging.getLogger("determined")

_SAVED_BY_DEFAULT = 600  # seconds between the checkpoints of a RunConfig that says nothing


def train(run: Run, call: Call, stop_requested: Callable[[], bool]) -> NoReturn:
    """Trains to the end, and ends the run: by `run.finish`, `run.preempt` or TrialFailure, each of which raises."""
    try:
        _train(run, call, stop_requested)
    finally:
        for hook in call.run_hooks:
            hook.on_trial_close()


def _train(run: Run, call: Call, stop_requested: Callable[[], bool]) -> NoReturn:
    settings = _settings(run, call.estimator)
    metric = SearcherMetric.of(run.info.config, validates=False)
    ours = means.current()
    _tell_overruled(call.estimator.config, run)
    call = replace(call, estimator=ours.take_over(call, run))
    if run.info.latest_checkpoint is not None and run.info.steps_completed == 0:
        raise _no_weights_alone(run.info.latest_checkpoint)
    state = restore(run, lambda directory: _read(directory, call))
    if call.eval_spec.exporters:
        logger.info("EvalSpec's exporters are not run; set serving_input_receiver_fns to export with each checkpoint")
    if state is None:
        ours.check_metric(call, metric)
    else:
        logger.info("going on after %d batches", state.marks.steps)
    data = ours.data(settings.length is not None, state)
    loop = Loop(Parts(run, call, ours, settings, metric, data, stop_requested), state)
    _fit(loop, state is not None)
    if loop.preempted:
        run.preempt()
    if loop.stopped:
        logger.info("the script ended its training early, after %d of %d batches", loop.marks.steps, loop.plan.total)
        run.reports.stopped("user")
    elif run.length is not None:
        run.reports.reached(run.length, loop.marks.steps)  # a further length is for the next run
    run.finish()


def _fit(loop: Loop, resumed: bool) -> None:
    call, spec = loop.parts.call, loop.parts.call.train_spec
    try:
        read = watched(spec.input_fn, loop.manage, loop.parts.data.take)
        call.estimator.train(read, hooks=[*spec.hooks, Control(loop)])
        loop.complete()
    except EndReached:
        pass
    except tf.estimator.NanLossDuringTrainingError as fault:
        raise _diverged(loop.marks.steps) from fault
    except (tf.errors.NotFoundError, tf.errors.InvalidArgumentError) as fault:
        if resumed and not loop.begun:
            raise _other_model(fault) from fault
        raise
    finally:
        loop.close()


def _tell_overruled(asked: Any, run: Run) -> None:
    if asked.tf_random_seed not in (None, run.info.seed):
        logger.info("the seed is that of the trial, %d, not RunConfig's %d", run.info.seed, asked.tf_random_seed)
    if asked.save_checkpoints_secs not in (None, _SAVED_BY_DEFAULT):
        logger.info(
            "RunConfig's save_checkpoints_secs=%s is not used; min_checkpoint_period says how often checkpoints are "
            "taken",
            asked.save_checkpoints_secs,
        )


def _no_weights_alone(uuid: str) -> TrialFailure:
    return TrialFailure(
        "bad_configuration",
        f"The trial shall begin with the weights of checkpoint {uuid}, which Estimators do not do by configuration. "
        "Give the estimator warm_start_from=... in the script, and leave source_trial_id and source_checkpoint_uuid "
        "out of the searcher; pbt, which copies weights, is for the other adapters.",
        restartable=False,
    )


def _read(directory: Path, call: Call) -> LoopState:
    state = snapshot.unpack(directory)
    for hook in call.run_hooks:
        hook.on_checkpoint_load(str(directory))
    snapshot.put_back(directory, Path(call.estimator.model_dir))
    return state


def _settings(run: Run, estimator: Any) -> LoopSettings:
    settings = LoopSettings.of(run.info.config, run.length)
    steps = estimator.config.save_checkpoints_steps
    if not steps or settings.validation_period or settings.checkpoint_period:
        return settings
    logger.info("the trial validates and checkpoints every %d batches, by save_checkpoints_steps of RunConfig", steps)
    every = Length(Unit.BATCHES, int(steps))
    return replace(settings, validation_period=every, checkpoint_period=every)


def _diverged(steps: int) -> TrialFailure:
    return TrialFailure(
        "nan_metric",
        f"The loss of batch {steps} is NaN: the training has diverged. Lower the learning rate, or leave such values "
        "out of the search space; a restart would end the same way.",
        restartable=False,
    )


def _other_model(fault: Exception) -> TrialFailure:
    said = str(fault).strip().splitlines()[0][:300]
    return TrialFailure(
        "checkpoint_mismatch",
        f"The checkpoint does not fit the model that the script builds ({said}). The script must build the same "
        "model for the same hyperparameters each time it runs; see what it reads beside them (files, time).",
        restartable=False,
    )
