"""Whether two trainings are the same: what they reported, and what their last checkpoints hold."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_DESCRIBES = ("metadata.json", "digests.json")


def metric_differences(whole: Sequence[Mapping[str, Any]], broken: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each batch and validation whose metrics differ; what was rolled back does not count."""
    ours, theirs = _by_place(whole), _by_place(broken)
    found = []
    for place in sorted(ours.keys() | theirs.keys(), key=lambda each: each[1]):
        group, steps = place
        if ours.get(place) != theirs.get(place):
            found.append(f"{group} of batch {steps}: {_words(ours.get(place))}, resumed {_words(theirs.get(place))}")
    return found


def _by_place(reports: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for report in reports:
        if report["type"] != "metrics":
            continue
        group, steps = report["group"], report["steps_completed"]
        rows = report.get("batch_metrics")
        if rows is None:
            found[group, steps] = report["metrics"]
        for place, row in enumerate(rows or [], start=steps - len(rows or []) + 1):
            found[group, place] = row
    return found


def _words(metrics: Any) -> str:
    return "nothing" if metrics is None else json.dumps(metrics)


def checkpoint_differences(whole: Path, broken: Path) -> list[str]:
    """A line for each array, or file where it holds none, that differs."""
    ours, theirs = _content(whole), _content(broken)
    found = [f"{name}: only in one of the checkpoints" for name in sorted(ours.keys() ^ theirs.keys())]
    return found + [
        f"{name} differs" for name in sorted(ours.keys() & theirs.keys()) if not _same(ours[name], theirs[name])
    ]


def _content(directory: Path) -> dict[str, Any]:
    if (index := next(directory.glob("model.ckpt-*.index"), None)) is not None:
        import tensorflow as tf

        reader = tf.train.load_checkpoint(str(index.with_suffix("")))
        return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
    keras, torch = directory / "determined-loop-state.pkl", directory / "state_dict.pth"
    if keras.is_file():
        _, state = pickle.loads(keras.read_bytes())
        return {f"variable {number}": value for number, value in enumerate(state["variables"])}
    if torch.is_file():
        from determined.pytorch.snapshot import load

        state = load(torch)
        return _flat("", {name: state[name] for name in ("model_state_dict", "optimizer_state_dict") if name in state})
    files = [path for path in directory.rglob("*") if path.is_file() and path.name not in _DESCRIBES]
    return {str(path.relative_to(directory)): path.read_bytes() for path in files if "code" not in path.parts}


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        pairs = [(str(name), inner) for name, inner in value.items()]
    elif isinstance(value, (list, tuple)):
        pairs = [(str(place), inner) for place, inner in enumerate(value)]
    else:
        return {prefix: value}
    found: dict[str, Any] = {}
    for name, inner in pairs:
        found.update(_flat(f"{prefix}.{name}" if prefix else name, inner))
    return found


def _same(ours: Any, theirs: Any) -> bool:
    if hasattr(ours, "detach"):
        ours, theirs = ours.detach().cpu().numpy(), theirs.detach().cpu().numpy()
    if hasattr(ours, "tobytes"):
        return bool(ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.tobytes() == theirs.tobytes())
    return bool(ours == theirs)
