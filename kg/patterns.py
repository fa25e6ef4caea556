"""The pattern tables of ``data/patterns``: YAML, checked for the shape that their readers expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from kg import resources
from kg.model import LexiconError


def load(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The table ``name``.yml as a mapping; a missing or malformed one is a LexiconError that names file and line."""
    path = (folder or resources.data("patterns")) / f"{name}.yml"
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(table, dict):
        raise LexiconError(f"{path}: expected a mapping at the top")
    return table


def alternatives(words: list[str]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
