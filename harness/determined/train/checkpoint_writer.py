"""Writes checkpoints beside training."""

from __future__ import annotations

import queue
import shutil
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Optional, Union

from determined.core import Run
from determined.train.failure import TrialFailure


@dataclass(frozen=True)
class Snapshot:
    """A checkpoint in memory: by relative path the contents of its files, or functions that write them.

    The functions run beside training: they must hold copies. `directory` has the files already and is taken over.
    """

    steps_completed: int
    files: Mapping[str, Union[bytes, Callable[[Path], None]]]
    metadata: Mapping[str, Any]
    directory: Optional[Path] = None


class CheckpointWriter:
    """One thread that writes snapshots in order; at most three are in memory, the one being written included."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._queue: queue.Queue[Snapshot | None] = queue.Queue(maxsize=1)
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="checkpoint-writer", daemon=True)

    def submit(self, snapshot: Snapshot) -> None:
        """Returns at once unless two snapshots are still on their way."""
        self._check()
        if self._thread.ident is None:
            self._thread.start()
        self._queue.put(snapshot)

    def finish(self) -> None:
        """Returns when every snapshot submitted so far is complete in storage and reported."""
        self._queue.join()
        self._check()

    def close(self) -> None:
        """Ends the thread after what is submitted; raises nothing, for use when training itself has failed."""
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            snapshot = self._queue.get()
            try:
                if snapshot is None:
                    return
                if self._fault is None:
                    self._write(snapshot)
            except Exception as fault:  # raised again in the training thread, by _check
                self._fault = fault
            finally:
                self._queue.task_done()

    def written(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with its files written into a directory, by the calling thread."""
        directory = self._run.checkpoint_dir / str(uuid.uuid4())
        directory.mkdir()
        for path, content in snapshot.files.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                (directory / path).write_bytes(content)
            else:
                content(directory / path)
        if self._run.code is not None:
            self._run.code.copy_into(directory)
        return replace(snapshot, files={}, directory=directory)

    def _write(self, snapshot: Snapshot) -> None:
        directory = (snapshot if snapshot.directory else self.written(snapshot)).directory
        assert directory is not None
        try:
            origin = self._run.info.origin
            self._run.reports.checkpoint_begun(directory.name)
            saved = self._run.checkpoints.save(directory.name, directory, snapshot.metadata, origin)
            self._run.reports.checkpoint(directory.name, snapshot.steps_completed, saved.resources, saved.metadata)
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def _check(self) -> None:
        if self._fault is None:
            return
        if isinstance(self._fault, TrialFailure):
            raise self._fault
        raise TrialFailure(
            "storage",
            f"{self._fault} The trial goes on from its last complete checkpoint.",
            restartable=True,
        ) from self._fault
