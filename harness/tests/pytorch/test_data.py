"""Loaders, samplers and batches, without a trial."""

from __future__ import annotations

import random
from collections import namedtuple
from itertools import islice
from typing import Any

import names
import numpy as np
import pytest
import torch

from determined.pytorch import (
    DataLoader,
    DistributedBatchSampler,
    LRScheduler,
    Reducer,
    RepeatBatchSampler,
    SkipBatchSampler,
    adapt_batch_sampler,
    data_length,
    randomness,
    reset_parameters,
    to_device,
)
from determined.pytorch.randomness import OwnGenerators
from determined.pytorch.reducer import reduce
from determined.pytorch.snapshot import copied
from determined.pytorch.stream import Passes

NUMBERS = list(range(10))


def batches(**options: Any) -> Any:
    return DataLoader(NUMBERS, 2, **options).batch_sampler


def test_samplers_repeat_share_out_and_skip() -> None:
    inner = batches()
    assert list(islice(RepeatBatchSampler(inner), 7))[5:] == [[0, 1], [2, 3]]
    assert [list(DistributedBatchSampler(inner, 2, rank)) for rank in (0, 1)] == [
        [[0, 1], [4, 5], [8, 9]],
        [[2, 3], [6, 7]],
    ]
    assert [len(DistributedBatchSampler(inner, 2, rank)) for rank in (0, 1)] == [3, 2]
    assert list(SkipBatchSampler(inner, 4)) == [[8, 9]]
    assert (len(SkipBatchSampler(inner, 4)), len(SkipBatchSampler(inner, 9))) == (1, 0)
    assert len(RepeatBatchSampler(inner)) == len(SkipBatchSampler(RepeatBatchSampler(inner), 4)) == 5


def test_they_are_put_together_in_the_documented_order() -> None:
    adapted = adapt_batch_sampler(batches(), repeat=True, skip=2, num_replicas=2, rank=1)
    assert list(islice(adapted, 3)) == [[0, 1], [4, 5], [8, 9]]  # of 1, 3, 5=0, 7=2, 9=4: the last three
    assert len(adapted) == 2
    loader = DataLoader(NUMBERS, 2).get_data_loader(repeat=True, skip=4)
    assert [batch.tolist() for batch in islice(loader, 2)] == [[8, 9], [0, 1]]


def test_a_repeated_sampler_without_batches_ends() -> None:
    assert list(RepeatBatchSampler(torch.utils.data.BatchSampler([], 2, False))) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"batch_sampler": [[1]], "batch_size": 2}, "mutually exclusive"),
        ({"batch_sampler": [[1]], "drop_last": True}, "mutually exclusive"),
        ({"batch_sampler": [[1]], "shuffle": True}, "mutually exclusive"),
        ({"sampler": [1], "shuffle": True}, "mutually exclusive"),
        ({"batch_size": None}, "batch_size is None"),
        ({"num_workers": -1}, "num_workers"),
        ({"timeout": -1}, "timeout"),
    ],
)
def test_a_loader_refuses_what_excludes_each_other(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        DataLoader(NUMBERS, **options)


def test_a_loader_refuses_a_dataset_without_numbers() -> None:
    class Endless(torch.utils.data.IterableDataset):
        def __iter__(self) -> Any:
            return iter(NUMBERS)

    with pytest.raises(ValueError, match="Endless, which cannot be asked for a record by number"):
        DataLoader(Endless())


def passes(loader: DataLoader, start: int, count: int, replicas: int = 1, rank: int = 0) -> list[Any]:
    made = Passes(loader.batch_sampler, 42, start, replicas, rank)
    return list(islice(made.numbered(), count))


@pytest.mark.parametrize("replicas", [1, 3])
def test_a_stream_may_be_entered_at_any_batch(replicas: int) -> None:
    def loader() -> DataLoader:
        return DataLoader(NUMBERS, 3, shuffle=True)

    for rank in range(replicas):
        whole = passes(loader(), 0, 12, replicas, rank)
        for start in range(12):
            assert passes(loader(), start, 12 - start, replicas, rank) == whole[start:]
    shares = [passes(loader(), 0, 4, replicas, rank) for rank in range(replicas)]
    together = sorted(one for share in shares for one in share)
    assert together == passes(loader(), 0, 4 * replicas)
    for epoch in range(replicas):
        assert sorted(index for _, batch in together[4 * epoch : 4 * epoch + 4] for index in batch) == NUMBERS


def test_a_stream_leaves_the_generators_alone() -> None:
    before = torch.get_rng_state()
    passes(DataLoader(NUMBERS, 3, shuffle=True), 2, 9)
    assert torch.equal(before, torch.get_rng_state())


def test_generators_of_a_dataset_are_found_seeded_and_put_back() -> None:
    class Transform:
        def __init__(self) -> None:
            self.rng = np.random.default_rng(1)

    class Data:
        def __init__(self) -> None:
            self.transforms = [Transform()]
            self.generator = torch.Generator()
            self.old = np.random.RandomState(2)

        def draw(self) -> list[float]:
            drawn = torch.rand(1, generator=self.generator).item()
            return [self.transforms[0].rng.random(), drawn, self.old.random_sample()]

    data = Data()
    own = OwnGenerators(data)
    state = own.capture()
    first = [data.draw(), data.draw()]
    own.put_back(state)
    assert [data.draw(), data.draw()] == first
    own.seed(5)
    seeded = data.draw()
    own.seed(5)
    assert data.draw() == seeded
    assert len(set(seeded)) == 3


def test_the_length_of_a_batch() -> None:
    array = np.zeros((4, 2))
    assert data_length(array) == data_length([array, 1]) == data_length({"x": torch.zeros(4), "y": 1}) == 4
    assert data_length(([array, array], array)) == 2
    for empty in ([], {}, ()):
        with pytest.raises(ValueError, match="empty"):
            data_length(empty)
    for other in (5, "text", [5]):
        with pytest.raises(TypeError):
            data_length(other)


def test_a_batch_moves_part_by_part() -> None:
    class Movable:
        def to(self, device: Any) -> str:
            return f"on {device}"

    pair = namedtuple("pair", "left right")
    device = torch.device("cpu")
    moved = to_device({"a": [np.ones(2), Movable()], "b": pair(1, "text"), "c": torch.ones(1)}, device)
    assert isinstance(moved["a"][0], torch.Tensor)
    assert moved["a"][1] == "on cpu"
    assert moved["b"] == pair(1, "text")


def test_every_part_of_a_model_is_drawn_anew() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.BatchNorm1d(2))
    before = copied(model.state_dict())
    model[2].running_mean += 1
    reset_parameters(model)
    assert not torch.equal(before["0.weight"], model.state_dict()["0.weight"])
    assert model[2].running_mean.tolist() == [0, 0]


def test_metrics_are_reduced_over_all_elements() -> None:
    values = [np.array([1.0, 2.0]), np.array([6.0])]
    assert [reduce(values, kind) for kind in Reducer] == [3.0, 9.0, 6.0, 1.0]
    assert [kind.value for kind in Reducer] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("mode", "frequency", "steps"),
    [("STEP_EVERY_BATCH", 1, 20), ("STEP_EVERY_BATCH", 3, 6), ("STEP_EVERY_EPOCH", 1, 4), ("STEP_EVERY_EPOCH", 3, 3)],
)
def test_a_scheduler_is_stepped_on_updates_alone(mode: str, frequency: int, steps: int) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    wrapped = LRScheduler(torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5), LRScheduler.StepMode[mode])
    optimizer.step()
    for batch in range(20):
        if (batch + 1) % frequency == 0:
            wrapped.after_update(batch, 5, frequency)
    assert wrapped.get_last_lr() == [0.5**steps]


def test_a_scheduler_checks_what_it_is_given() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    with pytest.raises(ValueError, match="SGD where a scheduler"):
        LRScheduler(optimizer, LRScheduler.StepMode.MANUAL_STEP)
    with pytest.raises(ValueError, match="step_mode='epoch'"):
        LRScheduler(schedule, "epoch")


def test_a_copy_keeps_what_is_shared_and_shares_nothing_with_the_original() -> None:
    tied = torch.nn.Linear(2, 2)
    model = torch.nn.Sequential(tied, tied)
    copy = copied(model.state_dict())
    assert copy["0.weight"].data_ptr() == copy["1.weight"].data_ptr() != tied.weight.data_ptr()
    assert copy._metadata == model.state_dict()._metadata


def test_every_public_name_is_where_scripts_import_it_from() -> None:
    names.check(names.PYTORCH)


def test_the_order_of_a_pass_leaves_nothing_behind_for_a_device():
    randomness.seed_all(1)
    seed = torch.cuda._lazy_seed_tracker.manual_seed_all_cb
    drawn = torch.get_rng_state()
    with randomness.lent(7):
        first = torch.rand(3), np.random.rand(), random.random()
    assert torch.cuda._lazy_seed_tracker.manual_seed_all_cb is seed
    assert torch.equal(torch.get_rng_state(), drawn)
    randomness.seed_all(7)
    again = torch.rand(3), np.random.rand(), random.random()
    assert torch.equal(first[0], again[0])
    assert first[1:] == again[1:]
