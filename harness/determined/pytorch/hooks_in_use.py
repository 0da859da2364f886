"""What this package uses of PyTorch beyond its public interface, and whether it is there."""

from __future__ import annotations

import functools
import importlib
from typing import Optional

from determined.framework_hooks import Framework, Hook

_ORDER = "an order depends on the process's generators alone, so that a resumed run draws no earlier pass"
_AGAIN = "a resumed run draws the orders of all earlier passes again"

PYTORCH = Framework(
    "PyTorch",
    ("2.14", "2.15"),
    {
        "PyTorch": (
            Hook("torch.utils.data:BatchSampler", _ORDER, holds=("sampler",), without=_AGAIN),
            Hook("torch.utils.data:RandomSampler", _ORDER, holds=("generator",), without=_AGAIN),
            Hook("torch.utils.data:SequentialSampler", _ORDER, without=_AGAIN),
            Hook("torch.utils.data:SubsetRandomSampler", _ORDER, holds=("generator",), without=_AGAIN),
            Hook("torch.utils.data:WeightedRandomSampler", _ORDER, holds=("generator",), without=_AGAIN),
            Hook(
                "torch._dynamo",
                "imported ahead into the processes that are kept for further trials: the first optimizer imports it",
                without="it is imported when training begins",
            ),
        )
    },
    lost="So a resumed run draws the orders of all earlier passes over its data again, which takes time; and that it "
    "then equals an uninterrupted run bit for bit was tried on those versions alone",
)


@functools.cache
def doubt() -> Optional[str]:
    """None where training may lean on them, else what follows."""
    return PYTORCH.doubt(str(importlib.import_module("torch").__version__), PYTORCH.hooks)
