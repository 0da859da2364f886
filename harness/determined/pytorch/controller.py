"""Trains one PyTorch trial to the end of its run."""

from __future__ import annotations

import logging
from typing import NoReturn, Optional

from determined.core import Run
from determined.pytorch import randomness, snapshot
from determined.pytorch.loop import Loop, Preempted
from determined.pytorch.parts import Parts
from determined.pytorch.snapshot import LoopState
from determined.train import Goal, LoopSettings, Pace, Plan, SearcherMetric, restore
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
        parts = Parts.of(self.trial, self.context)
        state = self._restore(parts)
        plan = self._plan(parts)
        if state is not None and state.ended and (state.marks.steps >= plan.total or state.stop_requested):
            logger.info("the trial had already reached its end, %d batches", state.marks.steps)
            run.finish()
        goal = Goal(run, _pace(parts))
        if state is not None and not state.ended and goal.moves:
            plan = goal.further(plan, state.marks.steps) or run.preempt()
        loop = Loop(parts, plan, goal, SearcherMetric.of(run.info.config, validates=True), state)
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
        if restored is None:
            return None
        snapshot.put_back_weights(parts, restored.weights)
        if restored.loop is None or run.info.steps_completed == 0:
            logger.info("the trial begins with the weights of the checkpoint, and with its data anew")
            return None
        snapshot.put_back_loop(parts, restored.loop)
        logger.info("going on after %d batches", restored.loop.marks.steps)
        return restored.loop

    def _plan(self, parts: Parts) -> Plan:
        settings = LoopSettings.of(self.context.run.info.config, self.context.run.length)
        if settings.length is None:
            logger.info(
                "the trial trains %d batches, one scheduling unit: the configuration has no searcher.max_length",
                settings.scheduling_unit,
            )
        return Plan.of(settings, _pace(parts), settings.scheduling_unit)


def _pace(parts: Parts) -> Pace:
    return Pace(len(parts.training), parts.training.batch_size)
