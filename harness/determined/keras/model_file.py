"""The file of a model as people load it: copied in the training thread, written beside training."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Optional

import keras
import numpy as np
from keras.src.saving import saving_lib as _saving

from determined.keras import generation

if not generation.IS_KERAS_3:
    import h5py
    from keras.src.saving.legacy import hdf5_format as _legacy

Write = Callable[[Path], None]
_BLOCK_BYTES = 64 * 1024 * 1024


def whole(model: Any, known: Mapping[int, Any]) -> tuple[str, Write]:
    """The name and what writes the model with its optimizer, from copies; `known` are copies by `id` of a variable."""
    if generation.IS_KERAS_3:
        return "determined-keras-model.keras", _archive(model, known)
    return "determined-keras-model.h5", _h5(model)


def weights(model: Any, known: Mapping[int, Any]) -> tuple[str, Write]:
    """The weights alone, for models whose architecture cannot be written down (subclassed ones, say)."""
    copied = _copied(model, known, None)

    def write(path: Path) -> None:
        store = _saving.H5IOStore(str(path), mode="w")
        copied.write_into(store)
        store.close()

    return "determined-keras-model.weights.h5", write


def _archive(model: Any, known: Mapping[int, Any]) -> Write:
    config, metadata = _saving._serialize_model_as_json(model)
    assets = _saving.DiskIOStore("assets", mode="w")
    try:
        copied = _copied(model, known, assets)
        below = Path(assets.working_dir)
        files = {str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*") if path.is_file()}
    finally:
        assets.close()

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("metadata.json", metadata)
            archive.writestr("config.json", config)
            store = _saving.H5IOStore("model.weights.h5", archive=archive, mode="w")
            copied.write_into(store)
            store.close()
            for name, content in files.items():
                archive.writestr(f"assets/{name}", content)

    return write


def _h5(model: Any) -> Write:
    """HDF5's own memory holds the copies: Keras 2 writes to nothing else."""
    file = h5py.File(uuid.uuid4().hex, "w", driver="core", backing_store=False, block_size=_BLOCK_BYTES)
    _legacy.save_model_to_hdf5(model, file)

    def write(path: Path) -> None:
        with file:
            file.flush()
            path.write_bytes(file.id.get_file_image())

    return write


def _copied(model: Any, known: Mapping[int, Any], assets: Optional[Any]) -> _Copies:
    copies = _Copies(known)
    _saving._save_state(model, copies, assets, "", set())
    return copies


class _Copies(_saving.H5IOStore):  # type: ignore[misc]
    """Stands for the file to which Keras gives each layer's variables, and keeps copies of them."""

    def __init__(self, known: Mapping[int, Any]) -> None:
        self._known = known
        self._entries: list[tuple[str, dict[str, Any], _Entry]] = []

    def __bool__(self) -> bool:
        return True

    def make(self, path: str, **more: Any) -> _Entry:
        self._entries.append((path, more, _Entry(self._known)))
        return self._entries[-1][2]

    def write_into(self, store: Any) -> None:
        for path, more, entry in self._entries:
            written = store.make(path, **more)
            for key, value in entry.items():
                written[key] = value


class _Entry(dict[str, Any]):
    def __init__(self, known: Mapping[int, Any]) -> None:
        super().__init__()
        self._known = known

    def __setitem__(self, key: str, value: Any) -> None:
        copy = self._known.get(id(value))
        super().__setitem__(key, _copy(value) if copy is None else copy)


def _copy(value: Any) -> Any:
    if hasattr(value, "numpy"):
        return generation.value(value)
    return np.array(keras.ops.convert_to_numpy(value) if generation.IS_KERAS_3 else value)
