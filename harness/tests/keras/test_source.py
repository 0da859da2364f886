"""Where batches of arrays come from."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("records", "size", "shuffle"),
    [
        (90, 10, True),
        (95, 10, True),
        (95, 10, "batch"),
        (95, 10, False),
        (333, 10, True),
        (320, 10, True),
        (5, 10, True),
    ],
)
def test_each_pass_holds_every_record_once_and_any_batch_can_be_reopened(
    in_child: Callable[[Callable[[], None]], None], records: int, size: int, shuffle: Any
) -> None:
    def check() -> None:
        from determined.keras import backends
        from determined.keras.sharing import Share

        x = np.arange(records)
        source = backends.current().arrays((x, x), size, shuffle, 42, None, Share())
        count = source.batches_per_epoch
        assert count == -(-records // size)
        iterator = source.open(0)
        batches = [np.asarray(next(iterator)[0]) for _ in range(2 * count + 1)]
        for number in range(2):
            of_pass = np.concatenate(batches[number * count : (number + 1) * count])
            assert sorted(of_pass) == list(x)
            assert (list(of_pass) == list(x)) == (shuffle is False)
        assert [len(batch) for batch in batches[:count]] == [min(size, records - k) for k in range(0, records, size)]
        for number in range(2 * count):
            again = source.open(number)
            assert all((np.asarray(next(again)[0]) == batches[k]).all() for k in (number, number + 1))
        if hasattr(source, "spec"):
            assert source.spec()[0].shape[0] is None, "the batch size is unknown in graphs, as in a plain fit"

    in_child(check)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_a_batch_is_kept_when_its_giver_fills_the_same_memory_anew(
    in_child: Callable[[Callable[[], None]], None], dtype: str
) -> None:
    def check() -> None:
        from determined.keras.source import array, packed

        memory = np.zeros(4, dtype)
        first = packed((memory, memory))
        memory[:] = 1
        assert all((part == 0).all() for part in first)
        whole = array(memory, own=False)
        assert np.shares_memory(whole, memory) == (dtype != "float64"), "arrays of the right precision are held once"

    in_child(check)
