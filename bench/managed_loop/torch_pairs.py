"""A bare loop, a PyTorchTrial and Lightning in turn: `python torch_pairs.py small|large|gpu ROUNDS` prints ms a batch.

On a GPU where there is one; the last size keeps it busy while the loop prepares the batches to come.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import pathlib
import sys
import tempfile
import time
import warnings
from collections.abc import Callable

import torch
from determined.core import Run, TrialInfo
from determined.errors import StopLoadingImplementation
from determined.pytorch import DataLoader, PyTorchTrial
from determined.trial import train_class
from torch import nn

# (width, hidden layers, records a batch, batches): about 1 ms and about 10 ms a batch on one core
SIZES = {"small": (128, 2, 32, 3000), "large": (768, 3, 128, 400), "gpu": (8192, 3, 1024, 400)}
CHUNK = 50
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Timer:
    """The quickest chunk of batches is the least disturbed by the machine."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def batch(self, index: int) -> None:
        if index % CHUNK == 0:
            self.times.append(time.perf_counter())

    def milliseconds(self) -> float:
        chunks = [after - before for before, after in zip(self.times[1:], self.times[2:], strict=False)]
        return min(chunks) / CHUNK * 1000


def build(width: int, layers: int) -> nn.Module:
    hidden = [part for _ in range(layers - 1) for part in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(nn.Linear(784, width), nn.ReLU(), *hidden, nn.Dropout(0.1), nn.Linear(width, 10))


def data(records: int) -> torch.utils.data.TensorDataset:
    made = torch.Generator().manual_seed(1)
    x = torch.randn(records * 50, 784, generator=made)
    return torch.utils.data.TensorDataset(x, torch.randint(0, 10, (len(x),), generator=made))


def bare(width: int, layers: int, records: int, batches: int) -> float:
    timer, model = Timer(), build(width, layers).to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters())
    loader = torch.utils.data.DataLoader(data(records), records, shuffle=True)
    model.train()
    done = 0
    while done < batches:
        for x, y in loader:
            timer.batch(done)
            loss = nn.functional.cross_entropy(model(x.to(DEVICE)), y.to(DEVICE))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            done += 1
    return timer.milliseconds()


def managed(width: int, layers: int, records: int, batches: int) -> float:
    timer = Timer()

    class Trial(PyTorchTrial):
        def __init__(self, context: object) -> None:
            pass

        def build_model(self) -> nn.Module:
            return build(width, layers)

        def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
            return torch.optim.Adam(model.parameters())

        def build_training_data_loader(self) -> DataLoader:
            return DataLoader(data(records), records, shuffle=True)

        def build_validation_data_loader(self) -> DataLoader:
            return DataLoader(torch.zeros(1, 1), 1)

        def train_batch(self, batch: tuple, model: nn.Module, epoch_idx: int, batch_idx: int) -> torch.Tensor:
            timer.batch(batch_idx)
            return nn.functional.cross_entropy(model(batch[0]), batch[1])

        def evaluate_batch(self, batch: object, model: nn.Module) -> dict:
            return {"val_loss": 0.0}

    with tempfile.TemporaryDirectory() as directory, contextlib.suppress(StopLoadingImplementation):
        config = {
            "searcher": {"name": "single", "metric": "val_loss", "max_length": {"batches": batches}},
            "checkpoint_policy": "none",
            "checkpoint_storage": {"type": "directory", "container_path": str(pathlib.Path(directory, "storage"))},
        }
        info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 1, {}, config, pathlib.Path(directory))
        train_class(Trial, Run.open(info))
    return timer.milliseconds()


def lightning(width: int, layers: int, records: int, batches: int) -> float:
    import lightning as pl
    from lightning.pytorch.loggers import CSVLogger

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    timer = Timer()

    class Module(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model = build(width, layers)

        def training_step(self, batch: tuple, batch_idx: int) -> torch.Tensor:
            timer.batch(self.global_step)
            loss = nn.functional.cross_entropy(self.model(batch[0]), batch[1])
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters())

    with tempfile.TemporaryDirectory() as directory:
        trainer = pl.Trainer(
            accelerator="auto",
            max_steps=batches,
            logger=CSVLogger(directory),
            log_every_n_steps=1,
            enable_progress_bar=False,
            enable_checkpointing=False,
            enable_model_summary=False,
        )
        trainer.fit(Module(), torch.utils.data.DataLoader(data(records), records, shuffle=True))
    return timer.milliseconds()


def main() -> None:
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    loops: dict[str, Callable[..., float]] = {"plain": bare, "managed": managed}
    if importlib.util.find_spec("lightning"):
        loops["lightning"] = lightning
    bare(
        *SIZES[sys.argv[1]][:3], 4 * CHUNK
    )  # untimed: the first loop of a process waits for memory that later ones find
    found = []
    for number in range(int(sys.argv[2])):
        names = list(loops) if number % 2 else list(reversed(loops))
        found.append({name: loops[name](*SIZES[sys.argv[1]]) for name in names})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
