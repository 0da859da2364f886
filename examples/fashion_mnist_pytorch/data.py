"""Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 x 28 pixels, in ten classes."""

import gzip
from pathlib import Path

import torch
from torch.utils.data import Dataset

DEBIAN_PACKAGE = Path("/usr/share/datasets/fashion-mnist")  # apt install dataset-fashion-mnist


class Clothes(Dataset):
    """(image, class) pairs; `part` is train or t10k. Images are floats from 0 to 1 of shape (1, 28, 28)."""

    def __init__(self, part: str, augment: bool = False) -> None:
        self.images = read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
        self.labels = read(f"{part}-labels-idx1-ubyte.gz", 8).long()
        self.augment = augment

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        image = self.images[index].float() / 255
        if self.augment and torch.rand(()) < 0.5:
            image = image.flip(2)
        return image, self.labels[index]


def read(name: str, header: int) -> torch.Tensor:
    """An IDX file: its header, then bytes."""
    with gzip.open(DEBIAN_PACKAGE / name) as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)
