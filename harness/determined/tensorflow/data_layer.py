"""`context.experimental`: datasets that are computed once and read back from a cache."""

from __future__ import annotations

import functools
import logging
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable

from determined.native_context import SharedContext

logger = logging.getLogger("determined")

Make = Callable[..., Any]


class DataLayer:
    """Decorators for functions that return a `tf.data.Dataset`: the first use writes the elements, later ones read.

    Batching and augmentation belong after the decorated call; `repeat` must not be called.
    """

    def __init__(self, context: SharedContext) -> None:
        self._context = context
        self._wrapped = False
        self.used = False

    def wrap_dataset(self, dataset: Any) -> Any:
        """Returns the dataset as it is: a trial on one slot reads all of it. AssertionError beside a cached one."""
        if self.used:
            raise AssertionError(
                "wrap_dataset() was called beside context.experimental.cache_train_dataset(), which shards by itself. "
                "Use one of the two."
            )
        self._wrapped = True
        return dataset

    def cache_train_dataset(
        self, dataset_id: str, dataset_version: str, shuffle: bool = False, skip_shuffle_at_epoch_end: bool = False
    ) -> Callable[[Make], Make]:
        """For the training dataset, once in a script; shuffled by the trial's seed if asked for."""
        if self.used:
            raise AssertionError("cache_train_dataset() may be used once in a trial, because it has one training loop.")
        if self._wrapped:
            raise AssertionError(
                "cache_train_dataset() was called beside wrap_dataset(), which shards the dataset itself. "
                "Use one of the two."
            )
        self.used = True

        def shuffled(dataset: Any, size: int) -> Any:
            if not shuffle:
                return dataset
            seed = self._context.get_trial_seed()
            return dataset.shuffle(size, seed=seed, reshuffle_each_iteration=not skip_shuffle_at_epoch_end)

        return self._cached(dataset_id, f"{dataset_version}_train", shuffled)

    def cache_validation_dataset(
        self, dataset_id: str, dataset_version: str, shuffle: bool = False
    ) -> Callable[[Make], Make]:
        """For the validation dataset."""

        def shuffled(dataset: Any, size: int) -> Any:
            return dataset.shuffle(size, seed=self._context.get_trial_seed()) if shuffle else dataset

        return self._cached(dataset_id, f"{dataset_version}_val", shuffled)

    def _cached(self, dataset_id: str, version: str, finish: Callable[[Any, int], Any]) -> Callable[[Make], Make]:
        def decorate(make: Make) -> Make:
            @functools.wraps(make)
            def cached(*args: Any, **kwargs: Any) -> Any:
                import tensorflow as tf

                place = self._root() / dataset_id / version

                def prepare() -> int:
                    if not place.exists():
                        _write(make(*args, **kwargs), place)
                    return max(1, int(tf.data.Dataset.load(str(place)).cardinality()))

                size = _eagerly(prepare)
                return finish(tf.data.Dataset.load(str(place)), size)

            return cached

        return decorate

    def _root(self) -> Path:
        layer = self._context.get_experiment_config().get("data_layer") or {}
        if layer.get("type", "shared_fs") != "shared_fs":
            raise AssertionError(
                f"data_layer.type is {layer.get('type')!r}, and datasets are cached in a directory. Use shared_fs."
            )
        named = layer.get("host_storage_path") or layer.get("container_storage_path")
        return Path(named) if named else Path.home() / "data" / "determined"


def _eagerly(function: Callable[[], int]) -> int:
    """Also within an `input_fn`, whose graph reads and writes nothing yet: a thread begins outside of it."""
    import tensorflow as tf

    if tf.executing_eagerly():
        return function()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def _write(dataset: Any, place: Path) -> None:
    """Complete or not at all; of several trials that write at the same time one wins."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{uuid.uuid4()}")
    try:
        dataset.save(str(partial))
        partial.rename(place)
        logger.info("the dataset is cached in %s", place)
    except OSError:
        if not place.exists():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
