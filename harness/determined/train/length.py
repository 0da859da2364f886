"""Lengths and periods in batches, records or epochs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from determined.train.failure import TrialFailure


class Unit(Enum):
    """What a length counts."""

    BATCHES = "batches"
    RECORDS = "records"
    EPOCHS = "epochs"


@dataclass(frozen=True)
class Pace:
    """How batches, records and epochs of one training call relate."""

    batches_per_epoch: int
    records_per_batch: int | None = None


@dataclass(frozen=True)
class Length:
    """A number of batches, records or epochs; never negative."""

    unit: Unit
    count: int

    @staticmethod
    def parse(value: Any, key: str) -> Length | None:
        """Reads `100` or `{"batches": 100}`; None and zero mean that there is none."""
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = {Unit.BATCHES.value: value}
        names = [unit.value for unit in Unit]
        if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in names:
            raise _bad(key, value)
        ((name, count),) = value.items()
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise _bad(key, value)
        return Length(Unit(name), count) if count > 0 else None

    def batches(self, pace: Pace) -> int:
        """This length in batches, rounded up: every record asked for is trained."""
        if self.unit is Unit.BATCHES:
            return self.count
        if self.unit is Unit.EPOCHS:
            return self.count * pace.batches_per_epoch
        if pace.records_per_batch is None:
            raise TrialFailure(
                "bad_configuration",
                f"A length of {self.count} records cannot be counted: the batch size of this data is not known. "
                "Give the length in batches or epochs.",
                restartable=False,
            )
        return -(-self.count // pace.records_per_batch)


def _bad(key: str, value: Any) -> TrialFailure:
    return TrialFailure(
        "bad_configuration",
        f"{key} is {value!r}, which is not a length. Write a number of batches, or one of "
        "{batches: n}, {records: n}, {epochs: n} with n a whole number that is not negative.",
        restartable=False,
    )
