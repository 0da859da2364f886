"""`python torch_saves.py MEGABYTES TIMES` prints seconds of bare saves, and of the loop's, as far as training waits."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sys
import tempfile
import time

import torch
from determined.core import Run, TrialInfo
from determined.errors import StopLoadingImplementation
from determined.pytorch import DataLoader, PyTorchTrial
from determined.pytorch.loop import Loop
from determined.trial import train_class

WIDTH = 1024


def main() -> None:
    layers, times = max(1, int(sys.argv[1]) * 1_000_000 // (WIDTH * WIDTH * 4)), int(sys.argv[2])
    found: dict[str, list[float]] = {"plain": [], "managed": []}

    class Large(PyTorchTrial):
        def __init__(self, context: object) -> None:
            self.context = context

        def build_model(self) -> torch.nn.Module:
            return torch.nn.Sequential(*(torch.nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(layers)))

        def optimizer(self, model: torch.nn.Module) -> torch.optim.Optimizer:
            return torch.optim.SGD(model.parameters(), 1e-3)

        def build_training_data_loader(self) -> DataLoader:
            return DataLoader(torch.randn(64, WIDTH), 1)

        build_validation_data_loader = build_training_data_loader

        def train_batch(self, batch: torch.Tensor, model: torch.nn.Module, epoch_idx: int, batch_idx: int) -> object:
            return model(batch).square().mean()

        def evaluate_batch(self, batch: torch.Tensor, model: torch.nn.Module) -> dict:
            return {"loss": 0.0}

    original = Loop._checkpoint

    def timed(loop: Loop, ended: bool = False) -> None:
        began = time.perf_counter()
        original(loop, ended)
        found["managed"].append(time.perf_counter() - began)
        loop.writer.finish()
        with tempfile.TemporaryDirectory(dir=directory) as plain:
            began = time.perf_counter()
            parts = {"model": loop.parts.model.state_dict(), "optimizer": loop.parts.optimizer.state_dict()}
            torch.save(parts, pathlib.Path(plain) / "all.pth")
            found["plain"].append(time.perf_counter() - began)

    Loop._checkpoint = timed
    with tempfile.TemporaryDirectory() as directory:
        config = {
            "searcher": {"name": "single", "metric": "loss", "max_length": {"batches": times}},
            "min_checkpoint_period": {"batches": 1},
            "checkpoint_policy": "none",
            "hyperparameters": {},
            "checkpoint_storage": {"type": "shared_fs", "host_path": directory},
        }
        info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, pathlib.Path(directory))
        with contextlib.suppress(StopLoadingImplementation):
            train_class(Large, Run.open(info))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
