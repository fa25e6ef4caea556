"""What one document's named graph states, and how the statements breach the shape that every dataset must have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.evaluate.gold import fold
from kg.model import CLASSES

VOCABULARY = "https://w3id.org/regional-cooperation/ns#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

SYMMETRIC = frozenset({"cooperatesWith"})
LITERAL_ENDS = frozenset({"status", "signedOn", "validDuring", "heldOn", "domain"})
THING_ENDS = frozenset(
    {"cooperatesWith", "party", "participant", "locatedIn", "connects", "heldIn", "attendee", "issuedBy"}
)
_READ = LITERAL_ENDS | THING_ENDS | {"holdsPost", "validFrom"}


class Node(NamedTuple):
    """An object of a triple: an IRI or blank node by its text, or a literal with its language."""

    text: str
    iri: bool
    lang: str = ""


Triple = tuple[str, str, Node]
Index = dict[str, dict[str, list[Node]]]


@dataclass(frozen=True, slots=True)
class Thing:
    """A stated thing: its class, its zh prefLabel, and all its names folded."""

    cls: str
    label: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A stated fact: the object is an IRI, or a literal's text or concept's local name; a post is its title ``at``."""

    subject: str
    predicate: str
    object: str
    at: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A statement that the shape forbids, counted as a wrong fact of its kind."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Stated:
    """The things, facts and breaches of one graph."""

    things: dict[str, Thing]
    relations: frozenset[Relation]
    breaches: tuple[Breach, ...]

    def words(self, relation: Relation) -> str:
        """A relation by its labels."""
        thing = self.things.get(relation.object)
        end = thing.label if thing else relation.object
        where = f" @ {self.things[relation.at].label}" if relation.at else ""
        return f"{self.things[relation.subject].label} → {end}{where}"


NOTHING = Stated({}, frozenset(), ())


def local(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``."""
    return re.split(r"[#/]", iri)[-1]


def _index(triples: Iterable[Triple]) -> Index:
    index: Index = defaultdict(lambda: defaultdict(list))
    for subject, predicate, node in triples:
        index[subject][predicate].append(node)
    return index


def _classes(about: dict[str, list[Node]]) -> list[str]:
    kinds = (node.text for node in about.get(_RDF + "type", ()) if node.text.startswith(VOCABULARY))
    return sorted(local(kind) for kind in kinds if local(kind) in CLASSES)


def _things(index: Index) -> tuple[dict[str, Thing], list[Breach]]:
    things, breaches = {}, []
    for iri, about in sorted(index.items()):
        kinds = _classes(about)
        if not kinds:
            continue
        labels = sorted(node.text for node in about.get(_SKOS + "prefLabel", ()) if node.lang == "zh")
        if len(labels) != 1:
            breaches.append(Breach(kinds[0], f"{iri} has {len(labels)} zh prefLabels"))
        if len(kinds) > 1:
            breaches.append(Breach(kinds[0], f"{iri} has classes {', '.join(kinds)}"))
        if labels:
            others = (fold(node.text) for node in about.get(_SKOS + "altLabel", ()))
            things[iri] = Thing(kinds[0], labels[0], frozenset([fold(labels[0]), *others]))
    return things, breaches


class _Reader:
    """Triples of one graph → relations and breaches, given its things."""

    def __init__(self, index: Index, things: dict[str, Thing]) -> None:
        self._index = index
        self._things = things
        self.relations: set[Relation] = set()
        self.breaches: list[Breach] = []

    def read(self, subject: str, predicate: str, node: Node) -> None:
        """Take one triple whose predicate is of the vocabulary."""
        kind = "validDuring" if predicate == "validFrom" else predicate
        if subject not in self._things:
            self.breaches.append(Breach(kind, f"{predicate} of {subject}, which is no stated thing"))
        elif predicate == "validFrom":
            self._add(subject, kind, f"{node.text[:4]}/{self._until(subject)}")
        elif predicate in LITERAL_ENDS:
            self._add(subject, kind, local(node.text) if node.iri else node.text)
        elif predicate == "holdsPost":
            self._post(subject, node)
        elif node.text not in self._things:
            self.breaches.append(Breach(kind, f"{self._label(subject)} → {node.text}, which is no stated thing"))
        elif predicate in SYMMETRIC:
            self._add(min(subject, node.text), kind, max(subject, node.text))
        else:
            self._add(subject, kind, node.text)

    def _add(self, subject: str, predicate: str, target: str, at: str = "") -> None:
        self.relations.add(Relation(subject, predicate, target, at))

    def _label(self, iri: str) -> str:
        return self._things[iri].label

    def _until(self, subject: str) -> str:
        return next((node.text[:4] for node in self._index[subject].get(VOCABULARY + "validUntil", ())), "")

    def _post(self, subject: str, node: Node) -> None:
        about = self._index.get(node.text, {})
        title = next((label.text for label in about.get(_SKOS + "prefLabel", ())), "")
        where = [at.text for at in about.get(VOCABULARY + "at", ()) if at.text in self._things]
        if not where:
            self.breaches.append(Breach("holdsPost", f"{self._label(subject)}, {title}: no rc:at"))
        for organization in where:
            self._add(subject, "holdsPost", title, organization)


def read_stated(triples: Iterable[Triple]) -> Stated:
    """Read the triples of one document's graph."""
    index = _index(triples)
    things, breaches = _things(index)
    reader = _Reader(index, things)
    for subject, about in index.items():
        for predicate, nodes in about.items():
            if predicate.startswith(VOCABULARY) and local(predicate) in _READ:
                for node in nodes:
                    reader.read(subject, local(predicate), node)
    return Stated(things, frozenset(reader.relations), tuple(sorted([*breaches, *reader.breaches])))
