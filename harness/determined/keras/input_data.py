"""What trials may be given as data, and how a Sequence is to be loaded."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Optional, Union

from determined.errors import InvalidDataTypeException
from determined.keras.forms import by_arrays, is_dataset, is_loader, is_sequence

ArrayLike = Union[Any, list[Any], tuple[Any, ...], dict[str, Any]]
"""An array, or a list, tuple or dictionary of arrays."""

InputData = Union["SequenceAdapter", tuple[Any, ...], Any]
"""A Sequence, a `tf.data.Dataset`, a SequenceAdapter, or a tuple `(x, y)` or `(x, y, sample_weight)` of arrays."""

_FORMS = (
    "Give a keras Sequence, a tf.data.Dataset, a SequenceAdapter, or a tuple (x, y) or (x, y, sample_weight) of arrays"
)


class SequenceAdapter:
    """A Sequence with how it is to be loaded: by `workers` threads, `max_queue_size` batches ahead."""

    def __init__(
        self, data: Any, use_multiprocessing: bool = False, workers: int = 1, max_queue_size: int = 10
    ) -> None:
        if not is_sequence(data):
            raise InvalidDataTypeException(f"SequenceAdapter was given {_kind(data)}. Give a keras Sequence.")
        if len(data) == 0:
            raise ValueError("SequenceAdapter was given an empty Sequence: its len() is 0. Give at least one batch.")
        self.sequence = data
        self.use_multiprocessing = use_multiprocessing
        self.workers = workers
        self.max_queue_size = max_queue_size
        self._iterator: Optional[Iterator[Any]] = None

    def __len__(self) -> int:
        return len(self.sequence)

    def start(self, batch_offset: int = 0, is_validation: bool = False) -> None:
        """Begins at `batch_offset`: for ever around for training, one time through for validation."""
        count = len(self)
        numbers = range(count) if is_validation else itertools.count()
        self._iterator = (self.sequence[(batch_offset + number) % count] for number in numbers)

    def get_iterator(self) -> Iterator[Any]:
        """The batches since `start`."""
        if self._iterator is None:
            raise ValueError("Call start() before get_iterator().")
        return self._iterator

    def stop(self, timeout: Optional[float] = None) -> None:
        """Ends the iteration; there is nothing to wait for."""
        self._iterator = None


def check_input_data(data: Any, what: str) -> None:
    """InvalidDataTypeException for what is no InputData; `what` names it in the sentence."""
    if isinstance(data, SequenceAdapter) or is_sequence(data) or is_dataset(data) or is_loader(data):
        return
    if not isinstance(data, tuple):
        raise InvalidDataTypeException(f"{what} is {_kind(data)}. {_FORMS}.")
    if len(data) not in (2, 3):
        raise InvalidDataTypeException(f"{what} is a tuple of {len(data)}. {_FORMS}.")
    _check_arrays(data[0], f"x of {what}")
    if isinstance(data[1], dict):
        raise InvalidDataTypeException(f"y of {what} is a dictionary. Give an array or a list of arrays.")
    _check_arrays(data[1], f"y of {what}")


def check_call(x: Any, y: Any, sample_weight: Any = None) -> None:
    """InvalidDataTypeException for what `fit` cannot train on."""
    beside = {"y": y, "sample_weight": sample_weight}
    given = [name for name, value in beside.items() if value is not None]
    if isinstance(x, SequenceAdapter) or not by_arrays(x):
        if given and not (is_dataset(x) and given == ["y"]):
            raise InvalidDataTypeException(
                f"fit was given {given[-1]} beside {_kind(x)}, whose batches hold their own. Leave {given[-1]} out, or "
                "let the batches be tuples (x, y, sample_weight)."
            )
        return
    for name, value in {"x": x, **{name: beside[name] for name in given}}.items():
        _check_arrays(value, f"{name} of fit")
        _check_dense(value, f"{name} of fit")


def check_validation(data: Any) -> None:
    """InvalidDataTypeException for what `fit` cannot validate on; ValueError when there is nothing in it."""
    if isinstance(data, SequenceAdapter):
        return
    if by_arrays(data):
        parts = tuple(data) if isinstance(data, (tuple, list)) else (data,)
        if len(parts) not in (1, 2, 3):
            raise InvalidDataTypeException(f"validation_data of fit holds {len(parts)} things. {_FORMS}.")
        for name, part in zip(("x", "y", "sample_weight"), parts):
            if part is not None:
                _check_arrays(part, f"{name} of validation_data")
        empty = any(tuple(getattr(one, "shape", ()))[:1] == (0,) for one in _flat(parts[0]))
    elif is_dataset(data):
        empty = int(data.cardinality()) == 0
    else:
        empty = hasattr(data, "__len__") and len(data) == 0
    if empty:
        raise ValueError(
            "The validation_data given to fit are empty, so that there is nothing to validate on. Give at least one "
            "record."
        )


def _check_arrays(value: Any, what: str) -> None:
    for one in _flat(value) if isinstance(value, (list, tuple, dict)) else [value]:
        if isinstance(one, (int, float)) and isinstance(value, (list, tuple)):
            continue
        if not (hasattr(one, "shape") and hasattr(one, "__len__")) or isinstance(one, type):
            raise InvalidDataTypeException(
                f"{what} is or holds {_kind(one)}. Give an array, or a list, tuple or dictionary of arrays."
            )


def _check_dense(value: Any, what: str) -> None:
    for one in _flat(value):
        if type(one).__module__.startswith("scipy.sparse"):
            raise InvalidDataTypeException(
                f"{what} is or holds {_kind(one)}, which managed training does not take. Give its toarray(), or a "
                "keras Sequence whose batches are made by toarray()."
            )


def _flat(value: Any) -> list[Any]:
    from determined.keras import generation

    return list(generation.flatten(value))


def _kind(value: Any) -> str:
    if value is None:
        return "None"
    kind = type(value)
    return f"a {kind.__name__}" if kind.__module__ == "builtins" else f"a {kind.__module__}.{kind.__name__}"


def unwrapped(data: Any) -> Any:
    """The Sequence within a SequenceAdapter; anything else as it is."""
    return data.sequence if isinstance(data, SequenceAdapter) else data


__all__ = [
    "ArrayLike",
    "InputData",
    "SequenceAdapter",
    "check_call",
    "check_input_data",
    "check_validation",
    "unwrapped",
]
