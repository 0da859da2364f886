"""What a trial object keeps for itself while it trains is there again when it goes on."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from test_loop import mine
from test_resume import killed_and_resumed

AVERAGED = mine(
    "def optimizer(self, model):\n"
    "    self.averaged = torch.optim.swa_utils.AveragedModel(model, use_buffers=True)\n"
    "    return super().optimizer(model)\n"
    "def train_batch(self, batch, model, **place):\n"
    "    self.averaged.update_parameters(model)\n"
    "    return super().train_batch(batch, model, **place)\n"
    "def evaluate_batch(self, batch, model):\n"
    "    return super().evaluate_batch(batch, self.averaged.eval())"
)
SECOND = mine(
    "def optimizer(self, model):\n"
    "    self.judge = torch.nn.Linear(6, 1)\n"
    "    self.second = torch.optim.Adam(self.judge.parameters(), lr=0.05)\n"
    "    self.schedule = torch.optim.lr_scheduler.ExponentialLR(self.second, 0.95)\n"
    "    return super().optimizer(model)\n"
    "def train_batch(self, batch, model, **place):\n"
    "    told = super().train_batch(batch, model, **place)\n"
    "    lost = (self.judge(batch[0]).squeeze(1) - batch[1]).square().mean()\n"
    "    self.second.zero_grad(), lost.backward(), self.second.step(), self.schedule.step()\n"
    "    return {**told, 'lost': lost.detach()}"
)
SCALE = mine(
    "def optimizer(self, model):\n"
    "    self.scale = torch.nn.Parameter(torch.ones(()))\n"
    "    return torch.optim.Adam([*model.parameters(), self.scale], lr=0.02)\n"
    "def train_batch(self, batch, model, **place):\n"
    "    told = super().train_batch(batch, model, **place)\n"
    "    return {**told, 'loss': told['loss'] * self.scale.exp(), 'scale': self.scale}"
)
GENERATOR = "import numpy as np\n" + mine(
    "def __init__(self, context):\n"
    "    super().__init__(context)\n"
    "    self.drawn = np.random.default_rng(4)\n"
    "def train_batch(self, batch, model, **place):\n"
    "    return super().train_batch((batch[0] * self.drawn.random(), batch[1]), model, **place)"
)
OWN = """
class Slow:
    def __init__(self):
        self.mean = 0.0

    def state_dict(self):
        return {"mean": self.mean}

    def load_state_dict(self, state):
        self.mean = state["mean"]

""" + mine(
    "def __init__(self, context):\n"
    "    super().__init__(context)\n"
    "    self.slow = Slow()\n"
    "def train_batch(self, batch, model, **place):\n"
    "    told = super().train_batch(batch, model, **place)\n"
    "    self.slow.mean = 0.9 * self.slow.mean + 0.1 * float(told['loss'])\n"
    "    return {**told, 'slow': self.slow.mean}"
)
THREE = {"config": {"optimizations": {"aggregation_frequency": 3}}}
KEPT: dict[str, dict[str, Any]] = {
    "averaged weights": {"define": AVERAGED},
    "a second model with its optimizer and schedule": {"define": SECOND},
    "a parameter beside the model": {"define": SCALE},
    "a parameter beside the model, aggregation": {"define": SCALE, **THREE},
    "a generator": {"define": GENERATOR},
    "an object with a state": {"define": OWN},
}


@pytest.mark.parametrize("spec", KEPT.values(), ids=KEPT.keys())
def test_a_killed_trial_goes_on_with_it(trials: Any, spec: dict[str, Any]) -> None:
    killed_and_resumed(trials, spec, seed=11)


def test_gradients_of_a_parameter_beside_the_model_are_averaged_as_well(trials: Any) -> None:
    body = (
        "def optimizer(self, model):\n"
        "    self.scale = torch.nn.Parameter(torch.zeros(()))\n"
        "    return torch.optim.SGD([*model.parameters(), self.scale], lr=1.0)\n"
        "def train_batch(self, batch, model, **place):\n"
        "    return {'loss': model(batch[0]).mean() * 0 - self.scale, 'scale': self.scale}"
    )
    trained = trials.train(define=mine(body), length={"batches": 7}, **THREE)
    assert [row["scale"] for row in trained.batches.values()] == [0, 0, 0, 1, 1, 1, 2]


def test_a_module_that_does_not_change_is_not_in_checkpoints(trials: Any) -> None:
    body = (
        "def __init__(self, context):\n"
        "    super().__init__(context)\n"
        "    self.teacher, self.pupil = torch.nn.Linear(6, 1), torch.nn.Linear(6, 1)\n"
        "def train_batch(self, batch, model, **place):\n"
        "    self.pupil.weight.data += 1\n"
        "    return super().train_batch(batch, model, **place)"
    )
    trained = trials.train(define=mine(body), length={"batches": 4})
    path = trials.storage / trained.checkpoints[4] / "determined-loop-state.pth"
    assert list(torch.load(path, weights_only=False)[1]["belongings"]) == ["pupil"]


def test_a_member_that_cannot_be_written_is_told_and_left_out(trials: Any) -> None:
    body = (
        "def __init__(self, context):\n"
        "    super().__init__(context)\n"
        "    class Odd:\n"
        "        def state_dict(self): return {'never': lambda: 0}\n"
        "        def load_state_dict(self, state): ...\n"
        "    self.odd = Odd()"
    )
    trained = trials.train(define=mine(body), length={"batches": 8}, config={"min_checkpoint_period": {"batches": 2}})
    assert trained.ending == (0, None), trained.log
    assert trained.log.count("member odd cannot be written into a checkpoint") == 1


def test_a_member_that_comes_late_is_told(trials: Any) -> None:
    body = (
        "def train_batch(self, batch, model, **place):\n"
        "    self.late = getattr(self, 'late', None) or torch.nn.Linear(1, 1)\n"
        "    return super().train_batch(batch, model, **place)"
    )
    first = trials.train(define=mine(body), preempt_after=5)
    then = trials.train(define=mine(body), length={"batches": 8}, latest=(first.checkpoints[5], 5))
    assert then.ending == (0, None), then.log
    assert then.log.count("member late is not there when the trial is built") == 1
