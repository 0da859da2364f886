"""TensorBoard callbacks of users, and what TensorBoard then reads."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest
from test_loop import ending

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("tensorflow", "tensorboard")),
    reason="Keras' callback writes by TensorFlow and TensorBoard, whatever Keras computes with",
)
BATCHES = 27
BATCHWISE = {"write_steps_per_second": True}  # without which Keras 2 writes nothing of batches
READ = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

found = EventAccumulator(sys.argv[1], size_guidance={"tensors": 0})
found.Reload()
wanted = ("epoch_", "batch_", "evaluation_")
tags = [tag for tag in found.Tags()["tensors"] if tag.startswith(wanted) and "/" not in tag]
values = {tag: {each.step: float(make_ndarray(each.tensor_proto)) for each in found.Tensors(tag)} for tag in tags}
print(json.dumps({tag: sorted(found.items()) for tag, found in values.items()}))
"""

Curves = dict[str, dict[int, float]]


def read(directory: Path) -> Curves:
    """The scalars of each curve by their step."""
    done = subprocess.run(
        [sys.executable, "-c", READ, directory],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {tag: dict(points) for tag, points in json.loads(done.stdout.splitlines()[-1]).items()}


def both(directory: Path) -> Curves:
    """Of training and of validation; without the speed, which is never the same."""
    parts = {part: read(directory / part) for part in ("train", "validation")}
    return {
        f"{part} {tag}": points
        for part, curves in parts.items()
        for tag, points in curves.items()
        if "per_second" not in tag
    }


@pytest.mark.once
def test_the_event_files_of_a_trial_are_kept_with_its_cluster(trials: Any, tmp_path: Path) -> None:
    trained = trials.train(tensorboard="ours", length={"epochs": 1})
    assert ending(trained) == (0, None), trained.log
    directory = tmp_path / "storage" / "cluster" / "tensorboard" / "experiment" / "1" / "trial" / "1"
    assert both(directory)["train epoch_loss"].keys() == {0}
    assert "not to elsewhere" in trained.log


@pytest.mark.once
def test_only_the_first_process_writes_among_what_is_kept(
    in_child: Callable[[Callable[[], None]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check() -> None:
        import determined.keras.tensorboard as ours
        from determined.core import TrialInfo

        info = TrialInfo(1, 1, 1, "1.t", "1.t.1", 42, {}, {}, tmp_path)
        run = SimpleNamespace(info=info, distributed=SimpleNamespace(rank=1))
        monkeypatch.setattr(ours, "current", lambda: run)
        assert ours.TFKerasTensorBoard().log_dir == str(tmp_path / "tensorboard-1")

    in_child(check)


def test_keras_own_writes_what_it_writes_in_a_plain_fit(trials: Any) -> None:
    spec = {
        "tensorboard": "keras",
        "board": {**BATCHWISE, "histogram_freq": 1, "write_images": True},
        "model": "calm",
        "fit": {"epochs": 3, "shuffle": False},
    }
    plain, managed = trials.train(script="plain", **spec), trials.train(**spec)
    assert plain.status == 0, plain.log
    assert ending(managed) == (0, None), managed.log
    theirs, ours = both(plain.directory / "board"), both(managed.directory / "board")
    assert len(theirs["train batch_loss"]) == BATCHES
    assert ours.keys() == theirs.keys()
    for tag, points in theirs.items():
        assert ours[tag] == pytest.approx(points, rel=1e-4), tag


@pytest.mark.slow
@pytest.mark.parametrize("end", ["die_after", pytest.param("preempt_after", marks=pytest.mark.once)])
def test_a_run_that_goes_on_leaves_no_gap(trials: Any, end: str) -> None:
    spec = {"tensorboard": "keras", "board": BATCHWISE, "config": {"min_checkpoint_period": {"batches": 5}}}
    whole = trials.train(**spec)
    broken = trials.train(**spec, **{end: 16})
    at, latest = max(broken.checkpoints.items())
    assert at == (14 if end == "die_after" else 16)
    resumed = trials.train(**spec, latest=latest)
    assert ending(resumed) == (0, None), resumed.log
    before, after = both(broken.directory / "board"), both(resumed.directory / "board")
    assert len(after["train batch_loss"]) == BATCHES - at
    joined = {tag: {**before.get(tag, {}), **points} for tag, points in after.items()}
    assert joined == both(whole.directory / "board")


@pytest.mark.slow
@pytest.mark.once
def test_a_run_that_ends_while_it_is_profiled_goes_on_without(trials: Any) -> None:
    spec = {
        "tensorboard": "keras",
        "board": {**BATCHWISE, "profile_batch": (10, 20)},
        "config": {"min_checkpoint_period": {"batches": 5}},
    }
    broken = trials.train(**spec, die_after=16)
    assert 14 in broken.checkpoints, broken.log
    resumed = trials.train(**spec, latest=broken.checkpoints[14])
    assert ending(resumed) == (0, None), resumed.log
