"""Trains one PyTorch trial to the end of its run."""

from __future__ import annotations

import logging
from typing import NoReturn, Optional

from determined.core import Run
from determined.pytorch import hooks_in_use, randomness, rank_state, snapshot
from determined.pytorch.loop import Loop, Preempted
from determined.pytorch.parts import Parts
from determined.pytorch.ranked_loop import RankedLoop
from determined.pytorch.snapshot import LoopState
from determined.train import Goal, LoopSettings, Pace, Plan, SearcherMetric, TrialFailure, restore
from determined.trial import TrialController

logger = logging.getLogger("determined")


class PyTorchTrialController(TrialController):
    """The controller of `PyTorchTrial`."""

    @classmethod
    def seed(cls, seed: int) -> None:
        """Seeds Python, NumPy, and PyTorch on every device."""
        randomness.seed_all(seed)

    def train(self) -> NoReturn:
        run: Run = self.context.run
        doubt = hooks_in_use.doubt()
        if doubt is not None and run.distributed.rank == 0:
            logger.warning("%s", doubt)
        parts = Parts.of(self.trial, self.context)
        state = self._restore(parts)
        plan = self._plan(parts)
        if state is not None and state.ended and (state.marks.steps >= plan.total or state.stop_requested):
            logger.info("the trial had already reached its end, %d batches", state.marks.steps)
            run.finish()
        goal = Goal(run, _pace(parts))
        if state is not None and not state.ended and goal.moves:
            plan = goal.further(plan, state.marks.steps) or run.preempt()
        kind = RankedLoop if run.distributed.size > 1 else Loop
        loop = kind(parts, plan, goal, SearcherMetric.of(run.info.config, validates=True), state)
        try:
            loop.run()
        except Preempted:
            loop.writer.finish()
            run.preempt()
        finally:
            loop.close()
        if loop.stopped:
            logger.info("the trial asked for its end, after %d of %d batches", loop.steps, loop.plan.total)
            run.reports.stopped("user")
        run.finish()

    def _restore(self, parts: Parts) -> Optional[LoopState]:
        run = self.context.run
        restored = restore(run, snapshot.unpack)
        self._check_same(None if restored is None or restored.loop is None else restored.loop.marks.steps)
        if restored is None:
            return None
        snapshot.put_back_weights(parts, restored.weights)
        if restored.loop is None or run.info.steps_completed == 0:
            logger.info("the trial begins with the weights of the checkpoint, and with its data anew")
            return None
        rank, size = run.distributed.rank, run.distributed.size
        state = rank_state.of_rank(restored.loop, rank, size)
        snapshot.put_back_loop(parts, state)
        rank_state.put_back(parts, state, rank)
        logger.info("going on after %d batches", state.marks.steps)
        return state

    def _check_same(self, steps: Optional[int]) -> None:
        """All processes must go on from one checkpoint, also where the newest was damaged for some of them."""
        found = self.context.run.distributed.allgather(steps)
        if len(set(found)) > 1:
            raise TrialFailure(
                "storage",
                f"The processes of the trial read checkpoints of different batches: {', '.join(map(str, found))}. "
                "See why some of them cannot read the newest one; the trial tries again.",
                restartable=True,
            )

    def _plan(self, parts: Parts) -> Plan:
        settings = LoopSettings.of(self.context.run.info.config, self.context.run.length)
        if settings.length is None:
            logger.info(
                "the trial trains %d batches, one scheduling unit: the configuration has no searcher.max_length",
                settings.scheduling_unit,
            )
        return Plan.of(settings, _pace(parts), settings.scheduling_unit)


def _pace(parts: Parts) -> Pace:
    """In batches of one process; an epoch is that of the first, which has the most."""
    size, records = parts.context.distributed.size, parts.training.batch_size
    return Pace(-(-len(parts.training) // size), None if records is None else records * size)
