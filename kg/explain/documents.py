"""What was read in a document: counts by class, predicate and rule; what it leaves open; what was turned down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from kg import lexicon
from kg.explain.mentions import Named, document_named, mentions_of
from kg.graph import segment
from kg.lexicon import Unit
from kg.model import CLASSES
from kg.store import DocumentEntry, Store

_THINGS = "SELECT ?class (COUNT(*) AS ?n) WHERE { GRAPH <%s> { ?x a ?class } } GROUP BY ?class"
_FACTS = """SELECT ?fact ?p ?rule WHERE { GRAPH <%s> {
  ?fact a rc:Assertion ; rdf:predicate ?p . OPTIONAL { ?fact rc:rule ?rule } } }"""
_PASSAGES = """SELECT ?x ?start ?end ?quote ?reason ?rule ?candidate WHERE { GRAPH <%s/mentions> {
  ?x a rc:%s ; rc:start ?start ; rc:end ?end ; rc:quote ?quote ; rc:reason ?reason .
  OPTIONAL { ?x rc:rule ?rule } OPTIONAL { ?x rc:candidate ?candidate } } }"""


Key = TypeVar("Key", str, tuple[str, str])


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """What the document leaves open, or what a rule proposed and was not taken."""

    start: int
    end: int
    text: str
    rule: str
    """Empty for what is open."""
    reason: str
    candidates: tuple[str, ...]
    """Dates, or codes of units with their names: ``500105 重庆市江北区``."""


@dataclass(frozen=True, slots=True)
class Overview:
    """One document as it was read."""

    document: DocumentEntry
    things: dict[str, int]
    """Class → things."""
    mentions: dict[tuple[str, str], int]
    """Class and rule → mentions."""
    facts: dict[str, int]
    """Predicate → facts."""
    rules: dict[tuple[str, str], int]
    """Predicate and rule → facts that the rule led to; a fact counts once for each of its rules."""
    undecided: tuple[Listed, ...]
    turned_down: tuple[Listed, ...]


def overview(store: Store, identifier: str) -> Overview:
    """The document with an identifier; UnknownDocument if the store has none."""
    entry = document_named(store, identifier)
    mentions = mentions_of(store, entry.iri)
    facts = {(fact, segment(p), rule) for fact, p, rule in store.select(_FACTS % entry.iri).texts()}
    return Overview(
        entry,
        _things(store, entry),
        _by_rule(mentions),
        _counted(Counter(predicate for _, predicate in {fact[:2] for fact in facts})),
        _counted(Counter((predicate, rule) for _, predicate, rule in facts if rule)),
        _listed(store, entry, "Undecided"),
        _listed(store, entry, "TurnedDown"),
    )


def _things(store: Store, entry: DocumentEntry) -> dict[str, int]:
    counts = {segment(cls): int(number) for cls, number in store.select(_THINGS % entry.iri).texts()}
    return {cls: counts[cls] for cls in CLASSES if cls in counts}


def _by_rule(mentions: list[Named]) -> dict[tuple[str, str], int]:
    return _counted(Counter((named.thing.cls, named.rule) for named in mentions))


def _counted(counts: Counter[Key]) -> dict[Key, int]:
    return dict(sorted(counts.items()))


def _listed(store: Store, entry: DocumentEntry, kind: str) -> tuple[Listed, ...]:
    said: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for _, *row, candidate in store.select(_PASSAGES % (entry.iri, kind)).texts():
        said[tuple(row)].update(filter(None, [candidate]))
    units = lexicon.load().units if any(said.values()) else {}
    return tuple(
        sorted(
            Listed(int(start), int(end), quote, rule, reason, tuple(_called(c, units) for c in sorted(candidates)))
            for (start, end, quote, reason, rule), candidates in said.items()
        )
    )


def _called(candidate: str, units: Mapping[str, Unit]) -> str:
    """A code with the unit's full name and those of the units above it; anything else as it is."""
    names: list[str] = []
    unit = units.get(candidate)
    while unit:
        names.insert(0, unit.name)
        unit = units.get(unit.parent)
    return f"{candidate} {''.join(names)}" if names else candidate
