"""From the data that `fit` was given to a source of batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional

from determined.keras.backends.backend import Backend
from determined.keras.borrowed import Borrowed
from determined.keras.fit_call import FitCall
from determined.keras.forms import is_dataset, is_generator, is_loader, is_sequence
from determined.keras.sharing import Share, SharedSource
from determined.train import LoopSettings, Unit

if TYPE_CHECKING:
    from determined.keras.source import Source


@dataclass
class Opening:
    """Opens the data of a training call."""

    backend: Backend
    borrowed: Borrowed
    seed: int
    settings: LoopSettings
    steps_per_execution: int
    share: Share

    def source(self, call: FitCall) -> Source:
        if is_dataset(call.x):
            return self._dataset(call)
        source = self._counted(call)
        return self.backend.weigh(source, call.class_weight) if call.class_weight else source

    def _counted(self, call: FitCall) -> Source:
        data, steps = call.x, call.steps_per_epoch
        if is_sequence(data):
            from determined.keras.sequence_source import SequenceItems

            workers = max(call.workers, getattr(data, "workers", 1) or 1)
            ahead = getattr(data, "max_queue_size", None) or call.max_queue_size
            sequence = SequenceItems(data, bool(call.shuffle), self.borrowed, self.seed, steps, ahead)
            sequence.load_with(workers)
            return self.backend.stream(self.share.items(sequence))
        if is_loader(data):
            from determined.keras.loader_source import LoaderItems

            loader = LoaderItems(data, self.borrowed, steps, self.settings.scheduling_unit)
            return self.backend.stream(self.share.items(loader))
        if is_generator(data):
            from determined.keras.sequence_source import GeneratorItems

            generator = GeneratorItems(data, steps, self.settings.scheduling_unit)
            return self.backend.stream(self.share.items(generator))
        from determined.keras.source import present

        parts = present((call.x, call.y, call.sample_weight))
        return self.backend.arrays(parts, call.batch_size or 32, call.shuffle, self.seed, steps, self.share)

    def _dataset(self, call: FitCall) -> Source:
        from determined.keras import internals
        from determined.keras.dataset_source import DatasetSource

        data, length = call.x, self.settings.length
        by_tensorflow = call.class_weight and self.backend.framework.startswith("tensorflow")
        if by_tensorflow:
            data = data.map(internals.class_weighting(call.class_weight or {}))
        most = length.count if length and length.unit is Unit.BATCHES else None
        if self.steps_per_execution > 1:  # an execution would end within a pass
            call.steps_per_epoch = call.steps_per_epoch or _known_length(data)
            data = data.repeat()
        inner = DatasetSource(data, call.steps_per_epoch, most, self.settings.scheduling_unit)
        source = self.backend.dataset(inner)
        if call.class_weight and not by_tensorflow:
            source = self.backend.weigh(source, call.class_weight)
        return SharedSource(source, self.share) if self.share.size > 1 else source


def _known_length(dataset: Any) -> Optional[int]:
    size = int(dataset.cardinality())
    return size if size > 0 else None
