"""What both adapters that compute with TensorFlow use of it beyond its public interface."""

from __future__ import annotations

from determined.framework_hooks import Hook

_DRAWS = "random operations of graphs become stateless ones, whose key a checkpoint can hold"
_KEPT = "the state of eager draws is saved and put back"

RANDOM = (
    *(
        Hook(f"tensorflow.python.ops.gen_random_ops:{name}", _DRAWS, takes=("seed", "seed2"))
        for name in (
            "random_uniform",
            "random_uniform_int",
            "random_standard_normal",
            "truncated_normal",
            "random_shuffle",
            "multinomial",
            "random_gamma",
            "random_poisson_v2",
        )
    ),
    Hook("tensorflow.python.eager.context:context", _KEPT),
    Hook("tensorflow.python.eager.context:Context", _KEPT, holds=("_rng",)),
    Hook("tensorflow.python.ops.stateful_random_ops:global_generator", _KEPT),
)
