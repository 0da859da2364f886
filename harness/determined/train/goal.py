"""A length that the search drives: a trial trains to it, and hears whether it goes on."""

from __future__ import annotations

from dataclasses import replace

from determined.core import Run
from determined.train.length import Length, Pace
from determined.train.plan import Plan


class Goal:
    """How far the search lets this trial train. A trial that knows its own length has a goal that never moves."""

    def __init__(self, run: Run, pace: Pace) -> None:
        self._run, self._pace = run, pace

    @property
    def moves(self) -> bool:
        return self._run.length is not None

    def further(self, plan: Plan, steps: int) -> Plan | None:
        """The plan to go on with after `steps` batches, or None when the trial shall stop.

        The validation after these batches is reported, and the checkpoint is complete.
        """
        while plan.total <= steps:
            told = Length.parse(self._run.reach(steps), "the search's length")
            if told is None:
                return None
            plan = replace(plan, total=told.batches(self._pace))
        return plan
