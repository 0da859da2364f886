"""The managed loop of a trial on several slots: the same batches after the same decisions in every process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from determined.pytorch import group, randomness
from determined.pytorch.loop import Loop, numbers
from determined.pytorch.parts import Parts
from determined.pytorch.snapshot import LoopState
from determined.pytorch.stream import Stream
from determined.train import BatchLog, Goal, Plan, SearcherMetric
from determined.train.ranked import MeanRows, NoWriter

_RANK = 4


class RankedLoop(Loop):
    """A loop of one of several processes. Gradients are averaged; rank 0 reports, saves and decides."""

    def __init__(
        self, parts: Parts, plan: Plan, goal: Goal, metric: SearcherMetric, state: Optional[LoopState]
    ) -> None:
        super().__init__(parts, plan, goal, metric, state)
        distributed = parts.context.distributed
        self._distributed = distributed
        self._gradients = group.Gradients(parts.model, distributed.size)
        self._stream = Stream(parts.training, self._run.info.seed, self.steps, distributed.size, distributed.rank)
        optimizations = self._run.info.config.get("optimizations") or {}
        if optimizations.get("average_training_metrics"):
            self.log = BatchLog(self._run.reports, plan, self.steps, MeanRows(distributed, numbers))
        if distributed.rank:
            self.writer = NoWriter(self._run)
            self._after_checkpoint = []

    def _enter(self) -> None:
        fresh = self._state is None
        super()._enter()
        if fresh and self._distributed.rank:
            # The weights were drawn alike everywhere; what training draws shall differ.
            randomness.seed_all(randomness.mixed(self._run.info.seed, _RANK, self._distributed.rank))

    def _update(self, index: int) -> None:
        self._gradients.average()
        super()._update(index)

    def _heed_stop(self) -> None:
        """One process that asks for the end speaks for all."""
        asked = any(self._distributed.allgather(self.stopped or self.parts.context.get_stop_requested()))
        if asked and not self.parts.context.get_stop_requested():
            self.parts.context.set_stop_requested(True)
        self.stopped = asked

    def _validate(self) -> bool:
        with self._model_of_chief():
            return super()._validate()

    @contextmanager
    def _model_of_chief(self) -> Iterator[None]:
        """What a checkpoint will hold is what is validated: running means and the like differ between processes."""
        buffers = list(self.parts.model.buffers())
        own = [buffer.clone() for buffer in buffers] if self._distributed.rank else []
        group.give(buffers)
        yield
        for buffer, mine in zip(buffers, own):
            buffer.copy_(mine)
