"""Loads the model that a checkpoint of an Estimator exported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional, Union

import tensorflow as tf

_SAVED_MODEL = "saved_model.pb"


def load_saved_model(directory: Union[str, Path], tags: Optional[Sequence[str]] = None) -> Any:
    """The one SavedModel below the directory of a checkpoint; `tags` are those it was exported with, by default serve.

    AssertionError when there is none or there are several.
    """
    found = sorted(Path(directory).rglob(_SAVED_MODEL))
    if not found:
        raise AssertionError(
            f"There is no {_SAVED_MODEL} below {directory}, so there is no model to load. A checkpoint holds one for "
            "each of serving_input_receiver_fns (of build_serving_input_receiver_fns in an EstimatorTrial)."
        )
    if len(found) > 1:
        names = ", ".join(str(path.parent.relative_to(directory)) for path in found)
        raise AssertionError(
            f"There are {len(found)} models below {directory}: {names}. Load the one that is meant with "
            "tf.saved_model.load(directory)."
        )
    return tf.saved_model.load(str(found[0].parent), tags=list(tags or ["serve"]))
