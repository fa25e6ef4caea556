"""How a store lies on disk: a marker that names the data in force, and one folder of data for each build.

    STORE/store.json          format, version, base, and which data folder is in force
    STORE/data-<generation>/  the triple store's own files, never written again once they are in force
    STORE/build.lock          held while a build is under way

Replacing the marker is the one step that puts a build in place: it is atomic on every system, which exchanging two
folders is not, and it works while others read the old data.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.model import StoreError

FORMAT = "hezuo store"
VERSION = 1
MARKER = "store.json"
LOCK = "build.lock"


@dataclass(frozen=True, slots=True)
class Marker:
    """What ``store.json`` says."""

    base: str
    generation: str = ""
    """Empty until the first build is done."""
    format: str = FORMAT
    version: int = VERSION


def read_marker(path: Path) -> Marker:
    """The marker of the store at ``path``; ``StoreError`` if there is none or it is not ours."""
    if not path.is_dir():
        raise StoreError(f"{path}: there is no store here")
    try:
        fields = json.loads((path / MARKER).read_text("utf-8"))
        marker = Marker(**fields)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path}: this folder is not a store") from error
    if marker.format != FORMAT:
        raise StoreError(f"{path}: this folder is not a store")
    return marker


def require_version(path: Path, marker: Marker) -> None:
    """``StoreError`` unless this version of the program can read the store."""
    if marker.version != VERSION:
        raise StoreError(f"{path}: the store has format {marker.version}, this program reads {VERSION}: build it again")
    if not marker.generation:
        raise StoreError(f"{path}: no build of this store was ever finished")


def write_marker(path: Path, marker: Marker) -> None:
    """Put a marker in force, in one step."""
    aside = path / f"{MARKER}.new"
    try:
        with aside.open("w", encoding="utf-8") as handle:
            json.dump(asdict(marker), handle)
            handle.flush()
            os.fsync(handle.fileno())
        aside.replace(path / MARKER)
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be written: {error.strerror}") from error


def data_folder(path: Path, generation: str) -> Path:
    """Where a build's data lie."""
    return path / f"data-{generation}"


def check_target(path: Path) -> None:
    """``StoreError`` if ``path`` holds anything but a store of ours, of whatever version."""
    try:
        new = not any(path.iterdir()) if path.is_dir() else not path.exists()
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be read: {error.strerror}") from error
    try:
        if not new:
            read_marker(path)
    except StoreError as error:
        raise StoreError(f"{path}: this is not a store and will not be replaced by one") from error


def remove_data(path: Path, *, keep: str) -> None:
    """Remove every build's data but one; what another program holds open (on Windows) waits for the next build."""
    for folder in path.glob("data-*"):
        if folder != data_folder(path, keep):
            shutil.rmtree(folder, ignore_errors=True)


def remove_traces(path: Path, *, folder_too: bool) -> None:
    """Leave no lock file, and perhaps no folder, where no store has come about and no other build is at work."""
    if path.is_dir() and [entry.name for entry in path.iterdir()] == [LOCK]:
        with contextlib.suppress(OSError):
            (path / LOCK).unlink()
            if folder_too:
                path.rmdir()
