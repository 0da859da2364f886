"""`python torch_saves.py MEGABYTES TIMES` prints seconds of bare saves, and of the loop's, as far as training waits."""

from __future__ import annotations

import pathlib

import torch
from determined.pytorch import DataLoader, PyTorchTrial
from determined.pytorch.loop import Loop
from determined.trial import train_class
from saving import LAYERS, WIDTH, compare


class Large(PyTorchTrial):
    def __init__(self, context: object) -> None:
        self.context = context

    def build_model(self) -> torch.nn.Module:
        return torch.nn.Sequential(*(torch.nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(LAYERS)))

    def optimizer(self, model: torch.nn.Module) -> torch.optim.Optimizer:
        return torch.optim.SGD(model.parameters(), 1e-3)

    def build_training_data_loader(self) -> DataLoader:
        return DataLoader(torch.randn(64, WIDTH), 1)

    build_validation_data_loader = build_training_data_loader

    def train_batch(self, batch: torch.Tensor, model: torch.nn.Module, epoch_idx: int, batch_idx: int) -> object:
        return model(batch).square().mean()

    def evaluate_batch(self, batch: torch.Tensor, model: torch.nn.Module) -> dict:
        return {"loss": 0.0}


def bare(loop: Loop, directory: pathlib.Path) -> None:
    parts = {"model": loop.parts.model.state_dict(), "optimizer": loop.parts.optimizer.state_dict()}
    torch.save(parts, directory / "all.pth")


if __name__ == "__main__":
    compare(Loop, "_checkpoint", bare, lambda run: train_class(Large, run))
