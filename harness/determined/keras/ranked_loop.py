"""The managed loop of a trial on several slots: the same batches after the same decisions in every process."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from typing import Any, Callable, Optional

import numpy as np

from determined.keras import generation, internals
from determined.keras.loop import Loop
from determined.keras.parts import LoopState, Parts
from determined.keras.reporting import LengthReached, Preempted, SameNames
from determined.keras.sharing import GradientMean, SharedSource
from determined.train import BatchLog, TrialFailure
from determined.train.ranked import MeanRows, NoWriter

logger = logging.getLogger("determined")

_APART = 7919
_OWN = ("last_logs", "data", "random", "callbacks")


class RankedLoop(Loop):
    """A loop of one of several processes. Gradients are averaged; rank 0 reports, saves and decides."""

    def __init__(self, parts: Parts, state: Optional[LoopState], weights: Optional[list[Any]] = None) -> None:
        self._distributed = parts.run.distributed
        parts.backend.average(parts.model, GradientMean(self._distributed))
        super().__init__(parts, state, weights)
        optimizations = parts.run.info.config.get("optimizations") or {}
        if optimizations.get("average_training_metrics"):
            told = MeanRows(self._distributed, SameNames())
            self.log = BatchLog(parts.run.reports, parts.plan, self.marks.steps, told)
            self._append = self.log.append
        if self._distributed.rank:
            self.writer = NoWriter(parts.run)

    def prepare(self) -> None:
        """Fresh weights are those of rank 0 everywhere."""
        fresh = self._state is None
        super().prepare()
        if fresh:
            variables = internals.model_variables(self.model)
            mine = [generation.value(variable) for variable in variables]
            theirs = self._distributed.broadcast(mine if self._distributed.rank == 0 else None)
            if len(theirs) != len(mine):
                raise _differ()
            for variable, value in zip(variables, theirs):
                variable.assign(value + self._drawn_apart(value) if _is_seed(variable) else value)
            self.parts.backend.replaced(self.model)

    def _drawn_apart(self, state: Any) -> Any:
        """What makes a layer, as dropout, draw differently in each process."""
        apart = np.zeros_like(state)
        apart[0] = _APART * self._distributed.rank
        return apart

    def advance(self, step: Callable[[Any], Any]) -> Any:
        """Leaves out the batches of other processes where the source cannot."""
        source = self.parts.source
        if not isinstance(source, SharedSource):
            return super().advance(step)
        for _ in range(source.others_before(self.marks.steps)):
            super().advance(_drawn)
            source.taken()
        done = super().advance(step)
        source.taken()
        return done

    def batch_done(self, batch: int, logs: Any) -> None:
        self._next_look = 0.0  # all processes look after each batch, none by its clock
        super().batch_done(batch, logs)

    def _look(self, now: float, logs: Any) -> None:
        if self._first:
            self._see_first(logs)
        wishes = self._distributed.allgather((self.parts.stop_requested(), bool(self.model.stop_training)))
        stop = any(asked for asked, _ in wishes)
        self.model.stop_training = any(asked for _, asked in wishes)
        if stop:
            self.stopped_by_script = True
            raise LengthReached
        if self.parts.run.preemption.asked():
            self.checkpoint()
            raise Preempted

    def epoch_done(self, logs: Any) -> None:
        """A callback that stops training by what it sees in one process stops all."""
        self.model.stop_training = any(self._distributed.allgather(bool(self.model.stop_training)))
        super().epoch_done(logs)

    def _report_validation(self, values: dict[str, float]) -> bool:
        """Rank 0 judges by what it measured; the others go by that."""
        told = None
        if self._distributed.rank == 0:
            wanted = super()._report_validation(values)
            told = (self.marks, wanted)
        else:
            self.log.flush()
        self.marks, wanted = self._distributed.broadcast(told)
        return bool(wanted)

    def _save(self, state: LoopState) -> None:
        super()._save(gathered(self._distributed, state))


def _drawn(iterator: Any) -> Any:
    """The next element, or what a step raises at the end."""
    draw = getattr(iterator, "get_next", iterator.__next__)
    return draw()


def _is_seed(variable: Any) -> bool:
    return str(variable.name).startswith("seed_generator_state")


def gathered(distributed: Any, state: LoopState) -> LoopState:
    """The state with that of the other processes in it; on these it is as it was."""
    chief = distributed.broadcast(_digests(state) if distributed.rank == 0 else None)
    own = {
        **{name: getattr(state, name) for name in _OWN},
        "variables": {n: value for n, (value, one) in enumerate(zip(state.variables, chief)) if _digest(value) != one},
    }
    states = distributed.gather(own if distributed.rank else None)
    return state if states is None else replace(state, ranks=states[1:])


def of_rank(state: LoopState, rank: int, size: int) -> LoopState:
    """The state as it was in one process of so many; TrialFailure when there were more or fewer."""
    there = 1 + len(state.ranks or [])
    if there != size:
        raise TrialFailure(
            "checkpoint_mismatch",
            f"The checkpoint was written by a trial with {there} processes, and this one has {size}, which would share "
            "out the data otherwise. Set resources.slots_per_trial to what it was, or begin with the checkpoint's "
            "weights alone.",
            restartable=False,
        )
    if not rank or not state.ranks:
        return state
    own = state.ranks[rank - 1]
    values = [own["variables"].get(number, value) for number, value in enumerate(state.variables)]
    return replace(state, variables=values, **{name: own[name] for name in _OWN})


def _digests(state: LoopState) -> list[str]:
    return [_digest(value) for value in state.variables]


def _digest(value: Any) -> str:
    return hashlib.sha256(value.tobytes()).hexdigest()


def _differ() -> TrialFailure:
    return TrialFailure(
        "bad_script",
        "The processes of the trial have models of different numbers of variables. Build the same model in each, "
        "whatever its rank.",
        restartable=False,
    )
