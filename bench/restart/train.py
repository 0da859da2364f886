"""One small training, written twice over the same lines: under torchrun when a directory is named, else as a trial.

It notes the number and the time of each batch in a file, so that the first new one after a kill is known.
"""

import os
import pathlib
import sys
import time

import torch
from torch import nn

EVERY, PACE, BATCHES = 40, 0.005, 100_000


def build() -> nn.Module:
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))


def loss_of(model: nn.Module, batch: torch.Tensor) -> torch.Tensor:
    return model(batch).square().mean()


def records() -> torch.Tensor:
    return torch.randn(3200, 64, generator=torch.Generator().manual_seed(1))


class Notes:
    """A line for each batch that begins."""

    def __init__(self, file: str) -> None:
        self.descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def begins(self, batch: int) -> None:
        os.write(self.descriptor, f"{batch} {time.monotonic()} {os.getpid()}\n".encode())
        time.sleep(PACE)


def plain(directory: pathlib.Path) -> None:
    model, notes, newest = build(), Notes(str(directory / "notes")), directory / "newest.pt"
    optimizer = torch.optim.SGD(model.parameters(), 1e-3)
    done = 0
    if newest.exists():
        saved = torch.load(newest)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["done"]
    loader = torch.utils.data.DataLoader(records(), 32)
    while done < BATCHES:
        for batch in loader:
            notes.begins(done)
            loss_of(model, batch).backward()
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            if done % EVERY == 0:
                parts = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": done}
                torch.save(parts, newest.with_suffix(".new"))
                newest.with_suffix(".new").replace(newest)


def managed(notes: str) -> None:
    from determined.experimental import create
    from determined.pytorch import DataLoader, PyTorchTrial

    class Small(PyTorchTrial):
        def __init__(self, context: object) -> None:
            self.notes = Notes(notes)

        def build_model(self) -> nn.Module:
            return build()

        def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
            return torch.optim.SGD(model.parameters(), 1e-3)

        def build_training_data_loader(self) -> DataLoader:
            return DataLoader(records(), 32)

        def build_validation_data_loader(self) -> DataLoader:
            return DataLoader(torch.zeros(1, 64), 1)

        def train_batch(self, batch: torch.Tensor, model: nn.Module, epoch_idx: int, batch_idx: int) -> torch.Tensor:
            self.notes.begins(batch_idx)
            return loss_of(model, batch)

        def evaluate_batch(self, batch: torch.Tensor, model: nn.Module) -> dict:
            return {"loss": loss_of(model, batch)}

    config = {
        "name": "killed now and then",
        "searcher": {"name": "single", "metric": "loss", "max_length": {"batches": BATCHES}},
        "min_checkpoint_period": {"batches": EVERY},
        "max_restarts": 100,
    }
    create(Small, config, context_dir=".", command=["train.py", notes])


if pathlib.Path(sys.argv[1]).is_dir():
    plain(pathlib.Path(sys.argv[1]))
else:
    managed(sys.argv[1])
