"""The pattern tables of ``data/patterns``: YAML, checked for the shape that their readers expect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
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


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches any of the words, of those that start alike the longest first.

    Words that start alike share their start (合(?:作|办)), so that a text is not compared with each of hundreds.
    """
    return _branches(sorted(set(words)))


def _branches(words: list[str]) -> str:
    """The branches of sorted words, one for each first character."""
    found = [_branch(first, [word[1:] for word in group]) for first, group in groupby(words, key=lambda w: w[:1])]
    return "|".join(sorted(found, key=lambda branch: branch == ""))  # nothing at all comes last


def _branch(first: str, rests: list[str]) -> str:
    if rests == [""]:
        return re.escape(first)
    inner = _branches([rest for rest in rests if rest])
    whole = inner if len(rests) == 1 else f"(?:{inner})"
    return re.escape(first) + (f"(?:{inner})?" if "" in rests else whole)
