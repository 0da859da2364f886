"""How an Estimator is trained: exactly, by inner parts of TensorFlow, or by its public interface alone."""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, Protocol

from determined.core import Run
from determined.estimator import hooks_in_use
from determined.estimator.call import Call
from determined.estimator.position import TrainingData
from determined.estimator.snapshot import LoopState
from determined.train import SearcherMetric

#: The managed loop for a call of `train_and_evaluate`: given its arguments, and what the call would do without us.
Instead = Callable[[tuple[Any, Any, Any], Callable[[], Any]], Any]


class Means(Protocol):
    """What the loop needs beside the hooks of a session."""

    def install(self) -> None:
        """Call before any graph is built; a process does it once."""

    def intercept(self, instead: Instead) -> None:
        """From now on `train_and_evaluate` is `instead`."""

    def take_over(self, call: Call, run: Run) -> Any:
        """The Estimator to train, whose model directory is this run's alone."""

    def scaffold(self) -> Any:
        """That of the training graph, whose saver the model may have chosen; None where nobody knows it."""

    def check_metric(self, call: Call, metric: SearcherMetric) -> None:
        """TrialFailure for a metric that will never come, as far as that can be told before training."""

    def data(self, forever: bool, state: Optional[LoopState]) -> TrainingData:
        """The training data from a checkpoint's place on."""

    def manage(self, graph: Any, seed: int) -> None:
        """Called with the default graph, to train or to evaluate, which is still empty, and the seed of the trial."""

    def capture(self) -> dict[str, Any]:
        """The state of the process's generators, picklable."""

    def put_back(self, state: dict[str, Any]) -> None:
        """Undoes whatever was drawn since `capture`, also in another process."""


@functools.cache
def current() -> Means:
    """Those of this process; where they are public, a warning has said so."""
    if hooks_in_use.exact():
        from determined.estimator.exact import Exact

        return Exact()
    from determined.estimator.public import Public

    return Public()
