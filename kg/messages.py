"""What users read, Chinese first with an English switch: the catalogue is ``data/messages.csv`` (key, zh, en)."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from kg.model import LexiconError
from kg.resources import data

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Messages:
    """The catalogue in one language: ``messages("build.done", documents=6)``."""

    lang: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key with its fields filled in; KeyError for a key or a field that is not there."""
        return self.texts[key].format(**values)


def messages(lang: str) -> Messages:
    """Read the catalogue in a language of LANGUAGES; a row that is not whole raises LexiconError."""
    path = data("messages.csv")
    texts = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), 2):
            if not all(row.get(column) for column in ("key", *LANGUAGES)) or row["key"] in texts:
                raise LexiconError(f"{path.name}:{number}: key, zh and en must stand, each key once")
            texts[row["key"]] = row[lang]
    return Messages(lang, texts)


def fields(text: str) -> frozenset[str]:
    """The names of the fields in a message, for the check that both languages have the same."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def language(asked: str | None = None) -> str:
    """The language asked for, else that of KG_LANG, else Chinese; anything unknown is Chinese."""
    wanted = (asked or os.environ.get("KG_LANG", "")).lower()[:2]
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
