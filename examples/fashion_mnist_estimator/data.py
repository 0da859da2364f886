"""Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 x 28 pixels, in ten classes, as `tf.data`."""

from pathlib import Path

import tensorflow as tf

DEBIAN_PACKAGE = Path("/usr/share/datasets/fashion-mnist")  # apt install dataset-fashion-mnist


def clothes(part: str) -> tf.data.Dataset:
    """({"pixels": 784 floats from 0 to 1}, class) for each image; `part` is train or t10k."""
    images = read(f"{part}-images-idx3-ubyte.gz", 784, header=16)
    labels = read(f"{part}-labels-idx1-ubyte.gz", 1, header=8)
    return tf.data.Dataset.zip((images, labels)).map(
        lambda image, label: ({"pixels": tf.cast(image, tf.float32) / 255}, tf.cast(label[0], tf.int32))
    )


def read(name: str, length: int, header: int) -> tf.data.Dataset:
    """An IDX file: its header, then records of so many bytes."""
    records = tf.data.FixedLengthRecordDataset(
        str(DEBIAN_PACKAGE / name), length, header_bytes=header, compression_type="GZIP"
    )
    return records.map(lambda record: tf.ensure_shape(tf.io.decode_raw(record, tf.uint8), [length]))
