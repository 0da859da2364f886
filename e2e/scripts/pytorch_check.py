"""Loads the best PyTorchTrial of an experiment back and finds the accuracy that its validation had."""

import sys

import torch
from data import Clothes
from determined.experimental import Determined

checkpoint = Determined().get_experiment(int(sys.argv[1])).top_checkpoint()
model = checkpoint.load().eval()
right = total = 0
with torch.no_grad():
    for images, labels in torch.utils.data.DataLoader(Clothes("t10k"), batch_size=500):
        right += int((model(images).argmax(1) == labels).sum())
        total += len(labels)
told = checkpoint.validation["metrics"]["accuracy"]
assert abs(right / total - told) < 1e-3, (right / total, told)
print("equal")
