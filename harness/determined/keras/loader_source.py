"""Batches from a Torch DataLoader."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from typing import Any, Optional

from determined.keras import generation
from determined.keras.borrowed import Borrowed
from determined.keras.source import BadData, epoch_of, epoch_without_length, packed

logger = logging.getLogger("determined")

_END = object()


class LoaderItems:
    """Each pass draws from generators seeded by its number; a resumed run reads its pass again up to its batch."""

    ahead = 0

    def __init__(self, loader: Any, borrowed: Borrowed, steps_per_epoch: Optional[int], fallback_steps: int) -> None:
        self._loader = loader
        self._borrowed = borrowed
        known = hasattr(loader.dataset, "__len__")
        if known and len(loader) == 0:
            raise BadData("The DataLoader given to fit is empty. Give at least one batch.")
        if getattr(loader, "generator", None) is not None:
            logger.info(
                "the DataLoader has a generator of its own: seed it alike in each run, or resuming is not exact"
            )
        self._length = len(loader) if known else None
        told = epoch_of(self._length, steps_per_epoch) if self._length else steps_per_epoch
        self.batches_per_epoch = told or epoch_without_length("a DataLoader", fallback_steps)
        self.samples = [next(self._pass(0))]
        self.records_per_batch: Optional[int] = int(generation.flatten(self.samples[0])[0].shape[0])

    def items(self, batch: int) -> Iterator[Any]:
        first, skipped = divmod(batch, self._length) if self._length else (0, batch)
        for number in itertools.count(first):
            for item in self._pass(number):
                if not skipped:
                    yield item
                skipped = max(0, skipped - 1)

    def _pass(self, number: int) -> Iterator[Any]:
        """Between two batches the generators are the script's; what the pass has drawn is kept for its next batch."""
        lent = self._borrowed.lend((number, 0))
        iterator = lent(lambda: iter(self._loader))
        while (item := lent(lambda: next(iterator, _END))) is not _END:
            yield packed(item)
