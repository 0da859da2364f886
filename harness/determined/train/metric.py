"""Finds and checks the metric that a search decides by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from determined.train.failure import TrialFailure

_PREFIX = "val_"
_SPELLINGS = {"acc": "accuracy", "accuracy": "acc"}


@dataclass(frozen=True)
class SearcherMetric:
    """The name in `searcher.metric` and the direction that is better."""

    name: str
    smaller_is_better: bool = True

    @staticmethod
    def of(config: Mapping[str, Any], validates: bool) -> SearcherMetric:
        """Without a name it is `val_loss` where there is validation data and `loss` otherwise.

        A submission without configuration arrives as `single` on `val_loss`, hence the second rule.
        """
        searcher = config.get("searcher") or {}
        name = searcher.get("metric") or _PREFIX + "loss"
        unsaid = "metric" not in searcher or searcher.get("name") == "single"
        if name == _PREFIX + "loss" and not validates and unsaid:
            name = "loss"
        return SearcherMetric(str(name), bool(searcher.get("smaller_is_better", True)))

    @property
    def needs_validation(self) -> bool:
        return self.name.startswith(_PREFIX)

    def spelling(self, names: Iterable[str]) -> str | None:
        """The reported name that is meant: itself, or its twin of the other Keras generation."""
        known = set(names)
        if self.name in known:
            return self.name
        prefix, bare = (_PREFIX, self.name[len(_PREFIX) :]) if self.needs_validation else ("", self.name)
        twin = prefix + _SPELLINGS.get(bare, bare)
        return twin if twin in known else None

    def value(self, metrics: Mapping[str, float]) -> float:
        """The metric's value in a validation; fails when it is missing or not a number."""
        name = self.spelling(metrics)
        if name is None:
            raise self.missing(metrics)
        value = metrics[name]
        if math.isnan(value):
            raise TrialFailure(
                "nan_metric",
                f"{name} is NaN, so that the search cannot compare this trial. The training has diverged, or the "
                "metric divides by zero. Lower the learning rate, or leave such values out of the search space; a "
                "restart would end the same way.",
                restartable=False,
            )
        return value

    def missing(self, names: Iterable[str]) -> TrialFailure:
        there = ", ".join(sorted(names)) or "nothing"
        return TrialFailure(
            "missing_metric",
            f'The search decides by "{self.name}" (searcher.metric), which this training does not report. '
            f"It reports: {there}. Name one of these in searcher.metric, or have the script report the metric too.",
            restartable=False,
        )

    def missing_for_want_of_data(self) -> TrialFailure:
        return TrialFailure(
            "missing_metric",
            f'The search decides by "{self.name}" (searcher.metric), but fit has neither validation_data nor '
            "validation_split, so that no validation metric is ever reported. Give fit validation data, or name a "
            'training metric such as "loss" in searcher.metric.',
            restartable=False,
        )
