"""What a loop is made of, and what it keeps. Nothing here needs a framework: the starter has it imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Optional

if TYPE_CHECKING:
    from determined.core import Run
    from determined.keras.backends.backend import Backend, Randomness
    from determined.keras.borrowed import Borrowed
    from determined.keras.fit_call import FitCall
    from determined.keras.source import Source
    from determined.train import Goal, Marks, Plan, SearcherMetric


@dataclass
class Parts:
    """What a loop is made of."""

    run: Run
    model: Any
    call: FitCall
    plan: Plan
    goal: Goal
    metric: SearcherMetric
    source: Source
    backend: Backend
    randomness: Randomness
    borrowed: Borrowed
    stop_requested: Callable[[], bool]


@dataclass
class LoopState:
    """The loop's place: `batch` batches of `epoch` are done; plain data and arrays only.

    `ranks` has what differs in each process after the first, where a trial has several.
    """

    marks: Marks
    epoch: int
    batch: int
    ended: bool
    stop_training: bool
    last_logs: Optional[dict[str, Any]]
    data: dict[str, Any]
    variables: list[Any]
    random: dict[str, Any]
    callbacks: list[tuple[str, dict[str, bytes]]]
    ranks: Optional[list[dict[str, Any]]] = None
