"""Training in half precision, on devices that have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import torch

from determined.train import TrialFailure

LEVELS = ("O0", "O1", "O2", "O3")


def mixed_precision(config: Mapping[str, Any], hparams: Mapping[str, Any], device: torch.device) -> Optional[Scaled]:
    """What `optimizations.mixed_precision` asks for; None for full precision."""
    if "amp" in hparams:
        raise _bad(
            "There is a hyperparameter `amp`, which no longer means mixed precision",
            "Remove it and set optimizations.mixed_precision to O1.",
        )
    level = (config.get("optimizations") or {}).get("mixed_precision", "O0")
    if level not in LEVELS:
        raise _bad(f"optimizations.mixed_precision is {level!r}", f"Give one of {', '.join(LEVELS)}.")
    if level == "O0":
        return None
    if device.type != "cuda":
        raise _bad(
            f"optimizations.mixed_precision is {level}, which needs a CUDA device, and this trial runs on "
            f"{device.type}: PyTorch {torch.__version__} sees no GPU",
            "Set it to O0, or run the trial on a slot that is a GPU.",
        )
    return Scaled()


class Scaled:
    """Forward passes in half precision where it is safe, and losses scaled so that small gradients survive.

    O1 to O3 are served alike: PyTorch's own automatic mixed precision has one way.
    """

    def __init__(self) -> None:
        self.scaler = torch.amp.GradScaler("cuda")

    def forward(self) -> Any:
        """Within it operations choose their precision."""
        return torch.autocast("cuda", dtype=torch.float16)


def _bad(what: str, todo: str) -> TrialFailure:
    return TrialFailure("bad_configuration", f"{what}. {todo}", restartable=False)
