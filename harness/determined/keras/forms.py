"""Which form the data has that a training call was given."""

from __future__ import annotations

import sys
from typing import Any


def is_sequence(data: Any) -> bool:
    """Whether it is a `keras.utils.Sequence` (Keras 3: `PyDataset`)."""
    from determined.keras import generation

    return isinstance(data, generation.Sequence)


def is_dataset(data: Any) -> bool:
    """Whether it is a `tf.data.Dataset`; TensorFlow is not imported to find out."""
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(data, tensorflow.data.Dataset)


def is_loader(data: Any) -> bool:
    """Whether it is a `torch.utils.data.DataLoader`."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(data, torch.utils.data.DataLoader)


def by_arrays(data: Any) -> bool:
    """Whether the data is arrays in memory, which are cut into batches of the size asked for."""
    return not (is_sequence(data) or is_dataset(data) or is_loader(data) or is_generator(data))


def is_generator(data: Any) -> bool:
    return hasattr(data, "__next__")
