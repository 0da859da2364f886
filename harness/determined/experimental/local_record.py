"""What is known of a local experiment: its trials as their reports tell, in the words that the command line shows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from determined.train import SearcherMetric

RUNNING, COMPLETED, ERRORED, STOPPED = "RUNNING", "COMPLETED", "ERROR", "PAUSED"


def now() -> str:
    """RFC 3339."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


@dataclass
class TrialRecord:
    """One trial through all its runs."""

    id: int
    request: str
    seed: int
    hparams: dict[str, Any]
    source: Optional[str] = None  # the trial with whose weights it begins
    weights: Optional[str] = None  # their checkpoint
    state: str = "QUEUED"
    restarts: int = 0
    stopped_early: bool = False
    asked_to_stop: bool = False  # by the search, before its time
    closing: bool = False  # by the search, which has had enough of it
    target: Optional[dict[str, int]] = None  # how far the search lets it train, such as {"batches": 40}
    started: Optional[str] = None
    ended: Optional[str] = None
    doing: str = ""
    steps: int = 0
    length: Optional[int] = None
    batches_per_second: Optional[float] = None
    checkpoints: list[str] = field(default_factory=list)  # the newest first
    checkpoint_steps: int = 0
    validations: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    failure: Optional[dict[str, Any]] = None
    exit_reason: str = ""

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.ended is None

    def begin_run(self) -> None:
        """The next attempt goes on from the newest checkpoint: what was reported after it will be reported again."""
        self.state, self.doing, self.failure, self.exit_reason = "STARTING", "starting", None, ""
        self.steps = self.checkpoint_steps
        self.validations = [each for each in self.validations if each[0] <= self.checkpoint_steps]
        self.started = self.started or now()

    def end(self, state: str, stopped_early: bool = False) -> None:
        """It has ended."""
        self.state, self.stopped_early, self.ended, self.doing = state, stopped_early, self.ended or now(), ""

    def take(self, report: Mapping[str, Any]) -> Optional[tuple[int, dict[str, float]]]:
        """Applies a report; returns steps and metrics when it is a validation."""
        kind = report["type"]
        if kind == "metrics":
            return self._metrics(report)
        if kind == "progress":
            self.state, self.steps = RUNNING, report["steps_completed"]
            self.length = report.get("length", self.length)
            self.batches_per_second = report.get("batches_per_second", self.batches_per_second)
        elif kind == "checkpoint":
            self.checkpoints.insert(0, report["uuid"])
            self.checkpoint_steps = report["steps_completed"]
        elif kind == "state":
            self.state, self.doing = RUNNING, report["state"]
        elif kind == "failure":
            self.failure = {"kind": report["kind"], "message": report["message"]}
        elif kind == "stopped":
            self.exit_reason = report["reason"]
        elif kind == "preempted":
            self.exit_reason = "preempted"
        return None

    def _metrics(self, report: Mapping[str, Any]) -> Optional[tuple[int, dict[str, float]]]:
        self.steps = max(self.steps, report["steps_completed"])
        if report["group"] != "validation":
            return None
        steps = report["steps_completed"]
        self.validations = [each for each in self.validations if each[0] < steps]
        self.validations.append((steps, report["metrics"]))
        numbers = {name: value for name, value in report["metrics"].items() if isinstance(value, (int, float))}
        numbers.setdefault("batches", steps)
        if "epoch" in report:
            numbers.setdefault("epochs", report["epoch"])
        return steps, numbers

    def best(self, metric: SearcherMetric) -> Optional[float]:
        """The best value of the searcher's metric."""
        values = [found for _, metrics in self.validations if (found := _value(metrics, metric)) is not None]
        if not values:
            return None
        return min(values) if metric.smaller_is_better else max(values)

    def shown(self, metric: SearcherMetric) -> dict[str, Any]:
        """As the REST API has it."""
        return {
            "id": self.id,
            "experimentId": 0,
            "state": self.state,
            "stoppedEarly": self.stopped_early,
            "hparams": self.hparams,
            "totalBatchesProcessed": self.steps,
            "length": self.length,
            "batchesPerSecond": self.batches_per_second,
            "restarts": self.restarts,
            "searcherMetricValue": self.best(metric),
            "startTime": self.started,
            "endTime": self.ended,
            "runnerState": self.doing,
            "failure": self.failure if self.state == ERRORED else None,
            "checkpoints": self.checkpoints,
            "validations": [{"batches": steps, "metrics": metrics} for steps, metrics in self.validations],
        }


def _value(metrics: Mapping[str, Any], metric: SearcherMetric) -> Optional[float]:
    value = metrics.get(metric.spelling(metrics) or "loss")
    return float(value) if isinstance(value, (int, float)) else None
