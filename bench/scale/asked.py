"""What is asked of a master on a large database, each question under its name."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fill import LABELS, Size

PART = 25
Question = Callable[[], str]


@dataclass(frozen=True)
class Filled:
    """A database of a size, and the first of its experiments and trials."""

    size: Size
    experiment: int
    trial: int

    @property
    def total(self) -> int:
        return sum(self.size.trials)

    @property
    def large(self) -> int:
        """Trials of the largest experiment, which is the first."""
        return self.size.trials[0]


def questions(get: Callable[[str], Any], filled: Filled) -> dict[str, Question]:
    return {**experiments(filled), **trials(get, filled), **series(filled)}


def experiments(filled: Filled) -> dict[str, Question]:
    dice = random.Random(1)
    count = len(filled.size.trials)

    def listed(words: str) -> Question:
        return lambda: (
            f"/api/v1/experiments?limit={PART}&offset={dice.randrange(count)}&{words.format(label=dice.choice(LABELS))}"
        )

    def one() -> int:
        return filled.experiment + 1 + dice.randrange(count - 1)

    return {
        "experiments, newest 25": lambda: "/api/v1/experiments?orderBy=ORDER_BY_DESC&limit=25",
        "experiments of a state": listed("states=STATE_COMPLETED"),
        "experiments of a user": listed("users=determined"),
        "experiments with a label": listed("labels={label}"),
        "experiments whose name has some text": listed("name=SEARCH%201"),
        "experiments by state": listed("sortBy=SORT_BY_STATE"),
        "experiments by user": listed("sortBy=SORT_BY_USER"),
        "experiments by name": listed("sortBy=SORT_BY_NAME&orderBy=ORDER_BY_DESC"),
        "experiments by progress": listed("sortBy=SORT_BY_PROGRESS"),
        "experiments by number of trials": listed("sortBy=SORT_BY_NUM_TRIALS"),
        "one experiment": lambda: f"/api/v1/experiments/{one()}",
        f"the experiment of {filled.large:,} trials": lambda: f"/api/v1/experiments/{filled.experiment}",
        "why of an experiment": lambda: f"/api/v1/experiments/{one()}/why",
        f"why of the experiment of {filled.large:,} trials": lambda: f"/api/v1/experiments/{filled.experiment}/why",
    }


def trials(get: Callable[[str], Any], filled: Filled) -> dict[str, Question]:
    dice = random.Random(2)
    path = f"/api/v1/experiments/{filled.experiment}/trials?limit={PART}"

    def deep(words: str) -> Question:
        return lambda: f"{path}&{words}&offset={dice.randrange(filled.large)}"

    cursor = ""

    def next_part() -> str:
        nonlocal cursor
        asked = f"{path}&sortBy=SORT_BY_DURATION&cursor={cursor}"
        cursor = get(asked)["nextCursor"]
        return asked

    some = f"{PART} of {filled.large:,} trials"
    return {
        f"{some}, by number, deep": deep("sortBy=SORT_BY_ID"),
        f"{some}, by metric, deep": deep("sortBy=SORT_BY_BEST_VALIDATION_METRIC"),
        f"{some}, by checkpoint size, deep": deep("sortBy=SORT_BY_CHECKPOINT_SIZE&orderBy=ORDER_BY_DESC"),
        f"{some}, by duration, cursor": next_part,
        f"{some}, by end, deep": deep("sortBy=SORT_BY_END_TIME"),
        f"{some}, completed ones, by end": deep("states=STATE_COMPLETED&sortBy=SORT_BY_END_TIME"),
        f"{some}, failed ones, by size": deep("states=STATE_ERROR&sortBy=SORT_BY_CHECKPOINT_SIZE"),
        "one trial": lambda: f"/api/v1/trials/{filled.trial + dice.randrange(filled.total)}",
    }


def series(filled: Filled) -> dict[str, Question]:
    dice = random.Random(3)
    long = filled.size.long_trials
    path = "/api/v1/trials/time-series?maxDatapoints=300"
    short = filled.total - long

    return {
        "series of one trial": lambda: (
            f"{path}&trialIds={filled.trial + long + dice.randrange(short)}&metricNames=loss&group=training"
        ),
        f"series of {filled.size.long_rows:,} rows": lambda: (
            f"{path}&trialIds={filled.trial + dice.randrange(long)}&metricNames=noise&group=long"
        ),
        # Another part each time, so that more has to be read than what is kept.
        f"a part of a series of {filled.size.long_rows:,} rows": lambda: (
            f"{path}&trialIds={filled.trial + dice.randrange(long)}&metricNames=noise&group=long"
            f"&startBatches={100 * dice.randrange(filled.size.long_rows // 2)}"
        ),
    }
