"""Turns one call of `train_and_evaluate` into a managed training loop."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, NoReturn

import tensorflow as tf

from determined.core import Run
from determined.estimator import randomness, snapshot
from determined.estimator.call import Call
from determined.estimator.loop import Control, EndReached, Loop, Parts
from determined.estimator.position import TrainingData
from determined.estimator.snapshot import LoopState
from determined.tensorflow import random_ops
from determined.train import Length, LoopSettings, SearcherMetric, TrialFailure, Unit, restore

logger = logging.getLogger("determined")


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
    _take_over(call.estimator, run)
    if run.info.latest_checkpoint is not None and run.info.steps_completed == 0:
        raise _no_weights_alone(run.info.latest_checkpoint)
    state = restore(run, lambda directory: _read(directory, call))
    if call.eval_spec.exporters:
        logger.info("EvalSpec's exporters are not run; set serving_input_receiver_fns to export with each checkpoint")
    if state is None:
        _check_metric(call, metric)
    else:
        logger.info("going on after %d batches, from checkpoint %s", state.marks.steps, run.info.latest_checkpoint)
    behind = state.marks.steps if state is not None and not state.positioned else 0
    data = TrainingData(forever=settings.length is not None, behind=behind)
    loop = Loop(Parts(run, call, settings, metric, data, stop_requested), state)
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
    call = loop.parts.call
    plain = call.estimator._call_input_fn

    def watched(input_fn: Any, mode: str, *more: Any) -> Any:
        randomness.manage(tf.compat.v1.get_default_graph())
        given = plain(input_fn, mode, *more)
        return loop.parts.data.take(given) if mode == tf.estimator.ModeKeys.TRAIN else given

    call.estimator._call_input_fn = watched
    try:
        call.estimator.train(call.train_spec.input_fn, hooks=[*call.train_spec.hooks, Control(loop)])
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
        del call.estimator._call_input_fn
        loop.close()


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


def _take_over(estimator: Any, run: Run) -> None:
    """The trial's own seed and model directory; nothing is saved behind the loop's back."""
    directory = _model_dir(Path(estimator.model_dir), run)
    estimator._config = estimator.config.replace(
        tf_random_seed=run.info.seed,
        save_checkpoints_steps=None,
        save_checkpoints_secs=None,
        model_dir=directory,
    )
    estimator._model_dir = directory


def _model_dir(given: Path, run: Run) -> str:
    """The script's own directory where it is this run's alone and has no checkpoint yet, else a new one.

    Another trial may write to a directory of that name, and a checkpoint in it would be gone on from.
    """
    own = (run.info.run_dir.resolve(), Path(tempfile.gettempdir()).resolve())
    if any(root in given.resolve().parents for root in own) and tf.train.latest_checkpoint(str(given)) is None:
        return str(given)
    made = tempfile.mkdtemp(prefix="model-")
    logger.info(
        "the model directory is %s, not %s: trials share nothing, and begin anew unless they are resumed", made, given
    )
    return made


def _check_metric(call: Call, metric: SearcherMetric) -> None:
    """A metric that cannot come is found before training: its name is in the graph of the evaluation."""
    drawn = random_ops.capture()
    with tf.Graph().as_default():
        _, _, results, _ = call.estimator._evaluate_build_graph(call.eval_spec.input_fn, [], "any checkpoint")
    random_ops.put_back(drawn)
    names = [str(name) for name in results]
    if metric.spelling(names) is None:
        raise metric.missing(names)


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
