"""Scalars for TensorBoard, read back by TensorBoard itself."""

from __future__ import annotations

import json
import math
import subprocess
import threading
from pathlib import Path

from loop import TRAIN

from determined.core.event_files import EventFile
from determined.run.scalars import Scalars

PYTHON = Path(__file__).parents[2] / ".envs" / "keras2" / "bin" / "python"
READ = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
found = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
found.Reload()
print(json.dumps({tag: [[each.step, each.value] for each in found.Scalars(tag)] for tag in found.Tags()["scalars"]}))
"""


def read(directory: Path) -> dict[str, list[list[float]]]:
    done = subprocess.run([PYTHON, "-c", READ, directory], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def report(group: str, steps: int, metrics: dict[str, object], batches: list[dict[str, object]] | None = None) -> bytes:
    line = {
        "type": "metrics",
        "group": group,
        "steps_completed": steps,
        "time": "2026-01-02T03:04:05.678901Z",
        "metrics": metrics,
    }
    return json.dumps({**line, "batch_metrics": batches} if batches else line, separators=(",", ":")).encode()


def test_batches_validations_and_groups_of_ones_own(tmp_path):
    said: list[str] = []
    scalars = Scalars(EventFile(tmp_path), said.append)
    batches = [{"loss": 0.5, "name": "text"}, {"loss": 0.25, "name": "text"}]
    lines = [
        b'{"type":"state","state":"training"}',
        report("training", 300, {"loss": 0.375}, batches),
        report("training", 400, {"loss": 0.125}),
        report("validation", 400, {"loss": 1.5, "val_accuracy": 0.75}),
        report("gradients", 400, {"norm": 2.0, "parts": [1, 2]}),
    ]
    scalars.take(0, lines)
    scalars.take(2, lines[2:])
    scalars.close()
    assert read(tmp_path) == {
        "Determined/loss": [[298, 0.5], [299, 0.25], [399, 0.125]],
        "Determined/val_loss": [[400, 1.5]],
        "Determined/val_accuracy": [[400, 0.75]],
        "Determined/gradients/norm": [[400, 2.0]],
    }
    assert not said


def test_numbers_of_every_size(tmp_path):
    scalars = Scalars(EventFile(tmp_path), print)
    values = ["NaN", "Infinity", "-Infinity", 1e300, -3, 1e-40]
    scalars.take(0, [report("validation", 2**40 + at, {"val_x": value}) for at, value in enumerate(values)])
    scalars.close()
    (found,) = read(tmp_path).values()
    assert [step for step, _ in found] == [2**40 + at for at in range(6)]
    assert math.isnan(found[0][1])
    assert [value for _, value in found[1:5]] == [math.inf, -math.inf, math.inf, -3.0]
    assert math.isclose(found[5][1], 1e-40, rel_tol=1e-4)


def test_what_is_trained_again_is_shown_once(tmp_path):
    def trained(begins_at: int, batches: range, loss: float) -> None:
        scalars = Scalars(EventFile(tmp_path, begins_at), print)
        scalars.take(0, [report("training", batch + 1, {"loss": loss}) for batch in batches])
        scalars.close()

    trained(0, range(5), 1.0)
    trained(3, range(3, 6), 2.0)
    assert read(tmp_path)["Determined/loss"] == [[0, 1.0], [1, 1.0], [2, 1.0], [3, 2.0], [4, 2.0], [5, 2.0]]


def test_no_trial_fails_for_want_of_them(tmp_path):
    said: list[str] = []
    (tmp_path / "file").touch()
    scalars = Scalars(EventFile(tmp_path / "file"), said.append)
    for number in range(3):
        scalars.take(number, [report("training", number, {"loss": 1.0})])
    scalars.close()
    assert len(said) == 1
    assert "missing for TensorBoard" in said[0]


def test_a_storage_that_hangs_holds_up_nobody(tmp_path):
    said: list[str] = []
    hangs = threading.Event()

    class Hanging(EventFile):
        def add(self, seconds: float, step: int, scalars: object) -> None:
            hangs.wait()

    scalars = Scalars(Hanging(tmp_path), said.append)
    for number in range(100):
        scalars.take(number, [report("training", number, {"loss": 1.0})])
    assert len(said) == 1
    assert "does not keep up" in said[0]
    hangs.set()
    scalars.close()


def test_a_trial_leaves_what_the_master_has_beside_its_checkpoints(master, allocate):
    allocation = allocate({"train.py": TRAIN}, ("train.py", "30"))
    allocation.start()
    assert allocation.exit() == {"status": 0}
    reported = master.reports("metrics")
    assert len(reported) == 30
    found = read(allocation.path / "checkpoints" / "cluster" / "tensorboard" / "experiment" / "1" / "trial" / "1")
    losses = found["Determined/loss"]
    assert [step for step, _ in losses] == list(range(30))
    assert all(math.isclose(value, 1 / (step + 1), rel_tol=1e-6) for step, value in losses)
