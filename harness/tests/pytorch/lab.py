"""A PyTorch trial in a process of its own, for the tests: trains what DIRECTORY/lab.json says.

It leaves in DIRECTORY the spool of its reports, and in `heard.jsonl` what its callbacks were told.
"""

from __future__ import annotations

import json
import logging
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from trained import Fate, drive

from determined.core import Run, TrialInfo
from determined.errors import StopLoadingImplementation, TrialFailed
from determined.pytorch import DataLoader, LRScheduler, PyTorchCallback, PyTorchTrial, Reducer, hooks_in_use
from determined.pytorch.loop import Loop
from determined.trial import train_class

RECORDS, BATCH = 58, 6  # ten batches an epoch, the last of four records


class Records(torch.utils.data.Dataset):
    """Draws its augmentation from the generators of the framework, of NumPy and of Python, and from one of its own."""

    def __init__(self, augment: bool) -> None:
        made = torch.Generator().manual_seed(5)
        self.x = torch.randn(RECORDS, 6, generator=made)
        self.y = (self.x.sum(1) > 0).float()
        self.augment = augment
        self.own = np.random.default_rng(3)

    def __len__(self) -> int:
        return RECORDS

    def __getitem__(self, index: int) -> tuple:
        x = self.x[index]
        if self.augment:
            shift = random.random() + np.random.random() + float(self.own.random())
            x = x + 0.1 * torch.randn(6) + 0.01 * shift
        return x, self.y[index]


class Remembering(torch.utils.data.Sampler):
    """An order that depends on the one before."""

    def __init__(self) -> None:
        self.order = list(range(RECORDS))

    def __len__(self) -> int:
        return RECORDS

    def __iter__(self) -> object:
        random.shuffle(self.order)
        return iter(list(self.order))


class Heard(PyTorchCallback):
    """Writes down what it is told, and counts across restarts."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0

    def say(self, *words: object) -> None:
        self.count += 1
        with self.path.open("a") as file:
            file.write(json.dumps([*words, self.count]) + "\n")

    def on_train_step_start(self, step_id: int) -> None:
        self.say("step", step_id)

    def on_train_step_end(self, step_id: int, metrics: dict) -> None:
        self.say("step end", step_id, len(metrics["batch_metrics"]), metrics["avg_metrics"], metrics["num_inputs"])

    def on_validation_step_start(self) -> None:
        self.say("validation", float(torch.rand(())))

    def on_validation_step_end(self, metrics: dict) -> None:
        self.say("validation end", metrics)

    def state_dict(self) -> dict:
        return {"count": self.count}

    def load_state_dict(self, state_dict: dict) -> None:
        self.count = state_dict["count"]


class Kept(PyTorchCallback):
    def on_checkpoint_end(self, checkpoint_dir: str) -> None:
        assert (Path(checkpoint_dir) / "state_dict.pth").is_file()
        (Path(checkpoint_dir) / "extra.txt").write_text("mine")


class Net(torch.nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.stack = torch.nn.Sequential(
            torch.nn.Linear(6, width), torch.nn.BatchNorm1d(width), torch.nn.Dropout(0.3), torch.nn.Linear(width, 1)
        )
        self.register_buffer("seen", torch.zeros(()), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training:
            self.seen += 1
        return self.stack(x).squeeze(1) + 0.001 * self.seen


class LabTrial(PyTorchTrial):
    spec: ClassVar[dict] = {}
    directory = Path()

    def __init__(self, context: object) -> None:
        self.context = context
        self.order: list[str] = []

    def build_model(self) -> torch.nn.Module:
        self.order.append("build_model")
        return Net(self.spec.get("width", 8))

    def optimizer(self, model: torch.nn.Module) -> torch.optim.Optimizer:
        self.order.append("optimizer")
        return torch.optim.Adam(model.parameters(), lr=0.02)

    def create_lr_scheduler(self, optimizer: torch.optim.Optimizer) -> object:
        self.order.append("create_lr_scheduler")
        kind = self.spec.get("schedule")
        if kind == "batch":
            schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.97)
            return LRScheduler(schedule, LRScheduler.StepMode.STEP_EVERY_BATCH)
        if kind == "epoch":
            schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
            return LRScheduler(schedule, LRScheduler.StepMode.STEP_EVERY_EPOCH)
        if kind == "manual":
            self.plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
            return LRScheduler(self.plateau, LRScheduler.StepMode.MANUAL_STEP)
        return None

    def build_training_data_loader(self) -> DataLoader:
        self.order.append("build_training_data_loader")
        kind, records = self.spec.get("data", "shuffled"), Records(augment=True)
        workers = self.spec.get("workers", 0)
        if kind == "remembering":
            return DataLoader(records, BATCH, sampler=Remembering(), num_workers=workers)
        if kind == "weighted":
            weights = torch.linspace(0.1, 1.0, RECORDS)
            return DataLoader(
                records, BATCH, sampler=torch.utils.data.WeightedRandomSampler(weights, RECORDS), num_workers=workers
            )
        if kind == "generator":
            return DataLoader(records, BATCH, shuffle=True, generator=torch.Generator().manual_seed(1))
        return DataLoader(records, BATCH, shuffle=True, num_workers=workers, drop_last=kind == "dropping")

    def build_validation_data_loader(self) -> DataLoader:
        self.order.append("build_validation_data_loader")
        return DataLoader(Records(augment=False), 16, num_workers=self.spec.get("workers", 0))

    def build_callbacks(self) -> dict:
        self.order.append("build_callbacks")
        found = {"heard": Heard(self.directory / "heard.jsonl")}
        return {**found, "kept": Kept()} if self.spec.get("kept") else found

    def train_batch(self, batch: object, model: torch.nn.Module, epoch_idx: int, batch_idx: int) -> object:
        x, y = batch
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(x), y)
        if self.spec.get("schedule") == "manual" and batch_idx % 5 == 4:
            self.plateau.step(float(loss))
        if self.spec.get("stop_at") == batch_idx:
            self.context.set_stop_requested(True)
        more = {"odd": 1.0} if self.spec.get("odd_at") == batch_idx else {}
        rate = self.context.get_optimizer().param_groups[0]["lr"]
        return {"loss": loss, "rate": rate, "epoch": epoch_idx, "batch": batch_idx, "sum": x.sum(), **more}

    def evaluate_batch(self, batch: object, model: torch.nn.Module) -> dict:
        x, y = batch
        output = model(x)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(output, y)
        return {"val_loss": loss, "accuracy": ((output > 0) == (y > 0)).float().mean(), "noise": torch.rand(())}

    def evaluation_reducer(self) -> object:
        return {"val_loss": Reducer.AVG, "accuracy": Reducer.MIN, "noise": Reducer.SUM}


def main(directory: Path) -> None:
    spec = json.loads((directory / "lab.json").read_text())
    config = {
        "searcher": {"name": "single", "metric": "val_loss", "max_length": spec.get("length", {"epochs": 3})},
        "scheduling_unit": 4,
        "min_validation_period": {"batches": 7},
        "checkpoint_storage": {"type": "shared_fs", "host_path": spec["storage"]},
        **spec.get("config", {}),
    }
    torch.set_num_threads(1)
    if spec.get("untried"):
        torch.__version__ = "9.9.0"
        hooks_in_use.doubt.cache_clear()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, force=True)
    latest, steps = spec.get("latest", (None, 0))
    info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, spec.get("hparams", {}), config, directory, latest, steps)
    run = Run.open(replace(info, earlier_checkpoints=spec.get("earlier", [])))
    LabTrial.spec, LabTrial.directory = spec, directory
    kind = LabTrial
    if "define" in spec:
        made: dict = {"LabTrial": LabTrial, "torch": torch, "DataLoader": DataLoader, "Records": Records}
        exec(spec["define"], made)
        kind = made["Mine"]
    if "driven" in spec:
        drive(run, spec["driven"])
    fate = Fate(Loop, "_train", lambda loop: loop.steps)
    if "die_after" in spec:
        fate.die_after(spec["die_after"])
    if "preempt_after" in spec:
        fate.preempt_after(spec["preempt_after"], run)
    end = "no end"
    try:
        train_class(kind, run)
    except (StopLoadingImplementation, TrialFailed) as stop:
        end = type(stop).__name__
    finally:
        run.reports.close()
        (directory / "end.json").write_text(json.dumps({"end": end, "status": run.status}))
