"""The hooks of TensorFlow 2.15 and its Estimator, each where and as it is leaned on."""

from __future__ import annotations

import private_uses
import tensorflow as tf

from determined.estimator import hooks_in_use
from determined.estimator.hooks_in_use import ESTIMATOR
from determined.framework_hooks import Hook, missing


def test_every_hook_that_the_loop_leans_on_is_there() -> None:
    version = ".".join(tf.__version__.split(".")[:2])
    assert version in ESTIMATOR.tested, f"TensorFlow {version} is new here: docs/development/hooks.md says what to do"
    assert missing(ESTIMATOR.hooks) == []
    assert hooks_in_use.exact()
    assert list(private_uses.collisions("determined.estimator")) == []


def test_a_version_that_lacks_a_hook_is_not_leant_on() -> None:
    lacking = [
        Hook("tensorflow_estimator.python.estimator.estimator:Estimator", "", holds=("_nothing_like_this",)),
        Hook("tensorflow.python.ops.gen_random_ops:random_uniform", "", takes=("seed3",)),
    ]
    doubt = ESTIMATOR.doubt(tf.__version__, lacking) or ""
    assert "but lacks tensorflow_estimator.python.estimator.estimator:Estimator._nothing_like_this, " in doubt
    assert "gen_random_ops:random_uniform(seed3): it trains by the framework's public interface alone" in doubt
