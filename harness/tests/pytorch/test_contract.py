"""PyTorch as a managed loop like any other."""

from __future__ import annotations

from contract import Adapter, LoopContract

EMPTY = """
class Mine(LabTrial):
    def build_training_data_loader(self):
        return DataLoader(Records(True), 60, drop_last=True)
"""
DIVERGES = """
class Mine(LabTrial):
    def evaluate_batch(self, batch, model):
        return {**super().evaluate_batch(batch, model), "val_loss": float("nan")}
"""


class TestPyTorch(LoopContract):
    adapter = Adapter(
        other_model={"width": 9},
        empty={"define": EMPTY},
        diverges={"define": DIVERGES},
        stops={"stop_at": 9},
        follows=lambda uuid, steps: {"latest": (uuid, steps)},
    )
