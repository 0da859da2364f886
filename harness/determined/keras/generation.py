"""What differs between Keras 2 and Keras 3 in public; `internals` has what is private."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np


def version() -> str:
    return str(keras.__version__)


IS_KERAS_3 = version().startswith("3.")

if IS_KERAS_3:
    from keras import tree as _tree

    Variable = keras.Variable
    Sequence = keras.utils.PyDataset
else:
    import tensorflow as _tensorflow

    Variable = _tensorflow.Variable
    Sequence = keras.utils.Sequence
    _tree = _tensorflow.nest

map_structure = _tree.map_structure
flatten = _tree.flatten


def optimizer_variables(optimizer: Any) -> list[Any]:
    """All of them that the optimizer lists, in its order."""
    listed = optimizer.variables
    return list(listed() if callable(listed) and not isinstance(listed, list) else listed)


def value(variable: Any) -> Any:
    """A copy that later training does not change."""
    array = np.asarray(variable.numpy())
    return array if array.flags.owndata else array.copy()
