"""Keras on TensorFlow, of both generations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

import numpy as np
import tensorflow as tf

from determined.keras import generation, internals
from determined.keras.backends.backend import Mean
from determined.keras.backends.plain import ended
from determined.keras.randomness import GraphRandomness
from determined.keras.sharing import Share
from determined.keras.source import CountedSource, Items, Source, array, epoch_of, length_of

if TYPE_CHECKING:
    from determined.keras.loop import Loop

_MOST_BATCHES = 16
_CHUNK_BYTES = 4 * 1024 * 1024
_ALL = Share()


def _as_written() -> tf.data.Options:
    """Without a search for a better graph or buffers: it finds nothing in ours, and takes a third of the start."""
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return options


class TensorFlow:
    """Batches come from `tf.data`, because a step takes the iterator itself into its graph."""

    framework = f"tensorflow-{tf.__version__}"
    ended: type[Exception] = tf.errors.OutOfRangeError

    def randomness(self, seed: int) -> GraphRandomness:
        found = GraphRandomness(seed)
        found.install()
        return found

    def arrays(
        self, parts: tuple[Any, ...], batch_size: int, shuffle: Any, seed: int, steps: Optional[int], share: Share
    ) -> Source:
        return ArraySource(_tuples(parts), batch_size, shuffle, seed, steps, share)

    def stream(self, items: Items) -> Source:
        return PythonSource(items)

    def dataset(self, source: Source) -> Source:
        return source

    def weigh(self, source: Source, weights: dict[int, float]) -> Source:
        """A `tf.data.Dataset` of the user's own is weighted before it becomes a source."""
        assert isinstance(source, StreamSource)
        source.weigh(internals.class_weighting(weights))
        return source

    def average(self, model: Any, mean: Mean) -> None:
        """Steps compiled by XLA cannot ask other processes, so they are not."""
        model.jit_compile = model._jit_compile = False
        model.train_function = None
        for optimizer in internals.optimizers(model):
            _average(optimizer, mean)

    def placeholder(self, source: Source) -> Any:
        example = tf.nest.map_structure(tf.convert_to_tensor, source.example())
        return tf.data.Dataset.from_tensors(example).repeat()

    def step(self, loop: Loop) -> Callable[[Any], Any]:
        def step(_: Any) -> Any:
            if loop.phantoms:
                return loop.phantom_logs
            logs = loop.last_logs = loop.advance(loop.real)
            return logs

        return step

    def build(self, loop: Loop) -> None:
        """One step on an example."""
        source: Any = loop.parts.source
        example = source.example()
        loop.real(iter(tf.data.Dataset.from_generator(lambda: iter([example] * 64), output_signature=source.spec())))

    def settle(self, model: Any) -> None:
        """Variables are always current."""

    def replaced(self, model: Any) -> None:
        """Variables are read anew by each step."""


def _average(optimizer: Any, mean: Mean) -> None:
    if generation.IS_KERAS_3:
        apply = optimizer.apply
        optimizer.apply = lambda gradients, *more, **named: apply(_means(gradients, mean), *more, **named)
        return
    apply_pairs = optimizer.apply_gradients

    def apply_means(pairs: Any, *more: Any, **named: Any) -> Any:
        gradients, variables = zip(*pairs)
        return apply_pairs(zip(_means(gradients, mean), variables), *more, **named)

    optimizer.apply_gradients = apply_means


def _means(all_given: Any, mean: Mean) -> list[Any]:
    """The gradients that there are, each replaced by its mean over all processes."""
    gradients: list[Any] = list(all_given)
    there = [number for number, gradient in enumerate(gradients) if gradient is not None]
    dense = [tf.convert_to_tensor(gradients[number]) for number in there]
    means = tf.numpy_function(lambda *arrays: mean(arrays), dense, [one.dtype for one in dense])
    for number, given, found in zip(there, dense, means):
        found.set_shape(given.shape)
        gradients[number] = found
    return gradients


class StreamSource(CountedSource):
    """A counted source whose batches are a dataset."""

    _weighting: Optional[Callable[..., Any]] = None

    def weigh(self, weighting: Callable[..., Any]) -> None:
        """Has every batch pass through `weighting`, which turns class weights into sample weights."""
        self._weighting = weighting

    def example(self) -> Any:
        plain = self._example()
        if self._weighting is None:
            return plain
        return self._weighting(*tf.nest.map_structure(tf.convert_to_tensor, plain))

    def spec(self) -> Any:
        """The `tf.data` element specification of the batches."""
        return self._batches(0).element_spec

    def open(self, batch: int) -> Any:
        return iter(self._batches(batch))

    def _batches(self, batch: int) -> Any:
        stream = self._stream(batch)
        return stream if self._weighting is None else stream.map(self._weighting)

    def _example(self) -> Any:
        raise NotImplementedError

    def _stream(self, batch: int) -> Any:
        """The batches from that number on."""
        raise NotImplementedError


class PythonSource(StreamSource):
    """Batches that Python code makes."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self._sample = _tuples(items.samples[0])
        self._signature = tf.nest.map_structure(_signature, *map(_tuples, items.samples))
        self.batches_per_epoch = items.batches_per_epoch
        self.records_per_batch = items.records_per_batch

    def next_pass(self, batch: int) -> Any:
        raise ended(batch)

    def _example(self) -> Any:
        return self._sample

    def _stream(self, batch: int) -> Any:
        def batches() -> Any:
            return map(_tuples, self._items.items(batch))

        stream = tf.data.Dataset.from_generator(batches, output_signature=self._signature)
        return stream.prefetch(self._items.ahead) if self._items.ahead else stream


def _as_it_is(function: Any) -> Any:
    """Without a translation of its control flow, which takes longer than all else that there is to a dataset."""
    return tf.autograph.experimental.do_not_convert(function)


def _tuples(structure: Any) -> Any:
    """With tuples for lists, which `tf.data` would stack into one tensor; a plain `fit` does the same."""
    if isinstance(structure, dict):
        return {name: _tuples(part) for name, part in structure.items()}
    return tuple(map(_tuples, structure)) if isinstance(structure, (list, tuple)) else structure


def _signature(*arrays: Any) -> Any:
    sizes = [
        None if place == 0 or len({array.shape[place] for array in arrays}) > 1 else arrays[0].shape[place]
        for place in range(arrays[0].ndim)
    ]
    return tf.TensorSpec(sizes, arrays[0].dtype)


class ArraySource(StreamSource):
    """Arrays in memory, shuffled by a permutation that follows from the seed and the number of the pass."""

    def __init__(
        self,
        data: Any,
        batch_size: int,
        shuffle: Any,
        seed: int,
        steps_per_epoch: Optional[int],
        share: Share = _ALL,
    ) -> None:
        self._arrays = tf.nest.map_structure(_dense, data)
        self._length = length_of(self._arrays)
        self._size = batch_size
        self._per_pass = -(-self._length // batch_size)
        self._chunk = _batches_at_once(self._arrays, batch_size)
        self._shuffle = shuffle
        self._seed = seed
        self._share = share
        self.records_per_batch = share.records(batch_size)
        self.batches_per_epoch = share.per_epoch(epoch_of(self._per_pass, steps_per_epoch))

    def _example(self) -> Any:
        size = min(self._size, self._length)
        return tf.nest.map_structure(lambda array: array[:size], self._arrays)

    def _stream(self, batch: int) -> Any:
        """Gathers several batches at a time: a call of a function for each batch would cost more than the copying."""
        size, rank = self._share.size, self._share.rank
        first_pass, offset = divmod(batch * size + rank, self._per_pass)
        passes = tf.data.Dataset.range(first_pass, np.iinfo(np.int64).max)
        chunks = _skip(passes.flat_map(_as_it_is(self._pass)), offset // self._chunk)
        gathered = chunks.map(_as_it_is(self._gather))
        batches = _skip(gathered.unbatch(), offset % self._chunk)
        shared = batches if size == 1 else batches.shard(size, 0)
        return shared.prefetch(2).with_options(_as_written())

    def _gather(self, rows: Any) -> Any:
        # The batch size is unknown in graphs, as in a plain fit, also where every batch is whole.
        rows = tf.compat.v1.placeholder_with_default(rows, [None, None])
        return tf.nest.map_structure(lambda array: tf.gather(array, rows), self._arrays)

    def _pass(self, number: Any) -> Any:
        """The rows of a pass, as matrices of whole batches and, last, what is left over for a smaller one."""
        size, whole = self._size, self._length // self._size
        key = tf.stack([tf.constant(self._seed, tf.int64), number])
        rows = tf.range(tf.constant(self._length, tf.int64))
        if self._shuffle is True:
            rows = tf.random.experimental.stateless_shuffle(rows, key)
        left = self._length - whole * size
        batches = tf.reshape(rows[: whole * size] if left else rows, [whole, size])
        if self._shuffle == "batch":
            batches = tf.random.experimental.stateless_shuffle(batches, key)
        even = whole // self._chunk * self._chunk
        some = batches[:even] if even < whole else batches
        chunks = tf.data.Dataset.from_tensor_slices(tf.reshape(some, [-1, self._chunk, size]))
        if even < whole:
            chunks = chunks.concatenate(tf.data.Dataset.from_tensors(batches[even:]))
        if left:
            chunks = chunks.concatenate(tf.data.Dataset.from_tensors(rows[None, whole * size :]))
        return chunks


def _skip(dataset: Any, count: int) -> Any:
    return dataset.skip(count) if count else dataset


def _batches_at_once(arrays: Any, batch_size: int) -> int:
    of_a_record: int = sum(array.dtype.size * int(np.prod(array.shape[1:])) for array in tf.nest.flatten(arrays))
    return max(1, min(_MOST_BATCHES, _CHUNK_BYTES // max(1, of_a_record * batch_size)))


def _dense(value: Any) -> Any:
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return tf.convert_to_tensor(value)
    with tf.device("CPU:0"):
        return tf.convert_to_tensor(array(value, own=False))
