"""The arguments of one training call, over both Keras generations."""

from __future__ import annotations

import difflib
import inspect
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union


@dataclass
class FitCall:
    """`Model.fit`'s arguments under their own names; those that only Keras 2 knows mean what they meant there."""

    x: Any = None
    y: Any = None
    batch_size: Optional[int] = None
    epochs: int = 1
    verbose: Any = "auto"
    callbacks: Any = None
    validation_split: float = 0.0
    validation_data: Any = None
    shuffle: Union[bool, str] = True
    class_weight: Optional[dict[int, float]] = None
    sample_weight: Any = None
    initial_epoch: int = 0
    steps_per_epoch: Optional[int] = None
    validation_steps: Optional[int] = None
    validation_batch_size: Optional[int] = None
    validation_freq: Any = 1
    max_queue_size: int = 10
    workers: int = 1
    use_multiprocessing: bool = False

    def __post_init__(self) -> None:
        """Numbers of NumPy become Python's, which every back end and every report takes."""
        import numpy as np

        for name, value in vars(self).items():
            if isinstance(value, np.generic):
                setattr(self, name, value.item())

    @classmethod
    def of_generator(
        cls,
        generator: Any,
        steps_per_epoch: Optional[int] = None,
        epochs: int = 1,
        verbose: Any = 1,
        callbacks: Any = None,
        validation_data: Any = None,
        validation_steps: Optional[int] = None,
        validation_freq: Any = 1,
        class_weight: Optional[dict[int, float]] = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        shuffle: bool = True,
        initial_epoch: int = 0,
    ) -> FitCall:
        """`Model.fit_generator`, in the order of its arguments."""
        return cls(
            x=generator,
            steps_per_epoch=steps_per_epoch,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            validation_steps=validation_steps,
            validation_freq=validation_freq,
            class_weight=class_weight,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
            shuffle=shuffle,
            initial_epoch=initial_epoch,
        )

    @property
    def validates(self) -> bool:
        return self.validation_data is not None

    def validation_arguments(self) -> dict[str, Any]:
        """What `Model.evaluate` is called with for the validation data of this call."""
        data = self.validation_data
        x, y, weights = data, None, None
        if isinstance(data, (tuple, list)):
            x, y, weights = (*data, None, None)[:3]
        return {
            "x": x,
            "y": y,
            "sample_weight": weights,
            "batch_size": self.validation_batch_size or self.batch_size,
            "steps": self.validation_steps,
        }


def read(as_called: Callable[..., FitCall], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> FitCall:
    """The call of `Model.{name}` with these arguments; TypeError in its name for those that it has not."""
    signature = inspect.signature(as_called)
    known = list(signature.parameters)
    for given in kwargs:
        if given not in known:
            near = difflib.get_close_matches(given, known, 1, 0)[0]
            raise TypeError(f"{name}() got an unexpected keyword argument {given!r}. Did you mean {near!r}?")
    try:
        signature.bind(*args, **kwargs)
    except TypeError as fault:
        raise TypeError(f"{name}() {fault}") from None
    return as_called(*args, **kwargs)
