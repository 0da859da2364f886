"""What a trial object keeps beside the parts that the loop knows: a second optimizer, averaged weights, a generator."""

from __future__ import annotations

import hashlib
import io
import logging
import pickle
import random
from collections.abc import Iterable, Mapping
from typing import Any, Optional

import numpy as np
import torch

from determined.pytorch import model as whole
from determined.pytorch.copies import copied
from determined.pytorch.randomness import OwnGenerators

logger = logging.getLogger("determined")

_GENERATORS = (torch.Generator, np.random.Generator, np.random.RandomState, random.Random)


class Belongings:
    """The members of a trial that have a state, but for those in `known`; and what they were when it was built."""

    def __init__(self, trial: Any, known: Iterable[Any]) -> None:
        self._trial = trial
        self._known = [thing for thing in known if thing is not None]
        self._untold: set[str] = set()
        self._built = {name: _digest(state) for name, state in self._states(modules=True)}

    def capture(self) -> dict[str, Any]:
        """Copies of their states by name. A module that is as it was built is left out: it will be built so again."""
        found = {}
        for name, state in self._states():
            built = self._built.get(name)
            if built is not None and built == _digest(state):
                continue
            try:
                found[name] = copied(state)
                pickle.dump(_bare(found[name]), io.BytesIO())
            except Exception as fault:
                found.pop(name, None)
                self._tell(name, f"cannot be written into a checkpoint: {fault}")
        return found

    def put_back(self, states: Mapping[str, Any]) -> None:
        there = dict(self._things())
        for name, state in states.items():
            if name not in there:
                self._tell(name, "is not there when the trial is built, and was when its checkpoint was written")
                continue
            try:
                _put_back(there[name], state)
            except Exception as fault:
                self._tell(name, f"does not take its state back: {fault}")

    def _states(self, modules: bool = False) -> Iterable[tuple[str, Any]]:
        for name, thing in self._things():
            if not modules or isinstance(thing, torch.nn.Module):
                try:
                    yield name, _state(thing)
                except Exception as fault:
                    self._tell(name, f"does not tell its state: {fault}")

    def _things(self) -> list[tuple[str, Any]]:
        known = {id(thing) for thing in self._known}
        for thing in self._known:
            if isinstance(thing, torch.nn.Module):
                known.update(map(id, thing.modules()), map(id, thing.parameters()))
        mine = vars(self._trial).items() if hasattr(self._trial, "__dict__") else ()
        return [(name, thing) for name, thing in mine if id(thing) not in known and _has_state(thing)]

    def _tell(self, name: str, what: str) -> None:
        if name not in self._untold:
            self._untold.add(name)
            logger.warning("the trial's member %s %s. A trial that goes on has it as it was built", name, what)


def _has_state(thing: Any) -> bool:
    if isinstance(thing, (torch.nn.Module, torch.nn.Parameter, *_GENERATORS)):
        return True
    of_object = not isinstance(thing, type) and not hasattr(type(thing), "__iter__")  # not loaders: they have a place
    return of_object and all(callable(getattr(type(thing), each, None)) for each in ("state_dict", "load_state_dict"))


def _state(thing: Any) -> Any:
    if isinstance(thing, torch.nn.Module):
        return {
            "state": thing.state_dict(),
            "buffers": whole.unlisted_buffers(thing),
            "modes": whole.modes(thing),
            "learns": whole.learns(thing),
        }
    if isinstance(thing, torch.nn.Parameter):
        return thing
    return OwnGenerators(thing).capture() if isinstance(thing, _GENERATORS) else thing.state_dict()


def _put_back(thing: Any, state: Any) -> None:
    if isinstance(thing, torch.nn.Module):
        thing.load_state_dict(state["state"])
        whole.put_back_buffers(thing, state["buffers"])
        whole.put_back_modes(thing, state["modes"])
        whole.put_back_learns(thing, state["learns"])
    elif isinstance(thing, torch.nn.Parameter):
        thing.data.copy_(state)
    elif isinstance(thing, _GENERATORS):
        OwnGenerators(thing).put_back(state)
    else:
        thing.load_state_dict(state)


def _digest(state: Any) -> Optional[str]:
    """Of a module's state; None where it cannot be told."""
    found = hashlib.sha256()
    try:
        for tensor in [*state["state"].values(), *state["buffers"].values()]:
            flat = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8)
            found.update(repr((tensor.dtype, tensor.shape)).encode())
            found.update(flat.numpy())
        found.update(repr((list(state["state"]), state["modes"], state["learns"])).encode())
    except Exception:  # a tensor without memory, or a state that is none
        return None
    return found.hexdigest()


def _bare(state: Any) -> Any:
    """The state without its tensors, which can always be written."""
    if isinstance(state, torch.Tensor):
        return None
    if isinstance(state, Mapping):
        return {name: _bare(part) for name, part in state.items()}
    return [_bare(part) for part in state] if isinstance(state, (list, tuple)) else state
