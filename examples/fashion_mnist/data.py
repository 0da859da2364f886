"""Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 x 28 pixels, in ten classes."""

import gzip
from pathlib import Path

import keras
import numpy as np

DEBIAN_PACKAGE = Path("/usr/share/datasets/fashion-mnist")  # apt install dataset-fashion-mnist


def load() -> tuple:
    """Returns (images, labels) for training and for testing; images are floats from 0 to 1 of shape (n, 28, 28, 1)."""
    if DEBIAN_PACKAGE.is_dir():
        pairs = [(read(part, "images"), read(part, "labels")) for part in ("train", "t10k")]
    else:
        pairs = keras.datasets.fashion_mnist.load_data()
    return tuple(
        (images.reshape(-1, 28, 28, 1).astype("float32") / 255, labels.astype("int32")) for images, labels in pairs
    )


def read(part: str, kind: str) -> np.ndarray:
    """An IDX file: a header of 16 bytes before images, of 8 before labels, then bytes."""
    name, header = (f"{part}-images-idx3-ubyte.gz", 16) if kind == "images" else (f"{part}-labels-idx1-ubyte.gz", 8)
    with gzip.open(DEBIAN_PACKAGE / name) as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=header)
