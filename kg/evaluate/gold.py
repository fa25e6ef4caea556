"""Gold facts as files: ``E class name|other spellings``, ``R predicate subject|… object|…``, tabs between the fields.

A last field ``?`` marks what is neither required nor wrong; lines that start with ``#`` are remarks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kg.model import DocumentError

_CARRIES_NO_IDENTITY = re.compile(r"[\s《》〈〉“”\"'‘’「」·•・—–\-－~～、,，()（）]")


def fold(name: str) -> str:
    """A name without what carries no identity: width, case, white space, quotation marks, dashes, brackets."""
    return _CARRIES_NO_IDENTITY.sub("", unicodedata.normalize("NFKC", name)).lower()


@dataclass(frozen=True, slots=True)
class GoldThing:
    """A thing that the document names; its names are folded, the first is what it is known by."""

    cls: str
    names: tuple[str, ...]
    shown: str
    optional: bool

    @property
    def key(self) -> str:
        """The folded name by which facts refer to the thing."""
        return self.names[0]

    def is_named(self, label: str) -> bool:
        """Whether a folded label names it; one character is no name of a place."""
        return label in self.names and not (self.cls == "Place" and len(label) < 2)


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact that the document states, with the spellings of both ends as the file has them."""

    predicate: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    optional: bool

    @property
    def subject_key(self) -> str:
        """The folded first spelling of the subject."""
        return fold(self.subject[0])

    @property
    def object_key(self) -> str:
        """The folded first spelling of the object."""
        return fold(self.object[0])


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold facts of the document whose identifier starts with ``name``."""

    name: str
    things: tuple[GoldThing, ...]
    facts: tuple[GoldFact, ...]


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def _line(fields: list[str]) -> GoldThing | GoldFact | None:
    optional = fields[-1].strip() == "?"
    match fields[:-1] if optional else fields:
        case ["E", cls, names]:
            return GoldThing(cls, tuple(map(fold, _spellings(names))), _spellings(names)[0], optional)
        case ["R", predicate, left, right]:
            return GoldFact(predicate, _spellings(left), _spellings(right), optional)
        case _:
            return None


def read_gold(path: Path) -> Gold:
    """Read one file of gold facts; a line that is none raises DocumentError with file and line."""
    things: list[GoldThing] = []
    facts: list[GoldFact] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match _line(line.split("\t")):
            case GoldThing() as thing:
                things.append(thing)
            case GoldFact() as fact:
                facts.append(fact)
            case None:
                raise DocumentError(f"{path}:{number}: not a gold fact: {line[:80]!r}")
    return Gold(path.stem, tuple(things), tuple(facts))


def read_golds(folder: Path) -> list[Gold]:
    """All files of gold facts in a folder, by name; DocumentError where there is none."""
    paths = sorted(folder.glob("*.tsv")) if folder.is_dir() else []
    if not paths:
        raise DocumentError(f"{folder}: no *.tsv files of gold facts")
    return [read_gold(path) for path in paths]
