"""Trial objects and models of checkpoints, by the real trial runner and without a cluster."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
import torch
from lab import LabTrial

from determined.experimental import Checkpoint, create_trial_instance, instances
from determined.pytorch import PyTorchTrial

SCRIPT = """
import sys
import torch
from determined.experimental import create
from determined.pytorch import DataLoader, PyTorchTrial
from wide import WIDTH

class Mine(PyTorchTrial):
    def __init__(self, context):
        self.rate = context.get_hparam("lr")

    def build_model(self):
        return torch.nn.Linear(WIDTH, 1)

    def optimizer(self, model):
        return torch.optim.SGD(model.parameters(), lr=self.rate)

    def build_training_data_loader(self):
        return DataLoader(torch.eye(WIDTH), 2, shuffle=True)

    def build_validation_data_loader(self):
        return DataLoader(torch.eye(WIDTH), 2)

    def train_batch(self, batch, model, epoch_idx, batch_idx):
        return model(batch).square().mean()

    def evaluate_batch(self, batch, model):
        return {"val_loss": model(batch).square().mean()}

assert sys.argv[1:] == ["--flag"]
create(Mine, {"name": "c"}, context_dir=".")
raise SystemExit("after create")
"""


def test_a_checkpoint_of_a_script_is_loaded_by_its_own_code(
    master: Any, allocate: Callable[..., Any], tmp_path: Path
) -> None:
    config = {"searcher": {"name": "single", "metric": "val_loss", "max_length": {"batches": 3}}, "scheduling_unit": 2}
    files = {"train.py": SCRIPT, "wide.py": "WIDTH = 6\n"}
    allocation = allocate(files, ("train.py", "--flag"), config)
    allocation.start()
    allocation.wait(300)
    assert allocation.exit() == {"status": 0}, master.log()
    assert [one["steps_completed"] for one in master.reports("metrics")] == [2, 3, 3]
    (checkpoint,) = master.reports("checkpoint")
    directory = allocation.path / "checkpoints" / checkpoint["uuid"]
    assert {"code/train.py", "code/wide.py", "state_dict.pth"} <= set(checkpoint["resources"])
    assert "hparams" not in checkpoint["metadata"]
    assert "checkpoint_storage" not in (directory / "metadata.json").read_text()

    known, path = set(sys.modules), list(sys.path)
    model = Checkpoint.load_from_path(directory)
    saved = torch.load(directory / "state_dict.pth")["model_state_dict"]
    assert all(torch.equal(saved[name], value) for name, value in model.state_dict().items())
    assert "wide" not in set(sys.modules) - known
    assert sys.path == path


def test_a_checkpoint_without_code_is_its_pickled_model(tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text('{"torch_version": "1.4.0"}')
    torch.save(torch.nn.Linear(2, 3), tmp_path / "model.pth")
    assert Checkpoint.load_from_path(tmp_path).out_features == 3


def test_code_that_reaches_no_create_is_told(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "train.py").write_text("print('nothing')")
    command = '{"internal": {"native": {"command": ["train.py"]}}}'
    (tmp_path / "metadata.json").write_text(f'{{"framework": "torch-2", "experiment_config": {command}}}')
    with pytest.raises(ValueError, match="without reaching its training call"):
        Checkpoint.load_from_path(tmp_path)


def test_an_instance_has_drawn_or_given_hyperparameters(tmp_path: Path) -> None:
    class Small(LabTrial):
        pass

    config = {"hyperparameters": {"width": {"type": "int", "minval": 4, "maxval": 5}, "fixed": 3}}
    drawn = create_trial_instance(Small, tmp_path / "a", config)
    assert drawn.context.get_hparams()["width"] in (4, 5)
    assert drawn.context.get_hparams()["fixed"] == 3
    given = create_trial_instance(Small, tmp_path / "b", config, hparams={"width": 9})
    assert given.context.get_hparams() == {"width": 9}
    assert isinstance(given, PyTorchTrial)


def test_one_batch_of_a_class_is_tried(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small(LabTrial):
        directory = tmp_path

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr("determined.run.trial.start_logging", lambda debug: None)
    monkeypatch.setattr("determined.experimental.local.start_logging", lambda debug: None)
    with caplog.at_level(logging.INFO):
        instances.test_one_batch(trial_class=Small)
    assert "the test passed" in caplog.text
    with pytest.raises(ValueError, match="no trial_class"):
        instances.test_one_batch()
