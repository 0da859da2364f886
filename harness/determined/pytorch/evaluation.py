"""One pass over the validation data."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from determined.pytorch.data import as_array, data_length, kept, to_device
from determined.pytorch.parts import Parts, overrides
from determined.pytorch.reducer import reduce, reducers
from determined.pytorch.stream import empty
from determined.train import TrialFailure, inconsistent

logger = logging.getLogger("determined")

_told: set[str] = set()

#: Columns of metrics, and how many batches and records they are of.
Share = tuple[dict[str, list[Any]], int, int]


def evaluate(parts: Parts) -> tuple[dict[str, float], int]:
    """Validation metrics and the number of records; the model must be in evaluation mode.

    The batches are shared out among the processes of the trial, and all get the metrics over all of them.
    """
    distributed = parts.context.distributed
    with torch.no_grad():
        if overrides(parts.trial, "evaluate_batch"):
            share = parts.validation.get_data_loader(num_replicas=distributed.size, rank=distributed.rank)
            return _by_batches(parts, share)
        metrics = None
        if distributed.rank == 0:
            whole = parts.validation.get_data_loader()
            metrics = parts.trial.evaluate_full_dataset(data_loader=whole, model=parts.model)
        metrics = distributed.broadcast(metrics)
    _check(metrics, "evaluate_full_dataset")
    return _numbers(metrics), len(parts.validation) * (parts.validation.batch_size or 1)


def names(parts: Parts) -> list[str]:
    """What validations will report, by one batch of them; empty where only a whole validation can tell."""
    if not overrides(parts.trial, "evaluate_batch"):
        return []
    with torch.no_grad():
        for given in parts.validation.get_data_loader():
            metrics = parts.trial.evaluate_batch(batch=to_device(given, parts.device), model=parts.model)
            _check(metrics, "evaluate_batch")
            return [str(name) for name in metrics]
    raise empty("validation")


def _by_batches(parts: Parts, loader: Any) -> tuple[dict[str, float], int]:
    values: dict[str, list[Any]] = {}
    records = batches = 0
    for given in loader:
        batch = to_device(given, parts.device)
        metrics = parts.trial.evaluate_batch(batch=batch, model=parts.model)
        _check(metrics, "evaluate_batch")
        if batches and metrics.keys() != values.keys():
            raise inconsistent("evaluate_batch", values, metrics, batches)
        for name, value in metrics.items():
            values.setdefault(name, []).append(kept(value))
        records += data_length(batch)
        batches += 1
    there = {name: _present(name, column) for name, column in values.items()}
    there, batches, records = _of_all(parts.context.distributed.allgather((there, batches, records)))
    if not batches:
        raise empty("validation")
    chosen = reducers(parts.trial.evaluation_reducer(), list(there))
    return {name: reduce(column, chosen[name]) for name, column in there.items() if column}, records


def _of_all(shares: list[Share]) -> Share:
    """The columns of all processes, in the order of their batches, and how many batches and records there were."""
    told = [share for share in shares if share[1]]
    if not told:
        return {}, 0, 0
    first = told[0][0]
    for columns, batches, _ in told:
        if columns.keys() != first.keys():
            raise inconsistent("evaluate_batch", first, columns, batches)
    merged = {name: interleaved([columns[name] for columns, _, _ in told]) for name in first}
    return merged, sum(share[1] for share in told), sum(share[2] for share in told)


def interleaved(columns: list[list[Any]]) -> list[Any]:
    """The first of each, then the second of each, and so on; the later ones may be shorter."""
    longest = max(map(len, columns))
    return [column[place] for place in range(longest) for column in columns if place < len(column)]


def _present(name: str, column: list[Any]) -> list[Any]:
    """The column as arrays; empty when it holds what is not reported."""
    if any(value is None for value in column):
        raise _none(name)
    if any(isinstance(value, (bytes, str)) for value in column):
        _tell_left_out(name, column[0])
        return []
    return [as_array(value) if isinstance(value, torch.Tensor) else np.asarray(value) for value in column]


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    found = {}
    for name, value in metrics.items():
        if value is None:
            raise _none(name)
        try:
            found[str(name)] = float(value)
        except (TypeError, ValueError):
            _tell_left_out(name, value)
    return found


def _tell_left_out(name: str, value: Any) -> None:
    if name not in _told:
        _told.add(name)
        logger.warning("the validation metric %s is a %s, not a number: left out", name, type(value).__name__)


def _check(metrics: Any, method: str) -> None:
    if not isinstance(metrics, Mapping) or not metrics:
        raise TrialFailure(
            "bad_script",
            f"{method}() returned {metrics!r}, so that there are no validation metrics. "
            'Return a dictionary, for example {"validation_loss": loss}.',
            restartable=False,
        )


def _none(name: str) -> TrialFailure:
    return TrialFailure(
        "missing_metric",
        f"The validation metric {name} is None, so that there is nothing to compare. Return a number for it from every "
        "batch, or leave it out of every batch.",
        restartable=False,
    )
