"""How a managed loop fails for a reason that it understands."""

from __future__ import annotations

from collections.abc import Iterable


class TrialFailure(Exception):  # noqa: N818 - what people call it
    """Ends the trial with a sentence for people: what, why, what to do."""

    def __init__(self, kind: str, message: str, restartable: bool) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.restartable = restartable


def inconsistent(method: str, before: Iterable[str], now: Iterable[str], batches: int) -> TrialFailure:
    """For metrics whose names differ from one batch to the next."""
    return TrialFailure(
        "inconsistent_metrics",
        f"{method}() returned the metrics {', '.join(sorted(now))} for one batch after "
        f"{', '.join(sorted(before))} for the {batches} before it, so that they cannot be averaged. "
        "Return the same names for every batch.",
        restartable=False,
    )
