"""What stands in relation to a thing, in both directions, each with its evidence; the CLI and the API both ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.graph import Quote, segment
from kg.model import CLASSES, KgError, QueryError
from kg.rdf import NS, SYMMETRIC
from kg.store import Store

PREDICATES = (
    "attendee",
    "connects",
    "cooperatesWith",
    "heldIn",
    "holdsPost",
    "issuedBy",
    "locatedIn",
    "participant",
    "party",
)
"""The predicates that lead from a thing to a thing."""

_NAMED = """SELECT DISTINCT ?thing WHERE { VALUES ?name { %s }
  { ?thing skos:prefLabel ?name } UNION { ?thing skos:altLabel ?name } }"""
_THINGS = """SELECT DISTINCT ?thing ?class ?label WHERE { VALUES ?thing { %s }
  ?thing a ?class ; skos:prefLabel ?label . FILTER(LANG(?label) = "zh") }"""
_SAME = "SELECT DISTINCT ?one ?other WHERE { VALUES ?one { %s } ?one (owl:sameAs|^owl:sameAs)+ ?other }"
_FACTS = """SELECT ?s ?p ?o ?at ?post ?asOf ?id ?title ?issued ?quote ?start ?end WHERE {
  { VALUES ?x { %(ring)s } { ?fact rdf:subject ?x } UNION { ?fact rdf:object ?x }
    UNION { ?node rc:at ?x . ?fact rdf:object ?node } }
  ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; rc:evidence ?evidence .
  %(only)s
  ?evidence dcterms:source ?doc ; rc:quote ?quote ; rc:start ?start ; rc:end ?end .
  ?doc dcterms:identifier ?id .
  OPTIONAL { ?doc dcterms:title ?title } OPTIONAL { ?doc dcterms:issued ?issued }
  OPTIONAL { ?fact rc:asOf ?asOf } OPTIONAL { ?o rc:at ?at ; skos:prefLabel ?post } }"""


class UnknownName(KgError):
    """No thing of the store has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is not in the store")
        self.name = name


class AmbiguousName(KgError):
    """Several things of the store have the name; carries them, sorted."""

    def __init__(self, name: str, candidates: tuple[Thing, ...]) -> None:
        super().__init__(f"{name!r} may mean {', '.join(thing.id for thing in candidates)}")
        self.name = name
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the store: ``id`` is the last segment of its IRI."""

    id: str
    iri: str
    name: str
    cls: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A fact between a thing nearer to the start (``via``) and the neighbour.

    Its direction is ``out`` where the nearer thing is the subject, ``in`` where the neighbour is, else ``both``.
    """

    predicate: str
    direction: str
    via: Thing
    value: str
    """The post, where the predicate is holdsPost; else empty."""
    as_of: str
    evidence: tuple[Quote, ...]

    def as_dict(self, quotes: int | None = None) -> dict[str, Any]:
        """The relation as plain values, with at most so many quotes."""
        return {
            "predicate": self.predicate,
            "direction": self.direction,
            "via": self.via.id,
            "value": self.value,
            "as_of": self.as_of,
            "count": len(self.evidence),
            "quotes": [quote._asdict() for quote in self.evidence[:quotes]],
        }


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A thing some steps away, and the facts that lead to it."""

    thing: Thing
    distance: int
    relations: tuple[Relation, ...]

    @property
    def evidence(self) -> int:
        """How many pieces of evidence lead to it."""
        return sum(len(relation.evidence) for relation in self.relations)

    def as_dict(self, quotes: int | None = None) -> dict[str, Any]:
        """The neighbour as plain values, with at most so many quotes for each relation."""
        return {
            "id": self.thing.id,
            "name": self.thing.name,
            "class": self.thing.cls,
            "distance": self.distance,
            "evidence": self.evidence,
            "relations": [relation.as_dict(quotes) for relation in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """Which neighbours are wanted: all of them unless said otherwise."""

    depth: int = 1
    predicate: str = ""
    cls: str = ""


def resolve(store: Store, name: str) -> Thing:
    """The thing that a name, another spelling or the last segment of an IRI means.

    Raises UnknownName where nothing has it, AmbiguousName with the candidates where several have.
    """
    found = by_id(store, name)
    if found:
        return found
    literals = f"{_literal(name)}@zh {_literal(name)}"
    things = _canonical(store, (iri for (iri,) in store.select(_NAMED % literals).texts()))
    exact = [thing for thing in things if thing.name == name] or list(things)
    if not exact:
        raise UnknownName(name)
    if len(exact) > 1:
        raise AmbiguousName(name, tuple(exact))
    return exact[0]


def by_id(store: Store, id: str) -> Thing | None:
    """The thing whose IRI ends in a segment, or None."""
    if not _is_segment(id):
        return None
    try:
        things = _things(store, [store.base + id])
    except QueryError:  # a character that no IRI may have: nothing is called so
        return None
    return next(iter(things.values()), None)


def neighbors(store: Store, start: Thing, choice: Choice = Choice()) -> list[Neighbor]:
    """The things around ``start``, nearest first, then by evidence, then by name.

    A predicate limits the facts that are followed, a class only what is listed.
    """
    seen = {start.iri: start}
    ring, found = [start.iri], list[Neighbor]()
    for distance in range(1, choice.depth + 1):
        relations = _relations(store, ring, choice.predicate, seen)
        found += [Neighbor(seen[iri], distance, tuple(facts)) for iri, facts in relations.items()]
        ring = sorted(relations)
    listed = (near for near in found if choice.cls in ("", near.thing.cls))
    return sorted(listed, key=lambda near: (near.distance, -near.evidence, near.thing.name, near.thing.id))


_Fact = tuple[str, str, str, str, str, str]
"""Near end, far end, predicate, direction, post, as-of."""


def _relations(store: Store, ring: list[str], predicate: str, seen: dict[str, Thing]) -> dict[str, list[Relation]]:
    """The facts from the ring to things not seen before, by the far thing's IRI; these are added to ``seen``."""
    members = _same(store, ring)
    facts: dict[_Fact, set[Quote]] = defaultdict(set)
    for row in _fact_rows(store, sorted(members), predicate):
        subject, verb, object_, at, post, as_of, identifier, title, issued, quote, begin, end = row
        evidence = Quote(identifier, title, issued, quote, int(begin), int(end))
        target, verb = at or object_, segment(verb)
        if subject in members:
            facts[members[subject], target, verb, _direction(verb, "out"), post, as_of].add(evidence)
        if target in members:
            facts[members[target], subject, verb, _direction(verb, "in"), post, as_of].add(evidence)
    return _gather(store, facts, seen)


def _direction(predicate: str, stated: str) -> str:
    return "both" if predicate in SYMMETRIC else stated


def _gather(store: Store, facts: dict[_Fact, set[Quote]], seen: dict[str, Thing]) -> dict[str, list[Relation]]:
    far = sorted({fact[1] for fact in facts})
    main = _same(store, far)
    things = _things(store, sorted(set(main.values()) - set(seen)))
    merged: dict[_Fact, set[Quote]] = defaultdict(set)
    for (near, end, *rest), evidence in facts.items():
        merged[near, main[end], *rest].update(evidence)  # type: ignore[index]
    relations: dict[str, list[Relation]] = defaultdict(list)
    for (near, end, verb, direction, post, as_of), evidence in sorted(merged.items()):
        if end in things:
            relation = Relation(verb, direction, seen[near], post, as_of, tuple(sorted(evidence)))
            relations[end].append(relation)
    seen.update({iri: things[iri] for iri in relations})
    return relations


def _fact_rows(store: Store, ring: list[str], predicate: str) -> Iterator[tuple[str, ...]]:
    verbs = " ".join(f"rc:{verb}" for verb in ([predicate] if predicate else PREDICATES))
    for part in _parts(ring):
        yield from store.select(_FACTS % {"ring": part, "only": f"VALUES ?p {{ {verbs} }}"}).texts()


def _things(store: Store, iris: Iterable[str]) -> dict[str, Thing]:
    # the classes are picked here: named in the query, they multiply with the things and make it ten times slower
    rows = sorted(row for part in _parts(iris) for row in store.select(_THINGS % part).texts())
    return {iri: Thing(segment(iri), iri, label, cls) for iri, kind, label in rows if (cls := _class(kind))}


def _class(iri: str) -> str:
    """The class that an IRI of the vocabulary names; empty for any other IRI."""
    name = iri.removeprefix(NS)
    return name if name in CLASSES else ""


def _same(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Every IRI, and those equal to it, with the one that stands for them all: the smallest."""
    groups = {iri: {iri} for iri in iris}
    for part in _parts(groups):
        for one, other in store.select(_SAME % part).texts():
            groups[one].add(other)
    return {member: min(group) for group in groups.values() for member in group}


def _canonical(store: Store, iris: Iterable[str]) -> list[Thing]:
    main = set(_same(store, iris).values())
    return sorted(_things(store, main).values(), key=lambda thing: (thing.name, thing.id))


_AT_ONCE = 500
"""IRIs named in one query: more would make its text long to parse."""


def _parts(iris: Iterable[str]) -> Iterator[str]:
    named = [f"<{iri}>" for iri in iris]
    for start in range(0, len(named), _AT_ONCE):
        yield " ".join(named[start : start + _AT_ONCE])


def _is_segment(text: str) -> bool:
    """Whether a text could stand as the last segment of an IRI, and so between < and > of a query."""
    return bool(text) and not any(character <= " " or character in '<>"{}|^`\\/#?' for character in text)


def _literal(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(escapes.get(character, character) for character in text) + '"'
