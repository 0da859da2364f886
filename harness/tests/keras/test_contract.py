"""Keras as a managed loop like any other, on whichever Keras runs this."""

from __future__ import annotations

from contract import Adapter, LoopContract


class TestKeras(LoopContract):
    adapter = Adapter(
        other_model={"model": "own step"},
        empty={"bad": "empty"},
        diverges={"model": "bursts"},
        stops={"script": "stop requested"},
        follows=lambda uuid, steps: {"latest": uuid, "latest_steps": steps},
    )
