"""What the loop needs of a back end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol

if TYPE_CHECKING:
    from determined.keras.loop import Loop
    from determined.keras.sharing import Share
    from determined.keras.source import Items, Source

#: From the gradients of this process to their mean over all, as NumPy's arrays.
Mean = Callable[[Sequence[Any]], list[Any]]
ClassWeight = Optional[dict[int, float]]


class Randomness(Protocol):
    """Every random source of the process beside the model's own variables."""

    def capture(self) -> dict[str, Any]:
        """The state, picklable."""

    def put_back(self, state: dict[str, Any]) -> None:
        """Undoes whatever was drawn since `capture`, also in another process."""


class Backend(Protocol):
    """One back end of Keras."""

    framework: str
    """Name and version, as a checkpoint states them."""

    ended: type[Exception]
    """What a step raises when its iterator has no further batch."""

    def randomness(self, seed: int) -> Randomness:
        """Call before any model is built; a process does it once."""

    def arrays(
        self, parts: tuple[Any, ...], batch_size: int, shuffle: Any, seed: int, steps: Optional[int], share: Share
    ) -> Source:
        """The share in the batches of `(x,)`, `(x, y)` or `(x, y, sample_weight)` of arrays in memory."""

    def stream(self, items: Items) -> Source:
        """Batches that Python code makes."""

    def dataset(self, source: Source) -> Source:
        """Batches of a `tf.data.Dataset`, for this back end."""

    def weigh(self, source: Source, weights: dict[int, float]) -> Source:
        """The same batches with class weights as sample weights."""

    def average(self, model: Any, mean: Mean) -> None:
        """From now on the model's optimizer moves the weights by the mean of all processes' gradients."""

    def placeholder(self, source: Source) -> Any:
        """What `fit` itself iterates over: it is never trained on, it gives the model its shapes."""

    def step(self, loop: Loop) -> Callable[..., Any]:
        """What stands in the place of the model's train function."""

    def build(self, loop: Loop) -> None:
        """Makes every variable that training has; their values are replaced afterwards."""

    def settle(self, model: Any) -> None:
        """Before the model's variables are read or evaluated within `fit`."""

    def replaced(self, model: Any) -> None:
        """After the model's variables were given other values within `fit`."""
