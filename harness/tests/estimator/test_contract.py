"""The Estimator as a managed loop like any other."""

from __future__ import annotations

from contract import Adapter, LoopContract


class TestEstimator(LoopContract):
    adapter = Adapter(
        other_model={"model": "linear"},
        empty={"data": "empty"},
        diverges={"model": "bursts"},
        stops={"script": "asks for the end"},
        follows=lambda uuid, steps: {"latest": uuid},
    )
