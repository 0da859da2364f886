"""Training on a CUDA device: mixed precision, and resuming bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from slots_lab import SlotsLab
from test_resume import killed_and_resumed, same

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no CUDA device"),
]

MIXED = {"optimizations": {"mixed_precision": "O1"}}
SEEN = """
class Mine(LabTrial):
    def train_batch(self, batch, model, epoch_idx, batch_idx):
        output = model(batch[0])
        told = {"half": float(output.dtype == torch.float16), "device": float(batch[0].is_cuda)}
        loss = torch.nn.functional.binary_cross_entropy_with_logits(output, batch[1])
        return {"loss": loss, **told}
"""


@pytest.mark.parametrize("level", ["O0", "O1", "O2", "O3"])
def test_the_forward_pass_is_in_half_precision_where_that_is_asked_for(trials: Any, level: str) -> None:
    config = {"optimizations": {"mixed_precision": level}}
    trained = trials.train(length={"batches": 12}, config=config, define=SEEN)
    assert trained.end["status"] == 0, trained.log
    assert {row["device"] for row in trained.batches.values()} == {1.0}
    assert {row["half"] for row in trained.batches.values()} == {float(level != "O0")}
    state = torch.load(trials.storage / trained.checkpoints[12] / "determined-loop-state.pth", weights_only=False)
    assert bool(state[1]["scaler"]) == (level != "O0")


def test_mixed_precision_comes_close_to_full(trials: Any) -> None:
    full = trials.train(length={"batches": 40}, schedule="batch")
    mixed = trials.train(length={"batches": 40}, schedule="batch", config=MIXED)
    assert full.validations[40]["val_loss"] == pytest.approx(mixed.validations[40]["val_loss"], rel=0.1)
    assert full.batches[40]["loss"] != mixed.batches[40]["loss"]


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize(
    "config",
    [{}, MIXED, {"optimizations": {"mixed_precision": "O1", "aggregation_frequency": 3}}],
    ids=["full", "mixed", "mixed and aggregated"],
)
def test_a_trial_killed_on_the_device_goes_on_exactly(trials: Any, config: dict[str, Any], seed: int) -> None:
    killed_and_resumed(trials, {"schedule": "batch", "config": config}, seed=seed)


def test_a_checkpoint_of_the_device_is_read_where_there_is_none(trials: Any) -> None:
    trained = trials.train(length={"batches": 4}, config=MIXED)
    weights = torch.load(trials.storage / trained.checkpoints[4] / "state_dict.pth", weights_only=False)
    assert {tensor.device.type for tensor in weights["model_state_dict"].values()} == {"cpu"}


def test_several_processes_go_on_exactly_in_half_precision(tmp_path: Path) -> None:
    lab = SlotsLab(tmp_path)
    optimizations = {"mixed_precision": "O1", "average_training_metrics": True}
    config = {"optimizations": optimizations, "min_checkpoint_period": {"batches": 4}}
    hparams = {"noisy": True, "single": True}
    whole = lab.train(2, hparams=hparams, **config)
    first = lab.train(2, hparams={**hparams, "fate": {"what": "kill", "rank": 1, "at": 9}}, **config)
    then = lab.train(2, hparams=hparams, latest=first.latest, **config)
    assert (whole.statuses, then.statuses) == ([0, 0], [0, 0]), then.told
    assert {**first.batches, **then.batches} == whole.batches
    assert lab.checkpoint(whole)[1][1]["scaler"]["scale"] > 0
    assert same(lab.checkpoint(then), lab.checkpoint(whole))
