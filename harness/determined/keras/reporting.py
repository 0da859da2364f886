"""What a loop tells of its metrics, and how it leaves `fit`; for the exact loop and for that by public means."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np

from determined.core import Run
from determined.train import Marks, Plan, SearcherMetric, inconsistent

logger = logging.getLogger("determined")


class LengthReached(BaseException):
    """Leaves `fit` where the length ends within an epoch."""


class Preempted(BaseException):
    """Leaves `fit` after the checkpoint that a pre-emption asked for."""


class Judge:
    """Reports validations, and finds in them the metric that the search decides by."""

    def __init__(self, run: Run, metric: SearcherMetric) -> None:
        self._run, self._metric = run, metric
        self._told_spelling = False

    def judge(self, plan: Plan, marks: Marks, values: dict[str, float], last_logs: Any) -> tuple[Marks, bool]:
        """The new marks, and whether the result is worth a checkpoint; `last_logs` are those of the last batch."""
        metric = self._metric
        named = metric.spelling(values)
        shown = {name: value for name, value in values.items() if name.startswith("val_") or name == named}
        if named is None and not metric.needs_validation:
            trained = numbers(last_logs)
            named = metric.spelling(trained)
            shown.update({named: trained[named]} if named else {})
        self._run.reports.metrics("validation", marks.steps, shown, epoch=marks.steps / plan.batches_per_epoch)
        if named is None:
            raise metric.missing([*values, *numbers(last_logs)])
        if named != metric.name and not self._told_spelling:
            self._told_spelling = True
            logger.warning('searcher.metric "%s" is taken as "%s", as this Keras calls it', metric.name, named)
        return plan.after_validation(marks, metric.value(shown), metric.smaller_is_better)


class SameNames:
    """The numbers of each batch; TrialFailure when their names are not those of the batches before."""

    def __init__(self) -> None:
        self._names: Any = None
        self._batches = 0

    def __call__(self, logs: Any) -> dict[str, float]:
        row = numbers(logs)
        if self._names is None:
            self._names = row.keys()
        elif row.keys() != self._names:
            raise inconsistent("train_step", self._names, row, self._batches)
        self._batches += 1
        return row


def say_epoch(epoch: int, epochs: int, values: Mapping[str, float]) -> None:
    """The line of the log that an epoch has."""
    logger.info(
        "epoch %d of %d · %s", epoch, epochs, " · ".join(f"{name} {value:.4g}" for name, value in values.items())
    )


def plain(value: Any) -> Any:
    """As NumPy's. It is tried first: to ask each value what it is would cost several times as much."""
    try:
        return np.asarray(value)
    except (TypeError, RuntimeError):  # Torch's, in its graph or on a device
        return np.asarray(value.detach().cpu())


def numbers(logs: Any) -> dict[str, float]:
    """Batch or epoch logs as plain numbers; what is no number is left out."""
    found = {}
    for name, value in (logs or {}).items():
        if name in ("batch", "size"):
            continue
        array = plain(value)
        if array.size == 1 and array.dtype.kind in "fiub":
            found[str(name)] = float(array.reshape(()))
        elif array.size == 1 and hasattr(value, "__float__"):  # bfloat16 and its like
            found[str(name)] = float(value)
    return found
