"""Runs the lab in child processes that inherit the imported PyTorch, so that a process costs no import."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

# Else whoever asks whether there is a CUDA device begins to use it, and no copy of this process can any more.
os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"

import lab
from trained import Lab

importlib.import_module("torch._dynamo")  # the first optimizer of a process imports it, which takes seconds


@pytest.fixture
def trials(tmp_path: Path) -> Lab:
    return Lab(tmp_path, lab.main)
