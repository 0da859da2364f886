"""A PyTorch trial on several slots: a forked process for each, without a supervisor."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import Any

import torch
from ranks import Ranks, RanksLab

from determined.core import Run
from determined.pytorch import DataLoader, PyTorchCallback, PyTorchTrial, Reducer
from determined.trial import train_class


class Records(torch.utils.data.Dataset):
    def __init__(self, count: int, noisy: bool) -> None:
        self.x = torch.randn(count, 6, generator=torch.Generator().manual_seed(5))
        self.y = (self.x.sum(1) > 0).to(self.x.dtype)
        self.noisy = noisy

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple:
        x = self.x[index]
        return (x + 0.1 * torch.randn(6) + 0.01 * random.random() if self.noisy else x), self.y[index]


class Seen(PyTorchCallback):
    """Remembers what its own process has trained."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def on_train_step_end(self, step_id: int, metrics: dict) -> None:
        self.seen.append((step_id, [row["loss"] for row in metrics["batch_metrics"]]))

    def state_dict(self) -> dict:
        return {"seen": self.seen}

    def load_state_dict(self, state_dict: dict) -> None:
        self.seen = list(state_dict["seen"])


class SlotsTrial(PyTorchTrial):
    def __init__(self, context: Any) -> None:
        self.context, self.hparams = context, context.get_hparams()
        self.rank = context.distributed.get_rank()
        self.noisy = self.hparams.get("noisy", False)

    def build_model(self) -> torch.nn.Module:
        if not self.noisy:
            return torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
        torch.rand(1 + self.rank)  # weights that another rank draws otherwise do not count
        return torch.nn.Sequential(
            torch.nn.Linear(6, 8), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.3), torch.nn.Linear(8, 1)
        )

    def optimizer(self, model: torch.nn.Module) -> torch.optim.Optimizer:
        return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    def build_training_data_loader(self) -> DataLoader:
        records = Records(94 if self.noisy else 96, self.noisy)
        size = self.context.get_per_slot_batch_size()
        return DataLoader(records, size, shuffle=True, num_workers=self.hparams.get("workers", 0))

    def build_validation_data_loader(self) -> DataLoader:
        return DataLoader(Records(40, False), 16)

    def build_callbacks(self) -> dict:
        return {"seen": Seen()}

    def train_batch(self, batch: Any, model: torch.nn.Module, epoch_idx: int, batch_idx: int) -> Any:
        fate = self.hparams.get("fate", {})
        if batch_idx == fate.get("at") and self.rank == fate.get("rank"):
            self.meet(fate["what"])
        return {"loss": self.loss(batch, model), "rank": self.rank}

    def meet(self, what: str) -> None:
        directory = self.context.run.info.run_dir
        if what == "raise":
            raise KeyError("what a rank lacks")
        if what == "stop":
            self.context.set_stop_requested(True)
        if what == "preempt":
            (directory / "preempt").touch()
        if what == "kill":
            while b'"type":"checkpoint",' not in (directory / "spool" / "reports-000000.jsonl").read_bytes():
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGKILL)

    def loss(self, batch: Any, model: torch.nn.Module) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(model(batch[0]).squeeze(1), batch[1])

    def evaluate_batch(self, batch: Any, model: torch.nn.Module) -> dict:
        least = model(batch[0]).min()
        return {"val_loss": self.loss(batch, model), "count": float(len(batch[1])), "least": least, "batches": 1.0}

    def evaluation_reducer(self) -> dict:
        return {"val_loss": Reducer.AVG, "count": Reducer.SUM, "least": Reducer.MIN, "batches": Reducer.SUM}


class WholeTrial(SlotsTrial):
    evaluate_batch = PyTorchTrial.evaluate_batch

    def evaluate_full_dataset(self, data_loader: Any, model: torch.nn.Module) -> dict:
        assert self.rank == 0
        return {"val_loss": 1.0, "records": sum(len(y) for _, y in data_loader)}


class SlotsLab(RanksLab):
    def train(self, slots: int, kind: type = SlotsTrial, latest: Any = (None, 0), **config: Any) -> Ranks:
        hparams = config.pop("hparams", {})
        return self.fork(slots, lambda run: _train(kind, run), hparams, latest, config)

    def checkpoint(self, trained: Ranks) -> tuple[Any, Any]:
        directory = self.storage / trained.latest[0]
        loop = torch.load(directory / "determined-loop-state.pth", weights_only=False)
        return torch.load(directory / "state_dict.pth", weights_only=False), loop


def _train(kind: type, run: Run) -> None:
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.set_default_dtype(torch.float32 if run.info.hparams.get("single") else torch.float64)
    torch.set_num_threads(1)
    train_class(kind, run)


def losses(batches: dict[int, dict[str, float]]) -> list[float]:
    return [row["loss"] for row in batches.values()]
