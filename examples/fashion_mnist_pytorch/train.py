"""Fashion-MNIST in PyTorch: `python train.py` submits this directory, and each trial trains a `ClothesTrial`."""

from pathlib import Path

import torch
from data import Clothes
from determined.experimental import create
from determined.pytorch import DataLoader, LRScheduler, PyTorchTrial
from torch import nn

config = {
    "name": "fashion-mnist-pytorch",
    "searcher": {
        "name": "random",
        "metric": "accuracy",
        "smaller_is_better": False,
        "max_trials": 2,
        "max_length": {"epochs": 1},
    },
    "hyperparameters": {
        "global_batch_size": 64,
        "learning_rate": {"type": "log", "base": 10, "minval": -3, "maxval": -2},
        "width": {"type": "int", "minval": 32, "maxval": 128},
    },
}


class ClothesTrial(PyTorchTrial):
    def __init__(self, context):
        self.context = context

    def build_model(self):
        width = self.context.get_hparam("width")
        look = nn.Sequential(nn.Conv2d(1, 16, 3, 2), nn.ReLU(), nn.Conv2d(16, 32, 3, 2), nn.ReLU(), nn.Flatten())
        return nn.Sequential(look, nn.Dropout(0.2), nn.Linear(1152, width), nn.ReLU(), nn.Linear(width, 10))

    def optimizer(self, model):
        return torch.optim.Adam(model.parameters(), lr=self.context.get_hparam("learning_rate"))

    def create_lr_scheduler(self, optimizer):
        decay = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.999)
        return LRScheduler(decay, LRScheduler.StepMode.STEP_EVERY_BATCH)

    def build_training_data_loader(self):
        return DataLoader(Clothes("train", augment=True), self.context.get_per_slot_batch_size(), shuffle=True)

    def build_validation_data_loader(self):
        return DataLoader(Clothes("t10k"), batch_size=500)

    def train_batch(self, batch, model, epoch_idx, batch_idx):
        return nn.functional.cross_entropy(model(batch[0]), batch[1])

    def evaluate_batch(self, batch, model):
        return {"accuracy": (model(batch[0]).argmax(1) == batch[1]).float().mean()}


create(ClothesTrial, config, context_dir=str(Path(__file__).parent))
