"""A small PyTorch trial in double precision; checkpoints hold its weights as JSON, config.json is the configuration.

`hold` among the hyperparameters has the batch before which a run waits, by the number of the run, until it is killed or
asked to stop.
"""

import json
import os
import pathlib
import time

import torch
from determined.experimental import create
from determined.pytorch import DataLoader, PyTorchCallback, PyTorchTrial
from torch import nn

torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).parent


class Points(torch.utils.data.Dataset):
    def __init__(self, count, noisy=False):
        self.x = torch.randn(count, 6, generator=torch.Generator().manual_seed(5))
        self.y = (self.x.sum(1) > 0).to(self.x.dtype)
        self.noisy = noisy

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return (self.x[index] + 0.1 * torch.randn(6) if self.noisy else self.x[index]), self.y[index]


class Weights(PyTorchCallback):
    def __init__(self, context):
        self.context = context

    def on_checkpoint_end(self, checkpoint_dir):
        assert self.context.distributed.get_rank() == 0
        weights = {name: value.flatten().tolist() for name, value in self.context.get_model().state_dict().items()}
        (pathlib.Path(checkpoint_dir) / "weights.json").write_text(json.dumps(weights))


class SlotsTrial(PyTorchTrial):
    def __init__(self, context):
        self.context = context
        self.noisy = context.get_hparam("noisy")
        print("rank", context.distributed.get_rank(), "of", context.distributed.get_size())

    def build_model(self):
        between = [nn.BatchNorm1d(8), nn.Dropout(0.2)] if self.noisy else [nn.Tanh()]
        return nn.Sequential(nn.Linear(6, 8), *between, nn.Linear(8, 1))

    def optimizer(self, model):
        return torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    def build_training_data_loader(self):
        return DataLoader(Points(960, self.noisy), self.context.get_per_slot_batch_size(), shuffle=True)

    def build_validation_data_loader(self):
        return DataLoader(Points(100), 16)

    def build_callbacks(self):
        return {"weights": Weights(self.context)}

    def loss(self, batch, model):
        return nn.functional.binary_cross_entropy_with_logits(model(batch[0]).squeeze(1), batch[1])

    def train_batch(self, batch, model, epoch_idx, batch_idx):
        hold = self.context.get_hparam("hold").get(os.environ["DET_TRIAL_RUN_ID"])
        if batch_idx == hold and self.context.distributed.get_rank() == 0:
            while not pathlib.Path(os.environ["DET_RUN_DIR"], "preempt").exists():
                time.sleep(0.01)
        return self.loss(batch, model)

    def evaluate_batch(self, batch, model):
        return {"val_loss": self.loss(batch, model)}


create(SlotsTrial, json.loads((HERE / "config.json").read_text()), context_dir=str(HERE))
