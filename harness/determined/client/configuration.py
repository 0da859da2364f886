"""The experiment configuration as it is sent: plain values, and the command. Defaults are the master's."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Optional

from determined.errors import InvalidExperimentException

DEFAULT_METRIC = "val_loss"


def configuration(given: Optional[Mapping[str, Any]], command: Optional[list[str]], test: bool) -> dict[str, Any]:
    """A plain copy of `given` with the script's command, None for what its own entrypoint names.

    `test` makes it one batch of one trial.
    """
    if given is not None and not isinstance(given, Mapping):
        raise InvalidExperimentException(
            f"config is a {type(given).__name__}, not a dictionary. Pass a dictionary, for example "
            '{"searcher": {"name": "single", "metric": "val_loss"}}; read a YAML file before passing it.'
        )
    faults: list[str] = []
    config: dict[str, Any] = _plain(given or {}, "", faults)
    if faults:
        raise InvalidExperimentException(
            "The configuration holds what cannot be sent: " + "; ".join(faults) + ". "
            "Use numbers, texts, True, False, None, lists and dictionaries."
        )
    hyperparameters = config.get("hyperparameters")
    if isinstance(hyperparameters, Mapping):
        _check_batch_size(hyperparameters.get("global_batch_size"))
    if command is not None:
        internal = dict(config.get("internal") or {})
        internal["native"] = {**(internal.get("native") or {}), "command": command}
        config["internal"] = internal
    return _tested(config) if test else config


def _check_batch_size(value: Any) -> None:
    """A text there, which some public tutorials write, would fail every trial."""
    given = value if not isinstance(value, Mapping) else value.get("val", value.get("vals"))
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, str):
            raise InvalidExperimentException(
                f"The hyperparameter global_batch_size is {one!r}, a text, and it counts records. Write it without "
                "quotation marks, for example 256."
            )


def config_text(config: Mapping[str, Any]) -> str:
    """JSON, which is YAML that every reader takes alike."""
    return json.dumps(config, indent=2, ensure_ascii=False)


def _tested(config: dict[str, Any]) -> dict[str, Any]:
    searcher = config.get("searcher") or {}
    metric = searcher.get("metric", DEFAULT_METRIC)
    storage = dict(config.get("checkpoint_storage") or {})
    storage.update(save_experiment_best=0, save_trial_best=0, save_trial_latest=0)
    kept = {key: value for key, value in config.items() if key not in ("scheduling_unit", "batches_per_step")}
    title = config.get("description") or config.get("name") or str(uuid.uuid4())
    single = {"name": "single", "metric": metric, "max_length": {"batches": 1}}
    if "smaller_is_better" in searcher:
        single["smaller_is_better"] = searcher["smaller_is_better"]
    return {
        **kept,
        "description": f"[test-mode] {title}",
        "scheduling_unit": 1,
        "min_validation_period": {"batches": 1},
        "checkpoint_storage": storage,
        "searcher": single,
        "max_restarts": 0,
    }


def _plain(value: Any, path: str, faults: list[str]) -> Any:
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()  # a scalar of NumPy or the like
    if value is None or isinstance(value, (str, bool, int)):
        return value if type(value) in (str, bool, int, type(None)) else _base(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            faults.append(f"{path} is {value}, which is not a number that a configuration can hold")
        return float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                faults.append(f"{path or 'the configuration'} has the key {key!r}, which is not a text")
        return {str(key): _plain(inner, f"{path}.{key}" if path else str(key), faults) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, f"{path}[{place}]", faults) for place, inner in enumerate(value)]
    if isinstance(value, PurePath):
        return str(value)
    faults.append(f"{path} is a {type(value).__module__}.{type(value).__qualname__}")
    return None


def _base(value: Any) -> Any:
    """An instance of a class derived from a plain type, such as an enumeration of texts, as the plain type."""
    plain = str if isinstance(value, str) else int
    return plain.__str__(value) if plain is str else int(value)
