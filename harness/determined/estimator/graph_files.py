"""What TensorFlow's own saver writes: the variables, and the graph where it is small enough to be kept."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable

import tensorflow as tf

logger = logging.getLogger("determined")

_GRAPH_BYTES = 16 * 1024 * 1024
_PBTXT, _META = "graph.pbtxt", "graph.meta"


class GraphFiles:
    """Saves the training graph's variables in the Estimator's model directory, once for each number of batches.

    `scaffold` gives that of the graph once the model is built, or None where nobody knows it.
    """

    def __init__(self, estimator: Any, listeners: Sequence[Any], scaffold: Callable[[], Any]) -> None:
        self._dir = Path(estimator.model_dir)
        self._keeps_graph = bool(getattr(estimator.config, "checkpoint_save_graph_def", True))
        self._find_scaffold = scaffold
        self._scaffold: Any = None
        self._own_saver: Any = None
        self._global_step: Any = None
        self._saved: tuple[int, str] | None = None
        self._listeners = listeners
        self._graph_written = False

    def begin(self) -> None:
        """The graph is complete but for what the saver adds."""
        self._scaffold = self._find_scaffold()
        if self._scaffold is None:
            savers = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.SAVERS)
            self._own_saver = savers[0] if savers else tf.compat.v1.train.Saver()
        self._global_step = tf.compat.v1.train.get_global_step()
        for listener in self._listeners:
            listener.begin()

    @property
    def _saver(self) -> Any:
        """What a session restores by; a scaffold has it when there is a session."""
        return self._own_saver if self._scaffold is None else self._scaffold.saver

    def save(self, session: Any, batches: int) -> tuple[str, bool]:
        """The prefix of the files, and whether one of the listeners asks for an end of the training."""
        if self._saved is not None and self._saved[0] == batches:
            return self._saved[1], False
        step = int(session.run(self._global_step))
        for listener in self._listeners:
            listener.before_save(session, step)
        self._dir.mkdir(parents=True, exist_ok=True)
        prefix = self._saver.save(session, str(self._dir / "model.ckpt"), global_step=step, write_meta_graph=False)
        answers = [listener.after_save(session, step) for listener in self._listeners]
        self._saved = (batches, prefix)
        return prefix, any(answers)

    def end(self, session: Any) -> None:
        """The training has ended."""
        if self._listeners:
            step = int(session.run(self._global_step))
            for listener in self._listeners:
                listener.end(session, step)

    def add(self, directory: Path, model: str) -> None:
        """Adds the graph to a checkpoint: a copy, as files that checkpoints share are damaged in all at once."""
        if not self._graph_written:
            self._graph_written = True
            self._write_graph()
        if self._keeps_graph:
            shutil.copyfile(self._dir / _PBTXT, directory / _PBTXT)
            shutil.copyfile(self._dir / _META, directory / f"{model}.meta")

    def _write_graph(self) -> None:
        graph = tf.compat.v1.get_default_graph()
        size = graph.as_graph_def().ByteSize() if self._keeps_graph else 0
        if size > _GRAPH_BYTES:
            self._keeps_graph = False
            logger.info(
                "the graph holds %d MB of constants, data of input_fn perhaps: checkpoints are without the graph, "
                "which nothing needs to go on from them",
                size >> 20,
            )
        if self._keeps_graph:
            tf.io.write_graph(graph, str(self._dir), _PBTXT)
            self._saver.export_meta_graph(str(self._dir / _META))
