"""TensorFlow's Estimator under management. TensorFlow is imported with the first name that is used, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from determined import adapter

if TYPE_CHECKING:
    from determined.estimator.context import EstimatorContext, EstimatorNativeContext, EstimatorTrialContext
    from determined.estimator.load import load_saved_model
    from determined.estimator.run_hook import RunHook
    from determined.estimator.trial import EstimatorTrial, ServingInputReceiverFn

_HOMES = {
    "EstimatorContext": "context",
    "EstimatorNativeContext": "context",
    "EstimatorTrial": "trial",
    "EstimatorTrialContext": "context",
    "RunHook": "run_hook",
    "ServingInputReceiverFn": "trial",
    "load_saved_model": "load",
}

__all__ = [
    "EstimatorContext",
    "EstimatorNativeContext",
    "EstimatorTrial",
    "EstimatorTrialContext",
    "RunHook",
    "ServingInputReceiverFn",
    "load_saved_model",
]


def __getattr__(name: str) -> Any:
    return adapter.load(__name__, _HOMES, name, "tensorflow")
