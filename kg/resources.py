"""Where the data and the vocabulary lie: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def data(relative: str) -> Path:
    """Path of a file or folder of ``data/``, e.g. ``gazetteer/units.csv``."""
    return _root("data") / relative


def ontology(relative: str) -> Path:
    """Path of a file or folder of ``ontology/``, e.g. ``cooperation.ttl``."""
    return _root("ontology") / relative
