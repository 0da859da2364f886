"""Where a trial's event files of TensorBoard lie, and files of scalars without TensorBoard.

The format is that of TFRecord files of `tensorflow.Event` messages, of which a scalar needs four fields.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from determined.core.trial_info import TrialInfo
from determined.storage import local_root

_POLYNOMIAL = 0x82F63B78  # of CRC-32C, its bits in reverse
_MASK_DELTA = 0xA282EAD8
_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5
_STARTED = b"\x08\x01"  # SessionLog.status = START


def event_directory(info: TrialInfo, rank: int = 0) -> Path:
    """`<storage>/<cluster>/tensorboard/experiment/<id>/trial/<id>`; in the run's directory with a bucket.

    What other processes of the trial than that of rank 0 write is in the run's directory too, and is not kept.
    """
    kept = kept_event_directory(info)
    if rank:
        return info.run_dir / f"tensorboard-{rank}"
    return info.run_dir / "tensorboard" if kept is None else kept


def kept_event_directory(info: TrialInfo) -> Optional[Path]:
    """That which outlives the run, where storage has directories."""
    root = local_root(info.config.get("checkpoint_storage") or {})
    place = f"{info.cluster_id or 'cluster'}/tensorboard/experiment/{info.experiment_id}/trial/{info.trial_id}"
    return None if root is None else root / place


class EventFile:
    """One file of scalars that TensorBoard reads; it is made with the first of them.

    With `begins_at` earlier files of the directory are not shown from that step on: those steps are done anew.
    """

    def __init__(self, directory: Path, begins_at: Optional[int] = None) -> None:
        self._directory, self._begins_at = directory, begins_at
        self._descriptor: Optional[int] = None

    def add(self, seconds: float, step: int, scalars: Mapping[str, float]) -> None:
        """Appends scalars by tag; OSError when there is no room, and then nothing of them is there."""
        if self._descriptor is None:
            self._descriptor = self._open()
        values = b"".join(_part(1, _part(1, tag.encode()) + _float(2, value)) for tag, value in scalars.items())
        self._write(_event(seconds, step, _part(5, values)))

    def _open(self) -> int:
        self._directory.mkdir(parents=True, exist_ok=True)
        name = f"events.out.tfevents.{time.time():.6f}.{socket.gethostname()}.{os.getpid()}.determined"
        self._descriptor = os.open(self._directory / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        now = time.time()
        self._write(_event(now, 0, _part(3, b"brain.Event:2")))
        if self._begins_at is not None:
            self._write(_event(now, self._begins_at, _part(7, _STARTED)))
        return self._descriptor

    def _write(self, event: bytes) -> None:
        assert self._descriptor is not None
        length = struct.pack("<Q", len(event))
        record = length + _masked(length) + event + _masked(event)
        written = os.write(self._descriptor, record)
        if written < len(record):
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _event(seconds: float, step: int, what: bytes) -> bytes:
    """`Event` with `wall_time`, `step` and one more field."""
    return bytes([1 << 3 | _DOUBLE]) + struct.pack("<d", seconds) + bytes([2 << 3 | _VARINT]) + _varint(step) + what


def _part(field: int, content: bytes) -> bytes:
    return bytes([field << 3 | _BYTES]) + _varint(len(content)) + content


def _float(field: int, value: float) -> bytes:
    try:
        return bytes([field << 3 | _FLOAT]) + struct.pack("<f", value)
    except OverflowError:  # more than a float of four bytes holds
        return bytes([field << 3 | _FLOAT]) + struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def _varint(number: int) -> bytes:
    taken = bytearray()
    while number > 127:
        taken.append(number & 127 | 128)
        number >>= 7
    taken.append(number)
    return bytes(taken)


def _table() -> list[int]:
    table = []
    for byte in range(256):
        rest = byte
        for _ in range(8):
            rest = rest >> 1 ^ (_POLYNOMIAL if rest & 1 else 0)
        table.append(rest)
    return table


_CRC = _table()


def _masked(data: bytes) -> bytes:
    """The masked checksum of a TFRecord."""
    crc, table = 0xFFFFFFFF, _CRC
    for byte in data:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF)
