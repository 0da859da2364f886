"""How long an Estimator's trial trains."""

from __future__ import annotations

import logging
from typing import Any, Optional

from determined.core import TrialInfo
from determined.estimator.position import TrainingData
from determined.train import LoopSettings, Pace, Plan, TrialFailure, Unit

logger = logging.getLogger("determined")


def plan_of(
    settings: LoopSettings, max_steps: Optional[int], data: TrainingData, info: TrialInfo, session: Any
) -> Plan:
    """The configuration's length, else `max_steps` or one pass over the data, whichever is shorter."""
    lengths = (settings.length, settings.validation_period, settings.checkpoint_period)
    epochs = any(length is not None and length.unit is Unit.EPOCHS for length in lengths)
    endless = settings.length is None and max_steps is None
    records = _records_per_batch(data, info)
    known = data.batches(session, must_know=epochs or endless)
    if known == 0:
        raise empty_data()
    per_epoch = known or _stated_epoch(info, records)
    if per_epoch is None and epochs:
        raise _bad("A length in epochs cannot be counted: the data of input_fn never ends")
    asked = min(number for number in (max_steps, known) if number) if max_steps or known else None
    if asked is None and settings.length is None:
        raise _bad("The training has no end: the data of input_fn never ends, and TrainSpec has no max_steps")
    if per_epoch is None:  # the data never ends: the whole training is one epoch
        length = asked if settings.length is None else settings.length.batches(Pace(1, records))
        per_epoch = max(1, length or 1)
    plan = Plan.of(settings, Pace(per_epoch, records), asked or 0)
    if settings.length is not None and max_steps is not None and plan.total != max_steps:
        logger.info(
            "the trial trains %d batches, by searcher.max_length; TrainSpec asked for max_steps=%d",
            plan.total,
            max_steps,
        )
    return plan


def _records_per_batch(data: TrainingData, info: TrialInfo) -> Optional[int]:
    size = info.hparams.get("global_batch_size")
    return size if isinstance(size, int) and not isinstance(size, bool) else data.records_per_batch


def _stated_epoch(info: TrialInfo, records: Optional[int]) -> Optional[int]:
    stated = info.config.get("records_per_epoch")
    return max(1, int(stated) // records) if stated and records else None


def _bad(what: str) -> TrialFailure:
    return TrialFailure(
        "bad_configuration",
        f"{what}. Give the length in batches, as searcher.max_length: {{batches: n}} or as TrainSpec's max_steps; or "
        "state records_per_epoch and the hyperparameter global_batch_size.",
        restartable=False,
    )


def empty_data(what: str = "training", spec: str = "TrainSpec") -> TrialFailure:
    return TrialFailure(
        "empty_data",
        f"The {what} data are empty: the dataset that {spec}'s input_fn returns has no batch. "
        "Check the files and filters of input_fn.",
        restartable=False,
    )


def data_ended_early(steps: int, total: int) -> TrialFailure:
    """For data that cannot be read a second time."""
    return TrialFailure(
        "data_ended",
        f"The data of input_fn ended after {steps} batches, and the trial is to train {total} (searcher.max_length). "
        "Return a tf.data.Dataset, which is read again from its beginning, or repeat the data in input_fn.",
        restartable=False,
    )
