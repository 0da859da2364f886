"""What a script trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

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
    """TypeError for what is no Estimator, TrainSpec or EvalSpec."""
    kinds = (tf.compat.v1.estimator.Estimator, tf.estimator.TrainSpec, tf.estimator.EvalSpec)
    for name, given, kind in zip(("estimator", "train_spec", "eval_spec"), (estimator, train_spec, eval_spec), kinds):
        if not isinstance(given, kind):
            raise TypeError(f"`{name}` must have type `tf.estimator.{kind.__name__}`, got: {type(given)}")
    return Call(estimator, train_spec, eval_spec, dict(serving))
