"""How a managed loop fails for a reason that it understands."""

from __future__ import annotations


class TrialFailure(Exception):  # noqa: N818 - what people call it
    """Ends the trial with a sentence for people: what, why, what to do."""

    def __init__(self, kind: str, message: str, restartable: bool) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.restartable = restartable
