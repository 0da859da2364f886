"""The entry points of scripts: `create`, `determined.experimental.keras.init` and `Mode`. Imports no framework."""

from determined.experimental import estimator, keras
from determined.experimental.mode import Mode
from determined.experimental.trial_class import create

__all__ = ["Mode", "create", "estimator", "keras"]
