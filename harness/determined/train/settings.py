"""What the experiment configuration says about the training loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from determined.train.failure import TrialFailure
from determined.train.length import Length

_DEFAULT_SCHEDULING_UNIT = 100


class CheckpointPolicy(Enum):
    """Which validations are followed by a checkpoint."""

    BEST = "best"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True)
class LoopSettings:
    """The configuration's part of a plan; lengths are still in the user's units."""

    length: Length | None
    scheduling_unit: int
    validation_period: Length | None
    checkpoint_period: Length | None
    checkpoint_policy: CheckpointPolicy
    initial_validation: bool

    @staticmethod
    def of(config: Mapping[str, Any], told: Mapping[str, int] | None = None) -> LoopSettings:
        """Reads a configuration of either generation: `scheduling_unit` and lengths, or steps.

        `told` is the length that the search lets the trial train to; it counts before that of the configuration.
        """
        unit = _scheduling_unit(config)
        return LoopSettings(
            length=Length.parse(told, "the search's length") or _length(config.get("searcher") or {}, unit),
            scheduling_unit=unit,
            validation_period=_period(config, "min_validation_period", unit),
            checkpoint_period=_period(config, "min_checkpoint_period", unit),
            checkpoint_policy=_policy(config.get("checkpoint_policy")),
            initial_validation=bool(config.get("perform_initial_validation", False)),
        )


def _scheduling_unit(config: Mapping[str, Any]) -> int:
    for key in ("scheduling_unit", "batches_per_step"):
        value = config.get(key)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise _bad(f"{key} is {value!r}, but it counts batches. Give a whole number of at least 1.")
        return value
    return _DEFAULT_SCHEDULING_UNIT


def _length(searcher: Mapping[str, Any], unit: int) -> Length | None:
    length = Length.parse(searcher.get("max_length"), "searcher.max_length")
    if length is not None:
        return length
    for key in ("max_steps", "target_trial_steps"):
        steps = Length.parse(searcher.get(key), f"searcher.{key}")
        if steps is not None:
            return Length(steps.unit, steps.count * unit)
    return None


def _period(config: Mapping[str, Any], key: str, unit: int) -> Length | None:
    """A bare number is the old form and counts steps of one scheduling unit."""
    value = config.get(key)
    period = Length.parse(value, key)
    return Length(period.unit, period.count * unit) if period and isinstance(value, int) else period


def _policy(value: Any) -> CheckpointPolicy:
    if value is None:
        return CheckpointPolicy.BEST
    try:
        return CheckpointPolicy(value)
    except ValueError:
        raise _bad(f"checkpoint_policy is {value!r}. Give one of best, all, none.") from None


def _bad(message: str) -> TrialFailure:
    return TrialFailure("bad_configuration", message, restartable=False)
