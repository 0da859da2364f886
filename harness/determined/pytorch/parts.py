"""What a trial is made of, asked of the user's object in the documented order."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

import torch

from determined.pytorch import group
from determined.pytorch.belongings import Belongings
from determined.pytorch.callbacks import ClipGradsL2Norm, ClipGradsL2Value, PyTorchCallback
from determined.pytorch.context import PyTorchTrialContext
from determined.pytorch.data import DataLoader
from determined.pytorch.lr_scheduler import LRScheduler
from determined.pytorch.precision import Scaled, mixed_precision
from determined.pytorch.stream import empty
from determined.train import TrialFailure

logger = logging.getLogger("determined")

_BASE = "determined.pytorch.trial"
_CLIPS = {"clip_grad_l2_norm": ClipGradsL2Norm, "clip_grad_val": ClipGradsL2Value}


@dataclass(frozen=True)
class Aggregation:
    """The weights move after every `frequency` batches; `average` divides the gradients by that."""

    frequency: int = 1
    average: bool = True

    @staticmethod
    def of(config: Mapping[str, Any]) -> Aggregation:
        section = config.get("optimizations") or {}
        frequency = section.get("aggregation_frequency", 1)
        if not isinstance(frequency, int) or isinstance(frequency, bool) or frequency < 1:
            raise TrialFailure(
                "bad_configuration",
                f"optimizations.aggregation_frequency is {frequency!r}, but it counts batches. "
                "Give a whole number of at least 1.",
                restartable=False,
            )
        return Aggregation(frequency, bool(section.get("average_aggregated_gradients", True)))


@dataclass
class Parts:
    """A trial ready to train."""

    trial: Any
    context: PyTorchTrialContext
    device: torch.device
    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    training: DataLoader
    validation: DataLoader
    scheduler: Optional[LRScheduler]
    aggregation: Aggregation
    precision: Optional[Scaled]
    callbacks: dict[str, PyTorchCallback] = field(default_factory=dict)
    clips: list[PyTorchCallback] = field(default_factory=list)
    belongings: Belongings = field(init=False)

    def __post_init__(self) -> None:
        schedule = None if self.scheduler is None else self.scheduler.scheduler
        known = (self.context, self.model, self.optimizer, self.scheduler, schedule, *self.callbacks.values())
        self.belongings = Belongings(self.trial, known)

    def trained(self) -> list[torch.nn.Parameter]:
        """The model's parameters, and what else the optimizer moves."""
        listed = [*self.model.parameters(), *(one for group in self.optimizer.param_groups for one in group["params"])]
        return list({id(parameter): parameter for parameter in listed}.values())

    @staticmethod
    def of(trial: Any, context: PyTorchTrialContext) -> Parts:
        """Builds everything, model first; TrialFailure for what the trial's methods may not return."""
        config, hparams = context.get_experiment_config(), context.get_hparams()
        check_evaluation(trial)
        aggregation, clips = Aggregation.of(config), clips_of(hparams)
        device = group.device_of(context.distributed)
        precision = mixed_precision(config, hparams, device)
        context.model = model = returned(trial.build_model(), torch.nn.Module, "build_model")
        context.optimizer = optimizer = returned(trial.optimizer(model), torch.optim.Optimizer, "optimizer")
        model.to(device)
        if context.distributed.size > 1:
            group.give([*model.parameters(), *model.buffers()])
        training = _loader(trial, "training")
        validation = _loader(trial, "validation")
        scheduler = trial.create_lr_scheduler(optimizer)
        if scheduler is not None:
            returned(scheduler, LRScheduler, "create_lr_scheduler")
        context.lr_scheduler = scheduler
        callbacks = returned(trial.build_callbacks(), dict, "build_callbacks")
        for callback in callbacks.values():
            returned(callback, PyTorchCallback, "build_callbacks", "a dictionary with a")
        return Parts(
            trial,
            context,
            device,
            model,
            optimizer,
            training,
            validation,
            scheduler,
            aggregation,
            precision,
            callbacks,
            clips,
        )


def _loader(trial: Any, what: str) -> DataLoader:
    method = f"build_{what}_data_loader"
    loader: DataLoader = returned(getattr(trial, method)(), DataLoader, method)
    if len(loader) == 0:
        raise empty(what)
    return loader


def returned(value: Any, kind: type, method: str, article: str = "a") -> Any:
    """The value that a method of the trial returned, if it is of the kind that it must be."""
    if isinstance(value, kind):
        return value
    raise TrialFailure(
        "bad_script",
        f"{method}() returned a {type(value).__module__}.{type(value).__qualname__}, where {article} "
        f"{kind.__module__.removeprefix('torch.nn.modules.')}.{kind.__qualname__} belongs. "
        f"Return one from {method}() of the trial class.",
        restartable=False,
    )


def overrides(trial: Any, method: str) -> bool:
    """Whether the user's class defines the method."""
    return getattr(getattr(type(trial), method), "__module__", None) != _BASE


def check_evaluation(trial: Any) -> None:
    defined = [name for name in ("evaluate_batch", "evaluate_full_dataset") if overrides(trial, name)]
    if len(defined) == 1:
        return
    raise TrialFailure(
        "bad_script",
        f"{type(trial).__name__} defines {'both' if defined else 'neither'} of evaluate_batch() and "
        "evaluate_full_dataset(), so that it is not clear how to validate. Define exactly one of them.",
        restartable=False,
    )


def clips_of(hparams: Mapping[str, Any]) -> list[PyTorchCallback]:
    """Clipping by hyperparameters, which Determined 0.12.7 gave up for callbacks."""
    asked = [name for name in _CLIPS if hparams.get(name)]
    if len(asked) > 1:
        raise TrialFailure(
            "bad_configuration",
            "The hyperparameters clip_grad_l2_norm and clip_grad_val are both set, and gradients are clipped one way. "
            "Leave one of them out, or return the callbacks ClipGradsL2Norm and ClipGradsL2Value in the order you "
            "mean from build_callbacks().",
            restartable=False,
        )
    for name in asked:
        logger.warning(
            "gradients are clipped by the hyperparameter %s; return %s from build_callbacks() instead",
            name,
            _CLIPS[name].__name__,
        )
    return [_CLIPS[name](float(hparams[name])) for name in asked]
