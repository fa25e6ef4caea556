"""One builder at a time: a lock on a file that ends with the process that holds it, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.model import StoreError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: BinaryIO) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: BinaryIO) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``; ``StoreError`` at once if another process or thread holds it."""
    with _opened(path) as handle:
        try:
            _lock(handle)
        except OSError as error:
            raise StoreError(f"{path.parent}: another build is writing this store") from error
        yield


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("ab")
    except OSError as error:
        raise StoreError(f"{path.parent}: the store cannot be written: {error.strerror}") from error
