"""The class that users derive their PyTorch trials from."""

from __future__ import annotations

import abc
from typing import Any, ClassVar, Optional, Union

import torch

from determined.pytorch.callbacks import PyTorchCallback
from determined.pytorch.context import PyTorchTrialContext
from determined.pytorch.controller import PyTorchTrialController
from determined.pytorch.data import DataLoader, TorchData
from determined.pytorch.lr_scheduler import LRScheduler
from determined.pytorch.reducer import Reducer
from determined.trial import Trial, TrialContext


class PyTorchTrial(Trial):
    """A model, its data, and what one batch of training and of validation is. The loop is not the trial's.

    Called once each and in this order: `build_model`, `optimizer` (the model is moved to its device afterwards),
    `build_training_data_loader`, `build_validation_data_loader`, `create_lr_scheduler`, `build_callbacks`.
    """

    trial_context_class: ClassVar[type[TrialContext]] = PyTorchTrialContext
    trial_controller_class: ClassVar[Any] = PyTorchTrialController

    @abc.abstractmethod
    def build_model(self) -> torch.nn.Module:
        """The model with its first weights."""

    @abc.abstractmethod
    def optimizer(self, model: torch.nn.Module) -> torch.optim.Optimizer:
        """The optimizer of the model's parameters."""

    @abc.abstractmethod
    def train_batch(
        self, batch: TorchData, model: torch.nn.Module, epoch_idx: int, batch_idx: int
    ) -> Union[torch.Tensor, dict[str, Any]]:
        """The loss of the batch, or a dictionary with `loss` and further training metrics.

        `batch_idx` counts the batches of this process since the training began, from 0. The loop does the rest:
        backward pass, gradients, optimizer, learning rate.
        """

    @abc.abstractmethod
    def build_training_data_loader(self) -> DataLoader:
        """The data to train on, as a `determined.pytorch.DataLoader`."""

    @abc.abstractmethod
    def build_validation_data_loader(self) -> DataLoader:
        """The data to validate on, as a `determined.pytorch.DataLoader`."""

    def evaluate_batch(self, batch: TorchData, model: torch.nn.Module) -> dict[str, Any]:
        """Validation metrics of one batch. Define this one or `evaluate_full_dataset`."""
        raise NotImplementedError

    def evaluate_full_dataset(self, data_loader: Any, model: torch.nn.Module) -> dict[str, Any]:
        """Validation metrics of all of the validation data, which comes as a loader of torch."""
        raise NotImplementedError

    def evaluation_reducer(self) -> Union[Reducer, dict[str, Reducer]]:
        """How the values that `evaluate_batch` returned become one: for all metrics, or by name."""
        return Reducer.AVG

    def create_lr_scheduler(self, optimizer: torch.optim.Optimizer) -> Optional[LRScheduler]:
        """The learning rate scheduler, if there is one."""
        return None

    def build_callbacks(self) -> dict[str, PyTorchCallback]:
        """Callbacks by name; checkpoints hold their states under these names."""
        return {}
