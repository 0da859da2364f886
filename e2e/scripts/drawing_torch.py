"""A PyTorch trial whose losses depend on every generator, and on the threads of NumPy and of PyTorch.

With HOLD among the variables of the submission its first run waits before that batch until it is killed.
"""

import os
import random
import sys
import time

import numpy as np
import torch
from determined.experimental import create
from determined.pytorch import DataLoader, PyTorchTrial
from torch import nn


class Drawing(PyTorchTrial):
    def __init__(self, context: object) -> None:
        self.hold = context.get_data_config()["hold"] if os.environ["DET_TRIAL_RUN_ID"] == "1" else None

    def build_model(self) -> nn.Module:
        return nn.Sequential(nn.Linear(64, 256), nn.Dropout(0.5), nn.Linear(256, 1))

    def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        return torch.optim.Adam(model.parameters(), 1e-3)

    def build_training_data_loader(self) -> DataLoader:
        return DataLoader(torch.randn(3200, 64, generator=torch.Generator().manual_seed(1)), 32, shuffle=True)

    def build_validation_data_loader(self) -> DataLoader:
        return DataLoader(torch.ones(64, 64), 32)

    def train_batch(self, batch: torch.Tensor, model: nn.Module, epoch_idx: int, batch_idx: int) -> dict:
        while batch_idx == self.hold:
            time.sleep(0.01)
        drawn = np.random.rand(200, 200)
        told = float((drawn @ drawn).sum()) + random.random()
        return {"loss": model(batch).square().mean() * (1 + random.random()), "drawn": told}

    def evaluate_batch(self, batch: torch.Tensor, model: nn.Module) -> dict:
        return {"loss": model(batch).square().mean()}


config = {
    "name": "draws",
    "searcher": {"name": "single", "metric": "loss", "max_length": {"batches": int(sys.argv[1])}},
    "scheduling_unit": 10,
    "min_checkpoint_period": {"batches": 20},
    "reproducibility": {"experiment_seed": 7},
    "data": {"hold": int(os.environ.get("HOLD", "-1"))},
    "max_restarts": 10,
}
create(Drawing, config, context_dir=".", command=["drawing_torch.py", *sys.argv[1:]])
