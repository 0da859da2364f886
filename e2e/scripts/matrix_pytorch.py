"""Fashion-MNIST with a PyTorchTrial, run where its argument says; the configuration lies beside it."""

import gzip
import json
import pathlib
import sys

import torch
from determined.experimental import create
from determined.pytorch import DataLoader, PyTorchTrial
from torch import nn

FILES = pathlib.Path("/usr/share/datasets/fashion-mnist")
config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())


def clothes(part):
    read = [gzip.decompress((FILES / f"t10k-{kind}-ubyte.gz").read_bytes()) for kind in ("images-idx3", "labels-idx1")]
    images = torch.frombuffer(bytearray(read[0][16:]), dtype=torch.uint8).reshape(-1, 784).float() / 255
    labels = torch.frombuffer(bytearray(read[1][8:]), dtype=torch.uint8).long()
    return torch.utils.data.TensorDataset(images[part], labels[part])


class Clothes(PyTorchTrial):
    def __init__(self, context):
        self.context = context
        print(f"computes with torch {torch.__version__}", flush=True)

    def build_model(self):
        width = self.context.get_hparam("width")
        return nn.Sequential(nn.Linear(784, width), nn.ReLU(), nn.Dropout(0.2), nn.Linear(width, 10))

    def optimizer(self, model):
        return torch.optim.Adam(model.parameters(), lr=self.context.get_hparam("learning_rate"))

    def build_training_data_loader(self):
        workers = self.context.get_data_config().get("workers", 0)
        records, size = clothes(slice(1280)), self.context.get_per_slot_batch_size()
        return DataLoader(records, size, shuffle=True, num_workers=workers)

    def build_validation_data_loader(self):
        return DataLoader(clothes(slice(-500, None)), batch_size=500)

    def train_batch(self, batch, model, epoch_idx, batch_idx):
        return nn.functional.cross_entropy(model(batch[0]), batch[1])

    def evaluate_batch(self, batch, model):
        output = model(batch[0])
        loss = nn.functional.cross_entropy(output, batch[1])
        return {"val_loss": loss, "val_accuracy": (output.argmax(1) == batch[1]).float().mean()}


create(Clothes, config, context_dir=".", **json.loads(sys.argv[1]))
