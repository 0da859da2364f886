"""Finds what the functions of a dataset draw from that TensorFlow does not save with the dataset's position.

Asked for the position of such a dataset TensorFlow refuses, but not always: a map after a shuffle hides those before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tensorflow as tf

_RANDOM = ("Random", "TruncatedNormal", "ParameterizedTruncatedNormal", "Multinomial", "Stateful")
_PYTHON = ("PyFunc", "EagerPyFunc")
_CACHES = ("CacheDataset", "CacheDatasetV2")


def hidden_sources(dataset: Any, graph: Any) -> list[str]:
    """What hides in the dataset: `random operations`, `Python functions`, `a cache in files`, or nothing."""
    last = tf.data.experimental.to_variant(dataset).op
    kinds = set(_function_operations(last, graph))
    found = []
    if any(kind.startswith(_RANDOM) for kind in kinds):
        found.append("random operations")
    if any(kind in _PYTHON for kind in kinds):
        found.append("Python functions")
    if any(one.type in _CACHES and tf.get_static_value(one.inputs[1]) != b"" for one in _operations(last)):
        found.append("a cache in files")
    return found


def _operations(last: Any) -> Iterator[Any]:
    """`last` and what it depends on."""
    seen = {last}
    pending = [last]
    while pending:
        operation = pending.pop()
        yield operation
        new = {tensor.op for tensor in operation.inputs} - seen
        seen |= new
        pending += new


def _function_operations(last: Any, graph: Any) -> Iterator[str]:
    """The types of all operations in the functions that `last` and what it depends on call."""
    names: set[str] = set()
    for operation in _operations(last):
        if operation.type != "Const":
            names.update(_called(operation.node_def))
    todo = list(names)
    while todo:
        function = graph._functions.get(todo.pop())
        for node in () if function is None else function.cached_definition.node_def:
            yield node.op
            new_names = set(_called(node)) - names
            names |= new_names
            todo += new_names


def _called(node: Any) -> Iterable[str]:
    for attribute in node.attr.values():
        if attribute.HasField("func"):
            yield attribute.func.name
        yield from (function.name for function in attribute.list.func)
