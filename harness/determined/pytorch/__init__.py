"""Trials in PyTorch. Torch is imported with the first name that is used, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from determined import adapter

if TYPE_CHECKING:
    from determined.pytorch.callbacks import ClipGradsL2Norm, ClipGradsL2Value, PyTorchCallback
    from determined.pytorch.context import PyTorchTrialContext
    from determined.pytorch.data import DataLoader, TorchData, data_length, to_device
    from determined.pytorch.lr_scheduler import LRScheduler
    from determined.pytorch.model import reset_parameters
    from determined.pytorch.reducer import Reducer
    from determined.pytorch.samplers import (
        DistributedBatchSampler,
        RepeatBatchSampler,
        SkipBatchSampler,
        adapt_batch_sampler,
    )
    from determined.pytorch.trial import PyTorchTrial

_HOMES = {
    "ClipGradsL2Norm": "callbacks",
    "ClipGradsL2Value": "callbacks",
    "DataLoader": "data",
    "DistributedBatchSampler": "samplers",
    "LRScheduler": "lr_scheduler",
    "PyTorchCallback": "callbacks",
    "PyTorchTrial": "trial",
    "PyTorchTrialContext": "context",
    "Reducer": "reducer",
    "RepeatBatchSampler": "samplers",
    "SkipBatchSampler": "samplers",
    "TorchData": "data",
    "adapt_batch_sampler": "samplers",
    "data_length": "data",
    "reset_parameters": "model",
    "to_device": "data",
}

__all__ = [
    "ClipGradsL2Norm",
    "ClipGradsL2Value",
    "DataLoader",
    "DistributedBatchSampler",
    "LRScheduler",
    "PyTorchCallback",
    "PyTorchTrial",
    "PyTorchTrialContext",
    "Reducer",
    "RepeatBatchSampler",
    "SkipBatchSampler",
    "TorchData",
    "adapt_batch_sampler",
    "data_length",
    "reset_parameters",
    "to_device",
]


def __getattr__(name: str) -> Any:
    return adapter.load(__name__, _HOMES, name, "torch")
