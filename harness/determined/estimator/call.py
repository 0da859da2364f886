"""What a script trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from determined.estimator.run_hook import RunHook


@dataclass(frozen=True)
class Call:
    """The arguments of `train_and_evaluate`, and the functions by which each checkpoint exports the model."""

    estimator: Any
    train_spec: Any
    eval_spec: Any
    serving: Mapping[str, Any]

    @property
    def run_hooks(self) -> list[RunHook]:
        return [hook for hook in self.train_spec.hooks if isinstance(hook, RunHook)]


def checked_call(estimator: Any, train_spec: Any, eval_spec: Any, serving: Mapping[str, Any]) -> Call:
    """TypeError, in TensorFlow's words, for what is no Estimator, TrainSpec or EvalSpec."""
    from tensorflow_estimator.python.estimator.training import _TrainingExecutor

    _TrainingExecutor(estimator, train_spec, eval_spec)
    return Call(estimator, train_spec, eval_spec, dict(serving))
