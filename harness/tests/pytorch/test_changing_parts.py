"""What a trial may change while it trains, beside its weights, is there again when it goes on; and is read in time."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from test_loop import mine
from test_resume import killed_and_resumed

from determined.pytorch import LRScheduler

FREEZES = """
from determined.pytorch import PyTorchCallback

class Freezes(PyTorchCallback):
    def __init__(self, model):
        self.model = model

    def on_train_step_start(self, step_id):
        if step_id < 4:
            self.model.stack[0].requires_grad_(step_id != 3)

"""

GROWS = """
class Grows(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.register_buffer("past", torch.zeros(1), persistent=False)

    def forward(self, x):
        if self.training:
            self.past = torch.cat([self.past, x.detach().mean().reshape(1)])
        return self.inner(x) + self.past.mean()

"""

SPARSE = """
class Sparse(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.register_buffer("graph", torch.eye(6).to_sparse())

    def forward(self, x):
        return self.inner(torch.sparse.mm(self.graph, x.T).T)

"""

PARTS = {
    "parameters that are frozen": FREEZES
    + mine(
        "def build_callbacks(self):\n"
        "    return {**super().build_callbacks(), 'freezes': Freezes(self.context.get_model())}\n"
    ),
    "a buffer that grows": GROWS + mine("def build_model(self):\n    return Grows(super().build_model())"),
    "a sparse buffer": SPARSE + mine("def build_model(self):\n    return Sparse(super().build_model())"),
    "validation data that draw from a generator of their own": mine(
        "def build_validation_data_loader(self):\n"
        "    order = torch.Generator().manual_seed(8)\n"
        "    return DataLoader(Records(augment=True), 16, shuffle=True, generator=order)"
    ),
}


@pytest.mark.parametrize("define", PARTS.values(), ids=PARTS.keys())
def test_a_killed_trial_goes_on_with_it(trials: Any, define: str) -> None:
    killed_and_resumed(trials, {"define": define}, seed=11)


def test_validating_records_that_are_trained_on_leaves_training_as_it_is(trials: Any) -> None:
    body = (
        "def build_training_data_loader(self):\n"
        "    self.records = Records(augment=True)\n"
        "    return DataLoader(self.records, 6, shuffle=True)\n"
        "def build_validation_data_loader(self):\n"
        "    return DataLoader(torch.utils.data.Subset(self.records, range(20)), 5)"
    )
    seldom = trials.train(define=mine(body), config={"min_validation_period": None})
    often = trials.train(define=mine(body), config={"min_validation_period": {"batches": 2}})
    assert seldom.batches == often.batches


REPORTS = (
    "def train_batch(self, batch, model, **place):\n"
    "    self.seen = getattr(self, 'seen', np.zeros(1))\n"
    "    self.seen += 1\n"
    "    small = torch.ones(2, dtype=torch.bfloat16)\n"
    "    return {'loss': model(batch[0]).square().mean(), 'seen': self.seen, 'small': small}\n"
    "def evaluate_batch(self, batch, model):\n"
    "    self.counted = getattr(self, 'counted', torch.zeros((), dtype=torch.float64))\n"
    "    self.total = getattr(self, 'total', np.zeros(()))\n"
    "    if len(batch[0]) == 16 and self.counted >= 58:\n"
    "        self.counted.zero_(), self.total.fill(0)\n"
    "    self.counted += len(batch[0])\n"
    "    self.total += 1\n"
    "    exact = torch.tensor(2**24 + 1, dtype=torch.int64)\n"
    "    half = torch.tensor(60000, dtype=torch.float16)\n"
    "    return {'val_loss': 0.0, 'counted': self.counted, 'total': self.total, 'exact': exact, 'half': half}\n"
    "def evaluation_reducer(self):\n"
    "    return {'val_loss': Reducer.AVG, 'counted': Reducer.MIN, 'total': Reducer.AVG, 'exact': Reducer.MAX,\n"
    "            'half': Reducer.SUM}\n"
)


def test_metrics_are_those_of_their_batch_and_as_exact_as_they_were(trials: Any) -> None:
    define = "import numpy as np\nfrom determined.pytorch import Reducer\n" + mine(REPORTS)
    trained = trials.train(define=define, length={"batches": 4}, kept=True)
    assert trained.ending == (0, None), trained.log
    assert [row["seen"] for row in trained.batches.values()] == [1, 2, 3, 4]
    validation = trained.validations[4]
    assert validation["exact"] == 2**24 + 1
    assert validation["half"] == 4 * 60000
    assert (validation["counted"], validation["total"]) == (16 + 16, 3.5)


STARTS = """
class Starts(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.begun = False
        self.register_buffer("seen", torch.zeros(()))
        self.shift = torch.nn.Parameter(torch.zeros(6))

    def forward(self, x):
        if not self.begun and not self.seen:
            self.begun, self.seen = True, self.seen + 1
            self.shift.data.copy_(-x.mean(0))
            print("begins in training:", self.training)
        return self.inner(x + self.shift)

"""


def test_a_part_that_starts_from_a_batch_starts_from_the_first_of_training(trials: Any) -> None:
    trained = trials.train(define=STARTS + mine("def build_model(self):\n    return Starts(super().build_model())"))
    assert trained.ending == (0, None), trained.log
    said = [line for line in trained.log.splitlines() if line.startswith("begins")]
    assert said == ["begins in training: False", "begins in training: True"]


def test_a_plateau_is_not_stepped_by_the_loop() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
    for mode in (LRScheduler.StepMode.STEP_EVERY_EPOCH, LRScheduler.StepMode.STEP_EVERY_BATCH):
        with pytest.raises(ValueError, match="MANUAL_STEP"):
            LRScheduler(plateau, mode)
    assert LRScheduler(plateau, LRScheduler.StepMode.MANUAL_STEP).scheduler is plateau
