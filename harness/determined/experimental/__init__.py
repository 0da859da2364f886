"""The entry points of scripts: `determined.experimental.keras.init` and `Mode`."""

from determined.experimental import keras
from determined.experimental.mode import Mode

__all__ = ["Mode", "keras"]
