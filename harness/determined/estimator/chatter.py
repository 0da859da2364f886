"""What the log says: TensorFlow warns of each Estimator name that is used, which a user of it knows."""

from __future__ import annotations

import logging
import warnings

logger = logging.getLogger("determined")

_told: set[str] = set()

_MARKS = ("is deprecated and will be removed", "Instructions for updating", "Using temporary folder as model directory")


class _Deprecations(logging.Filter):
    """Lets no notice of deprecation through, and says so once."""

    def __init__(self) -> None:
        super().__init__()
        self._told = False

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if not any(mark in message for mark in _MARKS):
            return True
        if not self._told:
            self._told = True
            logger.info(
                "TensorFlow's notices of deprecation are left out of this log; tf.estimator is in it up to 2.15"
            )
        return False


def tell_once(topic: str, sentence: str) -> None:
    """Logs what keeps a resumed run from being exact."""
    if topic not in _told:
        _told.add(topic)
        logger.warning("%s", sentence)


def quieten() -> None:
    """The log of TensorFlow as a plain run of the script has it, without notices of deprecation."""
    talk = logging.getLogger("tensorflow")
    if talk.level == logging.NOTSET:
        talk.setLevel(logging.WARNING)  # a configured root logger makes TensorFlow forget its own level
    if not any(isinstance(known, _Deprecations) for known in talk.filters):
        talk.addFilter(_Deprecations())
        warnings.filterwarnings("ignore", message="`tf.*is deprecated and will be removed", category=UserWarning)
