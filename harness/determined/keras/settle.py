"""Settles what a training call leaves open or the configuration overrules, and tells the log of it."""

from __future__ import annotations

import logging
import math
from typing import Any

from determined.core import Run
from determined.errors import InvalidDataTypeException
from determined.keras.fit_call import FitCall
from determined.keras.forms import by_arrays, is_dataset
from determined.keras.input_data import SequenceAdapter, check_call, check_validation, unwrapped
from determined.native_context import batch_sizes
from determined.train import LoopSettings, Plan, SearcherMetric, TrialFailure

logger = logging.getLogger("determined")


def data(run: Run, call: FitCall) -> None:
    try:
        check_call(call.x, call.y, call.sample_weight)
        if call.validation_data is not None:
            check_validation(call.validation_data)
    except InvalidDataTypeException as fault:
        run.record_failure("bad_data", str(fault), restartable=False)
        raise
    except ValueError as fault:
        raise TrialFailure("bad_data", str(fault), restartable=False) from fault
    call.x, call.y, call.sample_weight = map(_array_of_numbers, (call.x, call.y, call.sample_weight))
    if is_dataset(call.x) and call.y is not None:
        logger.warning("fit's y is not used: its x is a tf.data.Dataset, whose batches hold their own")
        call.y = None
    if isinstance(call.x, SequenceAdapter):
        call.workers, call.max_queue_size = max(1, call.x.workers), call.x.max_queue_size
        call.use_multiprocessing = call.x.use_multiprocessing
        call.x = call.x.sequence
    call.validation_data = unwrapped(call.validation_data)
    steps: Any = call.steps_per_epoch
    if isinstance(steps, float):  # records / batch size, as Keras 2 takes it
        call.steps_per_epoch = math.ceil(steps)
    if call.use_multiprocessing:
        logger.info("fit's use_multiprocessing is served by threads: processes could not be brought back to a batch")
    if call.verbose not in ("auto", 0):
        logger.info("fit's verbose=%r is not used: a trial's log has a line for each epoch", call.verbose)


def _array_of_numbers(value: Any) -> Any:
    """Of a list of plain numbers, which is one array and not many."""
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, (int, float)) for one in value):
        import numpy as np

        return np.asarray(value)
    return value


def one_step_at_a_time(run: Run, call: FitCall, steps_per_execution: int) -> None:
    """Where several processes draw from a dataset, one execution cannot leave out the batches of the others."""
    if run.distributed.size > 1 and is_dataset(call.x) and steps_per_execution > 1:
        raise TrialFailure(
            "bad_configuration",
            "The trial has several slots (resources.slots_per_trial), fit is given a tf.data.Dataset, and compile "
            "steps_per_execution above 1, which do not go together. Leave steps_per_execution out, or give fit arrays "
            "or a Sequence.",
            restartable=False,
        )


def validation(call: FitCall) -> None:
    """`validation_split`: the last of the records, as Keras takes them."""
    if not call.validation_split or call.validation_data is not None:
        return
    if not by_arrays(call.x):
        raise TrialFailure(
            "bad_data",
            f"fit was given validation_split={call.validation_split} and data that come in batches of their own, of "
            "which it is not known where to split. Give validation_data, or arrays.",
            restartable=False,
        )
    from determined.keras import generation

    parts = (call.x, call.y, call.sample_weight)
    count = len(next(one for one in generation.flatten(parts) if one is not None))
    at = math.floor(count * (1 - call.validation_split))
    if not 0 < at < count:
        raise TrialFailure(
            "bad_data",
            f"fit's validation_split {call.validation_split} leaves no records on one side, of {count}. Give it a part "
            "between 0 and 1 that is a record at least, or validation_data.",
            restartable=False,
        )

    def taken(which: slice) -> Any:
        return generation.map_structure(lambda one: None if one is None else one[which], parts)

    (call.x, call.y, call.sample_weight), call.validation_data = taken(slice(at)), taken(slice(at, None))


def metric(run: Run, call: FitCall) -> SearcherMetric:
    """What the search decides by; raises `TrialFailure` when the call has no data to measure it on."""
    found = SearcherMetric.of(run.info.config, call.validates)
    if found.needs_validation and not call.validates:
        raise found.missing_for_want_of_data()
    return found


def batch_size(run: Run, call: FitCall) -> None:
    asked = run.info.hparams.get("global_batch_size") is not None
    if not by_arrays(call.x):
        named = [*(["global_batch_size"] if asked else []), *(["fit's batch_size"] if call.batch_size else [])]
        for name in named:
            logger.info("the data comes in batches of its own: %s does not change them", name)
        return
    if not asked:
        return
    try:
        _, size = batch_sizes(run.info.hparams, run.info.config.get("resources") or {})
    except AssertionError as fault:
        raise TrialFailure("bad_configuration", str(fault), restartable=False) from fault
    if call.batch_size is not None and call.batch_size != size:
        logger.info("batches hold %d records, by global_batch_size; fit asked for %d", size, call.batch_size)
    call.batch_size = size


def tell_length(call: FitCall, plan: Plan, settings: LoopSettings) -> None:
    if settings.length is not None and plan.total != (call.epochs - call.initial_epoch) * plan.batches_per_epoch:
        logger.info(
            "the trial trains %d batches, by searcher.max_length; fit asked for %d epochs of %d",
            plan.total,
            call.epochs - call.initial_epoch,
            plan.batches_per_epoch,
        )
