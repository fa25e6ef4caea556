"""Finding things by a part of a name: an index in memory, made from a store and never changed.

SQLite's FTS5 tokenizes words, which Chinese does not space, and its trigram tokenizer cannot find two characters. Here
every character is a token of its own, written as its code point so that no table of character classes decides on it; a
text is then found as a phrase.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.graph import segment
from kg.model import CLASSES, KgError
from kg.rdf import NS
from kg.store import Store

_THINGS = """
SELECT DISTINCT ?thing ?class ?label ?alias WHERE {
  ?thing a ?class ; skos:prefLabel ?label . FILTER(LANG(?label) = "zh") OPTIONAL { ?thing skos:altLabel ?alias } }"""
_EVIDENCE = """
SELECT ?thing (COUNT(*) AS ?count) WHERE {
  { ?fact rdf:subject ?thing } UNION { ?fact rdf:object ?thing } ?fact rc:evidence ?evidence } GROUP BY ?thing"""
_SCHEMA = """
CREATE TABLE things (number INTEGER PRIMARY KEY, id TEXT, name TEXT, class TEXT, aliases TEXT, evidence INT);
CREATE UNIQUE INDEX by_id ON things (id);
CREATE VIRTUAL TABLE names USING fts5 (tokens, thing UNINDEXED, whole UNINDEXED, tokenize = 'unicode61');"""
_FIND = """SELECT id, name, class, aliases, evidence, COUNT(*) OVER () FROM things
JOIN (SELECT thing, MIN(whole != :tokens) AS partly FROM names WHERE names MATCH :phrase GROUP BY thing)
ON thing = number WHERE :class IN ('', class)
ORDER BY partly, evidence DESC, LENGTH(name), name, id LIMIT :limit OFFSET :offset"""
_LIST = """SELECT id, name, class, aliases, evidence, COUNT(*) OVER () FROM things
WHERE :class IN ('', class) ORDER BY evidence DESC, name, id LIMIT :limit OFFSET :offset"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found; ``evidence`` counts the quotes of the facts at either end of which it stands."""

    id: str
    name: str
    cls: str
    aliases: tuple[str, ...]
    evidence: int


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found, and how many there are in all."""

    total: int
    hits: tuple[Hit, ...]


class Search:
    """The index of one store; it may be asked from several threads."""

    def __init__(self, store: Store) -> None:
        if sqlite3.threadsafety != 3:
            raise KgError("this SQLite cannot be shared by threads")
        self._data = sqlite3.connect(":memory:", check_same_thread=False)
        self._data.executescript(_SCHEMA)
        for number, hit in enumerate(_hits(store)):
            self._add(number, hit)

    def _add(self, number: int, hit: Hit) -> None:
        row = (number, hit.id, hit.name, hit.cls, "\n".join(hit.aliases), hit.evidence)
        self._data.execute("INSERT INTO things VALUES (?, ?, ?, ?, ?, ?)", row)
        for name in (hit.name, *hit.aliases):
            self._data.execute("INSERT INTO names VALUES (?, ?, ?)", (tokens(name), number, tokens(name)))

    def find(self, text: str, *, cls: str = "", limit: int = 50, offset: int = 0) -> Hits:
        """Things with ``text`` in one of their names: whole names first, then by evidence, then by name.

        An empty text finds everything; one without a letter or digit finds nothing.
        """
        phrase = tokens(text)
        if text.strip() and not phrase:
            return Hits(0, ())
        page: dict[str, str | int] = {"limit": limit, "offset": offset}
        values = {"phrase": f'"{phrase}"', "tokens": phrase, "class": cls, **page}
        rows = self._data.execute(_FIND if phrase else _LIST, values).fetchall()
        return Hits(rows[0][-1] if rows else self._count(phrase, values), tuple(_hit(row) for row in rows))

    def _count(self, phrase: str, values: dict[str, str | int]) -> int:
        """How many there are when the page that was asked for is empty."""
        first = self._data.execute(_FIND if phrase else _LIST, {**values, "limit": 1, "offset": 0}).fetchone()
        return int(first[-1]) if first else 0

    def get(self, id: str) -> Hit | None:
        """The thing with an id, or None."""
        row = self._data.execute("SELECT id, name, class, aliases, evidence FROM things WHERE id = ?", (id,)).fetchone()
        return _hit(row) if row else None


def _hit(row: Sequence[Any]) -> Hit:
    id, name, cls, aliases, evidence, *_ = row
    return Hit(id, name, cls, tuple(aliases.split("\n")) if aliases else (), evidence)


def tokens(text: str) -> str:
    """The letters and digits of a text, width and case folded, each as its code point, spaced."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(f"{ord(character):x}" for character in folded if character.isalnum())


def _hits(store: Store) -> Iterable[Hit]:
    """Every thing of the store; where one has several labels, the first is its name and the others find it too."""
    evidence = {thing: int(count) for thing, count in store.select(_EVIDENCE).texts()}
    names: dict[str, set[str]] = defaultdict(set)
    things: dict[str, tuple[str, str]] = {}
    for thing, cls, label, alias in sorted(store.select(_THINGS).texts()):
        if cls.removeprefix(NS) in CLASSES:
            things.setdefault(thing, (segment(cls), label))
            names[thing].update({label, alias} - {""})
    for thing, (cls, label) in things.items():
        yield Hit(segment(thing), label, cls, tuple(sorted(names[thing] - {label})), evidence.get(thing, 0))
