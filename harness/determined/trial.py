"""Trials written as classes: what an adapter of a framework provides, and how a class becomes a trained trial.

An adapter is three classes. Users derive from its `Trial`, whose attributes name the other two: a `TrialContext`, which
is what the constructor of a trial is given, and a `TrialController`, which trains. `train_class` puts them together,
in this order and for every framework:

1. `controller.seed(seed)`, before any code of the class runs;
2. the context, `trial_context_class(run)`;
3. the trial, `trial_def(context)`;
4. `run.start_loop(trial)`;
5. `controller(trial, context).train()`: the managed loop, built from `determined.train`. It ends by `run.finish()` or
   `run.preempt()`, each of which raises; a `TrialFailure` that it raises becomes `run.fail(...)`. What the user's own
   code raises passes through unchanged: the trial runner judges it.
"""

from __future__ import annotations

import abc
import importlib
import inspect
import random
import sys
from typing import Any, ClassVar, NoReturn

from determined.core import Run
from determined.native_context import SharedContext
from determined.train.failure import TrialFailure


class TrialContext(SharedContext):
    """What the constructor of a trial is given: configuration, hyperparameters and batch sizes of the trial."""


class TrialController(abc.ABC):
    """Trains one trial object of one framework."""

    @classmethod
    def seed(cls, seed: int) -> None:
        """Seeds Python's generator; an adapter adds those of its framework."""
        random.seed(seed)

    def __init__(self, trial: Any, context: Any) -> None:
        self.trial = trial
        self.context = context

    @abc.abstractmethod
    def train(self) -> NoReturn:
        """Trains from the run's newest checkpoint, or from the beginning, to the end of the run."""


class Trial(abc.ABC):
    """Base of the classes that `determined.experimental.create` takes; derive from a framework's own."""

    trial_context_class: ClassVar[type[TrialContext]] = TrialContext
    trial_controller_class: ClassVar[Any] = None

    @abc.abstractmethod
    def __init__(self, trial_context: TrialContext) -> None:
        """Given the context of the trial, after every generator was seeded."""


def check_class(trial_def: Any) -> None:
    """ValueError for what is not a class that can be trained."""
    name = getattr(trial_def, "__name__", repr(trial_def))
    if not inspect.isclass(trial_def):
        raise ValueError(
            f"create() was given {name}, which is not a class. Give it the class itself, for example "
            "create(MyTrial, config), and not an object of it: the cluster makes one for each trial."
        )
    missing = [
        attribute
        for attribute in ("trial_context_class", "trial_controller_class")
        if getattr(trial_def, attribute, None) is None
    ]
    if missing:
        raise ValueError(
            f"create() was given {name}, which has no {' and no '.join(missing)}. Derive it from PyTorchTrial, "
            "TFKerasTrial or EstimatorTrial of determined.pytorch, determined.keras or determined.estimator."
        )
    unwritten = sorted(getattr(trial_def, "__abstractmethods__", ()))
    if unwritten:
        raise ValueError(
            f"{name} does not define {', '.join(unwritten)}, which every trial of its kind needs. Add what is missing."
        )


def import_class(entrypoint: str) -> Any:
    """The class that `module:Class` names, read anew; TrialFailure for what is none that can be trained."""
    module, _, name = entrypoint.partition(":")
    sys.modules.pop(module, None)
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError as missing:
        if missing.name not in (module, module.partition(".")[0]):
            raise
        raise _bad_entrypoint(entrypoint, f"there is no module {missing.name} in the context directory") from missing
    if found is None:
        raise _bad_entrypoint(entrypoint, f"{module} has no {name}")
    try:
        check_class(found)
    except ValueError as fault:
        raise _bad_entrypoint(entrypoint, str(fault).replace("create() was given", "that is")) from fault
    return found


def _bad_entrypoint(entrypoint: str, why: str) -> TrialFailure:
    return TrialFailure(
        "bad_script",
        f"entrypoint {entrypoint!r} names no trial class: {why.rstrip('.')}. Write module:Class, the module relative "
        "to the context directory with dots for slashes; see docs/reference/configuration.md.",
        restartable=False,
    )


def make_trial(trial_def: Any, run: Run) -> tuple[Any, Any]:
    """The context of the run and a trial object in it, after seeding."""
    trial_def.trial_controller_class.seed(run.info.seed)
    context = trial_def.trial_context_class(run)
    return context, trial_def(context)


def train_class(trial_def: Any, run: Run) -> NoReturn:
    """Trains a trial of the class to the end of the run, whichever it is; never returns."""
    try:
        context, trial = make_trial(trial_def, run)
        run.start_loop(trial)
        trial_def.trial_controller_class(trial, context).train()
    except TrialFailure as failure:
        run.fail(failure.kind, failure.message, failure.restartable)
    raise AssertionError(f"{trial_def.trial_controller_class.__name__}.train() returned without ending the run")
