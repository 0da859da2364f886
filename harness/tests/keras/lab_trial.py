"""Trials as classes, for the lab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lab
import numpy as np

from determined.keras import SequenceAdapter, TFKerasTrial


def of(spec: dict, directory: Path) -> type[TFKerasTrial]:
    class LabTrial(TFKerasTrial):
        def build_model(self) -> Any:
            if spec.get("forgets"):
                return lab.model(spec)
            return self.context.wrap_model(lab.model(spec))

        def build_training_data_loader(self) -> Any:
            return loaded(spec.get("data", "arrays"), self.context, directory)

        def build_validation_data_loader(self) -> Any:
            if spec.get("data") == "cached":
                return cached_validation(self.context)
            x, y = lab.data()
            return x[:35], y[:35]

        def keras_callbacks(self) -> list[Any]:
            return lab.callbacks(spec, directory)

    return LabTrial


def loaded(kind: str, context: Any, directory: Path) -> Any:
    x, y = lab.data()
    if kind == "cached":
        return cached(context, directory)
    return {
        "arrays": (x, y, np.ones(len(x), "float32")),
        "adapter": SequenceAdapter(lab.Items(), workers=1),
        "sequence": lab.Items(),
        "list": [x, y],
        "none": None,
        "dictionary of y": (x, {"y": y}),
    }[kind]


def cached(context: Any, directory: Path) -> Any:
    """The dataset is made once for all runs of a test: what making it says is in the run that made it alone."""
    import tensorflow as tf

    @context.experimental.cache_train_dataset("points", "1", shuffle=True)
    def make() -> Any:
        print("the dataset is made")
        return tf.data.Dataset.from_tensor_slices(lab.data())

    return make().batch(context.get_per_slot_batch_size())


def cached_validation(context: Any) -> Any:
    import tensorflow as tf

    @context.experimental.cache_validation_dataset("points", "1")
    def make() -> Any:
        print("the validation dataset is made")
        x, y = lab.data()
        return tf.data.Dataset.from_tensor_slices((x[:35], y[:35]))

    return make().batch(10)
