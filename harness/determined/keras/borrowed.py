"""The generators that user code draws from, whatever the back end: lent to code that must draw the same for a key."""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional

from determined import generators

_MIX = 1_000_003


class Borrowed:
    """Lends the global generators to user code that must draw the same for the same key.

    User code of the training thread that may draw runs under `own`, so that the two never mix.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.own = threading.RLock()

    def call(self, key: tuple[int, int], function: Callable[[], Any]) -> Any:
        return self.lend(key)(function)

    def lend(self, key: tuple[int, int]) -> Callable[[Callable[[], Any]], Any]:
        """Calls functions one after another that draw as if no one else drew in between."""
        drawn: Optional[dict[str, Any]] = None

        def call(function: Callable[[], Any]) -> Any:
            nonlocal drawn
            with self.own:
                before = generators.capture()
                if drawn is None:
                    _seed(self._seed, *key)
                else:
                    generators.put_back(drawn)
                try:
                    return function()
                finally:
                    drawn = generators.capture()
                    generators.put_back(before)

        return call


def _seed(*key: int) -> None:
    mixed = 0
    for part in key:
        mixed = mixed * _MIX + part
    generators.seed(mixed, [part % 2**32 for part in key])
