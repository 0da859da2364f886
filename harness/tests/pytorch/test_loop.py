"""What a PyTorch trial does that can be seen from outside, and how its faults are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from determined.storage.digest import DIGEST_FILE, write_digests


def mine(body: str) -> str:
    """A class over the lab's, with these methods."""
    return "class Mine(LabTrial):\n" + "".join(f"    {line}\n" for line in body.splitlines())


def test_each_unit_is_reported_with_every_batch_and_validations_come_in_their_places(trials: Any) -> None:
    trained = trials.train(length={"batches": 18}, kept=True)
    assert trained.end == {"end": "StopLoadingImplementation", "status": 0}, trained.log
    reports = [
        (one["group"], one["steps_completed"], len(one.get("batch_metrics", []))) for one in trained.of("metrics")
    ]
    assert reports == [
        *(("training", 4, 4), ("training", 7, 3), ("validation", 7, 0), ("training", 8, 1), ("training", 12, 4)),
        *(("training", 14, 2), ("validation", 14, 0), ("training", 16, 4 - 2), ("training", 18, 2)),
        ("validation", 18, 0),
    ]
    rows = trained.batches
    assert [(rows[n]["batch"], rows[n]["epoch"]) for n in (1, 10, 11, 18)] == [(0, 0), (9, 0), (10, 1), (17, 1)]
    validation = next(one for one in trained.of("metrics") if one["group"] == "validation")
    assert (validation["records"], validation["epoch"]) == (58, 0.7)
    assert set(validation["metrics"]) == {"val_loss", "accuracy", "noise"}


def test_callbacks_hear_of_steps_and_validations(trials: Any) -> None:
    heard = [told[:-1] for told in trials.train(length={"batches": 10}).heard]
    assert [told[:3] for told in heard if told[0].startswith("step")] == [
        *(["step", 1], ["step end", 1, 4], ["step", 2], ["step end", 2, 4], ["step", 3], ["step end", 3, 2]),
    ]
    assert [told[0] for told in heard].index("validation") == 3, "within the second step"
    assert [told[4] for told in heard if told[0] == "step end"] == [24, 24, 10]
    means = next(told[3] for told in heard if told[0] == "step end")
    assert means["batch"] == 1.5


def test_the_parts_are_built_in_the_documented_order(trials: Any) -> None:
    body = "def train_batch(self, **batch):\n    print('order', self.order)\n    return super().train_batch(**batch)"
    trained = trials.train(define=mine(body), length={"batches": 1})
    assert (
        "order ['build_model', 'optimizer', 'build_training_data_loader', 'build_validation_data_loader', "
        "'create_lr_scheduler', 'build_callbacks']"
    ) in trained.log


CALLBACKS = """
from determined.pytorch import ClipGradsL2Norm, ClipGradsL2Value, PyTorchCallback

class Doubles(PyTorchCallback):
    def on_before_optimizer_step(self, parameters):
        for parameter in parameters:
            parameter.grad *= 2

"""


def test_gradients_are_gathered_averaged_clipped_and_then_used(trials: Any) -> None:
    body = (
        "def build_model(self):\n    return torch.nn.Linear(1, 1, bias=False)\n"
        "def optimizer(self, model):\n"
        "    torch.nn.init.zeros_(model.weight)\n    return torch.optim.SGD(model.parameters(), lr=1.0)\n"
        "def build_training_data_loader(self):\n"
        "    return DataLoader(torch.tensor([[1.], [2.], [6.], [10.]]), 1)\n"
        "def build_validation_data_loader(self):\n    return self.build_training_data_loader()\n"
        "def train_batch(self, batch, model, epoch_idx, batch_idx):\n"
        "    return {'loss': -model(batch).sum(), 'weight': model.weight}\n"
        "def evaluate_batch(self, batch, model):\n    return {'val_loss': model.weight}\n"
        "def evaluation_reducer(self):\n    return super(LabTrial, self).evaluation_reducer()"
    )

    def weights(more: str = "", **spec: Any) -> list[float]:
        trained = trials.train(define=CALLBACKS + mine(body + more), length={"batches": 5}, **spec)
        assert trained.ending == (0, None), trained.log
        return [row["weight"] for row in trained.batches.values()]

    assert weights() == [0, 1, 3, 9, 19]
    assert weights(config={"optimizations": {"aggregation_frequency": 2}}) == [0, 0, 1.5, 1.5, 9.5]
    summed = {"aggregation_frequency": 2, "average_aggregated_gradients": False}
    assert weights(config={"optimizations": summed}) == [0, 0, 3, 3, 19]
    assert weights(hparams={"clip_grad_val": 4.0}) == [0, 1, 3, 7, 11]
    assert weights(hparams={"clip_grad_l2_norm": 4.0}) == pytest.approx([0, 1, 3, 7, 11], abs=1e-4)

    def called(callbacks: str) -> list[float]:
        return weights(f"\ndef build_callbacks(self):\n    return {callbacks}")

    assert called("{'clip': ClipGradsL2Value(4.0)}") == [0, 1, 3, 7, 11]
    assert called("{'clip': ClipGradsL2Norm(4.0)}") == pytest.approx([0, 1, 3, 7, 11], abs=1e-4)
    assert called("{'clip': ClipGradsL2Value(4.0), 'then': Doubles()}") == [0, 2, 6, 14, 22]
    assert called("{'first': Doubles(), 'clip': ClipGradsL2Value(4.0)}") == [0, 2, 6, 10, 14]


def test_the_context_has_the_parts_once_they_are_built(trials: Any) -> None:
    body = (
        "def __init__(self, context):\n"
        "    super().__init__(context)\n"
        "    for part in ('model', 'optimizer'):\n"
        "        try:\n"
        "            getattr(context, f'get_{part}')()\n"
        "        except AssertionError as early:\n"
        "            print(early)\n"
        "def train_batch(self, batch, model, **more):\n"
        "    context = self.context\n"
        "    print('same', context.get_model() is model, context.get_lr_scheduler().get_last_lr(),\n"
        "          context.distributed.get_size(), context.distributed.get_rank(), context.hvd_config.use)\n"
        "    return super().train_batch(batch=batch, model=model, **more)"
    )
    trained = trials.train(define=mine(body), length={"batches": 1}, schedule="batch")
    assert trained.ending == (0, None), trained.log
    for words in ("There is no model yet", "There is no optimizer yet", "same True [0.02] 1 0 False"):
        assert words in trained.log, trained.log


def test_an_early_end_comes_with_the_scheduling_unit(trials: Any) -> None:
    trained = trials.train(stop_at=9, length={"batches": 30})
    assert trained.of("stopped") == [{"type": "stopped", "reason": "user"}]
    assert max(trained.batches) == max(trained.validations) == max(trained.checkpoints) == 12
    assert trained.end["status"] == 0


def test_a_checkpoint_has_what_others_read(trials: Any) -> None:
    trained = trials.train(kept=True, schedule="batch", length={"batches": 4})
    (report,) = trained.of("checkpoint")
    assert report["metadata"]["framework"] == f"torch-{torch.__version__}"
    assert report["metadata"]["format"] == "cloudpickle"
    directory: Path = trials.storage / report["uuid"]
    assert (directory / "extra.txt").read_text() == "mine"
    state = torch.load(directory / "state_dict.pth")
    assert set(state) == {"model_state_dict", "optimizer_state_dict", "lr_scheduler", "callbacks"}
    assert set(state["callbacks"]) == {"heard", "kept"}


@pytest.mark.parametrize("layout", ["determined/state_dict.pth", "pedl/state_dict.pth", "checkpoint.pt"])
def test_a_trial_begins_with_the_weights_of_an_older_layout(trials: Any, layout: str) -> None:
    trained = trials.train(length={"batches": 4})
    directory: Path = trials.storage / trained.checkpoints[4]
    (directory / layout).parent.mkdir(exist_ok=True)
    state = torch.load(directory / "state_dict.pth")
    (directory / "state_dict.pth").unlink()
    torch.save({name: state[name] for name in ("model_state_dict", "optimizer_state_dict")}, directory / layout)
    (directory / "determined-loop-state.pth").unlink()
    (directory / DIGEST_FILE).unlink()
    write_digests(directory)
    body = (
        "def train_batch(self, **arguments):\n"
        "    print('first', arguments['model'].stack[0].weight.cpu().sum().item())\n"
        "    return super().train_batch(**arguments)"
    )
    again = trials.train(length={"batches": 1}, define=mine(body), latest=(directory.name, 0))
    assert again.ending == (0, None), again.log
    assert f"first {state['model_state_dict']['stack.0.weight'].sum().item()}" in again.log


def test_the_whole_dataset_may_be_evaluated_at_once(trials: Any) -> None:
    body = (
        "evaluate_batch = PyTorchTrial.evaluate_batch\n"
        "def evaluate_full_dataset(self, data_loader, model):\n"
        "    seen = sum(len(x) for x, _ in data_loader)\n"
        "    return {'val_loss': torch.tensor(2.5), 'seen': seen, 'training': model.training, 'note': b'x'}"
    )
    trained = trials.train(define="from determined.pytorch import PyTorchTrial\n" + mine(body), length={"batches": 1})
    assert trained.ending == (0, None), trained.log
    assert trained.validations == {1: {"val_loss": 2.5, "seen": 58, "training": 0.0}}
    assert "metric note is a bytes" in trained.log


FAULTS: dict[str, tuple[str, dict[str, Any], tuple[str, bool], str]] = {
    "no loss": (
        "def train_batch(self, **a):\n    return {'lost': 1}",
        {},
        ("bad_script", False),
        "no loss to train on",
    ),
    "odd metrics": ("", {"odd_at": 6}, ("inconsistent_metrics", False), "batch, epoch, loss, odd, rate, sum for one"),
    "no evaluation": (
        "from determined.pytorch import PyTorchTrial\nevaluate_batch = PyTorchTrial.evaluate_batch",
        {},
        ("bad_script", False),
        "defines neither of",
    ),
    "both evaluations": ("def evaluate_full_dataset(self, data_loader, model): ...", {}, ("bad_script", False), "both"),
    "no model": (
        "def build_model(self):\n    return 5",
        {},
        ("bad_script", False),
        "build_model() returned a builtins.int",
    ),
    "plain loader": (
        "def build_training_data_loader(self):\n    return torch.utils.data.DataLoader(Records(True))",
        {},
        ("bad_script", False),
        "determined.pytorch.data.DataLoader belongs",
    ),
    "empty validation": (
        "def build_validation_data_loader(self):\n    return DataLoader(Records(False), 60, drop_last=True)",
        {},
        ("empty_data", False),
        "The validation data has no batches",
    ),
    "odd validation": (
        "def evaluate_batch(self, batch, model):\n"
        "    self.seen = getattr(self, 'seen', 0) + 1\n"
        "    more = {'more': 1} if self.seen == 3 else {}\n"
        "    return {'val_loss': 1, 'accuracy': 1, 'noise': 1, **more}",
        {},
        ("inconsistent_metrics", False),
        "evaluate_batch() returned the metrics accuracy, more, noise, val_loss",
    ),
    "bad scheduler": (
        "def create_lr_scheduler(self, o):\n    return 5",
        {},
        ("bad_script", False),
        "create_lr_scheduler",
    ),
    "bad callback": ("def build_callbacks(self):\n    return {'a': 5}", {}, ("bad_script", False), "PyTorchCallback"),
    "None metric": (
        "def evaluate_batch(self, batch, model):\n    return {'val_loss': None, 'accuracy': 1, 'noise': 1}",
        {},
        ("missing_metric", False),
        "val_loss is None",
    ),
    "no metrics": ("def evaluate_batch(self, batch, model): ...", {}, ("bad_script", False), "returned None"),
    "reducers": ("def evaluation_reducer(self):\n    return {}", {}, ("bad_script", False), "names the metrics none"),
    "half precision": (
        "",
        {"config": {"optimizations": {"mixed_precision": "O1"}}},
        ("bad_configuration", False),
        "needs a CUDA device",
    ),
    "amp": ("", {"hparams": {"amp": True}}, ("bad_configuration", False), "optimizations.mixed_precision"),
    "two clips": (
        "",
        {"hparams": {"clip_grad_val": 1, "clip_grad_l2_norm": 1}},
        ("bad_configuration", False),
        "both set",
    ),
    "aggregation": (
        "",
        {"config": {"optimizations": {"aggregation_frequency": 0}}},
        ("bad_configuration", False),
        "aggregation_frequency is 0",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told(trials: Any, fault: str) -> None:
    if fault == "half precision" and torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    body, spec, (kind, restartable), words = FAULTS[fault]
    trained = trials.train(**{"length": {"batches": 8}, **spec}, define=mine(body or "pass"))
    status = 1 if restartable else 3
    assert trained.ending == (status, (kind, restartable)), trained.log
    (failure,) = trained.of("failure")
    assert words in failure["message"]


def test_the_trials_own_exceptions_pass_through(trials: Any) -> None:
    trained = trials.train(define=mine("def train_batch(self, **a):\n    raise KeyError('mine')"))
    assert trained.end == {"end": "no end", "status": None}
    assert "KeyError: 'mine'" in trained.log


@pytest.mark.parametrize(
    ("reported", "taken"), [("validation_loss", "validation_loss"), ("loss", "loss"), ("f1", None)]
)
def test_one_trial_without_a_named_metric_is_ranked_by_what_it_reports(trials: Any, reported: str, taken: Any) -> None:
    body = f"def evaluate_batch(self, batch, model):\n    return {{'{reported}': 1.5}}\ndef evaluation_reducer(self):\n"
    body += "    return super(LabTrial, self).evaluation_reducer()"
    trained = trials.train(define=mine(body), length={"batches": 2})
    assert trained.ending == (0, None), trained.log
    assert trained.validations[2] == ({reported: 1.5, "val_loss": 1.5} if taken else {reported: 1.5})
    assert (f'is taken as "{taken}"' if taken else "ranks nothing") in trained.log


def test_diverging_losses_are_reported(trials: Any) -> None:
    body = "def train_batch(self, batch, model, **a):\n    return model(batch[0]).sum() * float('inf')"
    trained = trials.train(define=mine(body), length={"batches": 2}, config={"min_validation_period": None})
    assert trained.batches[1]["loss"] in ("Infinity", "-Infinity")
    assert trained.ending == (3, ("nan_metric", False))
    assert trained.validations[2]["val_loss"] == "NaN"
