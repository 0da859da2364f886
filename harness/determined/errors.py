"""What the package raises. What ends a script is a BaseException, so that `except Exception` leaves it alone."""

from __future__ import annotations

from typing import Optional


class StopLoadingImplementation(BaseException):
    """Ends the user's script in a trial once the training loop has done its work; not an error."""


class InvalidExperimentException(BaseException):
    """An experiment that cannot be submitted: says what is wrong, why, what to do and where to look."""

    exit_status = 2

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback."""
        return [f"error: {self}"]


class MasterUnreachable(InvalidExperimentException):
    """No master answers at the address."""

    exit_status = 3


class NotAllowed(InvalidExperimentException):
    """The master refuses this user, token or password."""

    exit_status = 4


class MasterRefused(InvalidExperimentException):
    """The master found something wrong with the request."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class InvalidDataTypeException(BaseException):
    """Data given to a training call is of no form that it takes: says what it is and which forms there are."""


class ConfigurationFault(Exception):  # noqa: N818 - what it is about
    """What the script asked of its configuration is not there or is wrong; another run would find the same."""


class BadBatchSize(ConfigurationFault, AssertionError):  # noqa: N818 - what it is
    """The hyperparameter `global_batch_size` is missing, no whole number, or smaller than there are slots."""


class UnknownHyperparameter(ConfigurationFault, ValueError):  # noqa: N818 - what it is
    """The configuration has no hyperparameter of that name."""


class TrialFailed(BaseException):
    """Ends the user's script in a trial after a failure was reported; the outcome stands even if this is swallowed."""


class PeerLost(RuntimeError):  # noqa: N818 - what happened
    """Another process of the trial is gone, so that this one cannot go on."""


class CheckpointCorrupt(Exception):  # noqa: N818 - a state of things, as people say it
    """A checkpoint in storage is not what was written."""

    def __init__(self, uuid: str, why: str, path: Optional[str] = None) -> None:
        super().__init__(
            f"Checkpoint {uuid} is corrupt: {why}. It cannot be restored. Look at {path or 'the checkpoint storage'}."
        )


class StorageError(Exception):
    """Checkpoint storage cannot be used: says which path, why, and what to do."""
