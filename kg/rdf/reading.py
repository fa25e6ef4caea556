"""What was read in one document, as the quads of its two graphs: what it states, and where it names what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Concept, Date, Document, EntityId, Evidence, Fact, KgError, Post, Reading
from kg.rdf.iris import document_iri, mentions_iri, node_iri, thing_iri
from kg.rdf.terms import ALT_LABEL, BASE, IDENTIFIER, PREF_LABEL, SOURCE, TYPE, rc, term

SYMMETRIC = frozenset({"cooperatesWith"})
"""Predicates that are stated once, from the end whose IRI sorts first."""

PREDICATES = (
    "cooperatesWith",
    "party",
    "participant",
    "locatedIn",
    "connects",
    "status",
    "signedOn",
    "heldOn",
    "validFrom",
    "validUntil",
    "heldIn",
    "attendee",
    "holdsPost",
    "issuedBy",
    "domain",
)
"""The predicates of facts."""

Term = NamedNode | Literal
Link = tuple[NamedNode, NamedNode, Term]

_DATES = (
    (re.compile(r"[0-9]{4}"), term("xsd:gYear")),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), term("xsd:gYearMonth")),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), term("xsd:date")),
)


def reading_quads(reading: Reading, base: str = BASE) -> list[Quad]:
    """The quads of a document's own graph and of its graph of mentions, sorted, each once."""
    writer = _Writer(reading, base)
    stated = {Quad(*link, writer.document) for link in writer.stated()}
    found = {Quad(*link, mentions_iri(writer.document)) for link in writer.found()}
    return sorted(stated | found, key=str)


def fact_link(reading: Reading, fact: Fact, base: str = BASE) -> Link:
    """The plain triple that a reading's fact becomes."""
    return _Writer(reading, base)._link(fact)


def date_literal(iso: str) -> Literal:
    """A typed literal as precise as the date: ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``."""
    for form, datatype in _DATES:
        if form.fullmatch(iso) and _exists(iso):
            return Literal(iso, datatype=datatype)
    raise KgError(f"{iso!r} is no ISO date")


def _exists(iso: str) -> bool:
    try:
        date.fromisoformat(f"{iso}-01-01"[:10])
    except ValueError:
        return False
    return True


class _Writer:
    """The links of one reading; every method gives them in no special order."""

    def __init__(self, reading: Reading, base: str) -> None:
        self.reading = reading
        self.base = base
        self.document = document_iri(reading.document.id, base)

    def stated(self) -> Iterator[Link]:
        """The document's graph: the document, things, facts and their evidence."""
        yield from self._document(self.reading.document)
        yield from self._things()
        yield from self._facts()

    def found(self) -> Iterator[Link]:
        """The graph of mentions: where things are named, what stays undecided, and what was turned down."""
        yield from self._mentions()
        yield from self._undecided()
        yield from self._turned_down()

    def _document(self, document: Document) -> Iterator[Link]:
        yield self.document, TYPE, rc("Document")
        yield self.document, IDENTIFIER, Literal(document.id)
        if document.title:
            yield self.document, term("dcterms:title"), _chinese(document.title)
        if document.issued:
            yield self.document, term("dcterms:issued"), date_literal(document.issued)
        if document.issuer:
            yield self.document, term("dc:publisher"), _chinese(document.issuer)
        if document.number:
            yield self.document, term("schema:identifier"), Literal(document.number)
        if document.url:
            yield self.document, term("schema:url"), Literal(document.url, datatype=term("xsd:anyURI"))

    def _things(self) -> Iterator[Link]:
        for thing in self._named():
            iri = thing_iri(thing, self.base)
            yield iri, TYPE, rc(thing.cls)
            yield iri, PREF_LABEL, _chinese(thing.name)
        for entity in self.reading.entities:
            for alias in entity.aliases:
                if alias != entity.id.name:
                    yield thing_iri(entity.id, self.base), ALT_LABEL, _chinese(alias)

    def _named(self) -> set[EntityId]:
        things = {entity.id for entity in self.reading.entities}
        for fact in self.reading.facts:
            things.add(fact.subject)
            if isinstance(fact.object, EntityId):
                things.add(fact.object)
            elif isinstance(fact.object, Post):
                things.add(fact.object.at)
        return things

    def _facts(self) -> Iterator[Link]:
        evidence: dict[tuple[Link, str], set[Evidence]] = defaultdict(set)
        rules: dict[tuple[Link, str], set[str]] = defaultdict(set)
        for fact in self.reading.facts:
            if isinstance(fact.object, Post):
                yield from self._post(fact.object)
            key = self._link(fact), fact.as_of
            evidence[key].update(fact.evidence)
            rules[key].update(fact.rules)
        for (link, as_of), quotes in evidence.items():
            yield link
            yield from self._assertion(link, as_of, quotes, rules[link, as_of])

    def _link(self, fact: Fact) -> Link:
        subject, object_ = thing_iri(fact.subject, self.base), self._object(fact.object)
        if fact.predicate in SYMMETRIC and isinstance(object_, NamedNode) and object_.value < subject.value:
            subject, object_ = object_, subject
        return subject, rc(fact.predicate), object_

    def _object(self, value: EntityId | Concept | Date | Post) -> Term:
        match value:
            case EntityId():
                return thing_iri(value, self.base)
            case Concept():
                return rc(value.name)
            case Date():
                return date_literal(value.iso)
            case Post():
                return node_iri(self.document, "post", value.title, thing_iri(value.at, self.base))

    def _post(self, post: Post) -> Iterator[Link]:
        node = node_iri(self.document, "post", post.title, thing_iri(post.at, self.base))
        yield node, TYPE, rc("Post")
        yield node, PREF_LABEL, Literal(post.title)
        yield node, rc("at"), thing_iri(post.at, self.base)

    def _assertion(self, link: Link, as_of: str, quotes: set[Evidence], rules: set[str]) -> Iterator[Link]:
        node = node_iri(self.document, "assertion", *link, as_of)
        yield node, TYPE, rc("Assertion")
        yield from zip([node] * 3, map(term, ("rdf:subject", "rdf:predicate", "rdf:object")), link, strict=True)
        if as_of:
            yield node, rc("asOf"), date_literal(as_of)
        for rule in rules:
            yield node, rc("rule"), Literal(rule)
        for evidence in quotes:
            yield node, rc("evidence"), self._evidence(evidence)
            yield from self._evidence_links(evidence)

    def _evidence(self, evidence: Evidence) -> NamedNode:
        return node_iri(self.document, "evidence", evidence.start, evidence.end, evidence.quote)

    def _evidence_links(self, evidence: Evidence) -> Iterator[Link]:
        node = self._evidence(evidence)
        yield node, TYPE, rc("Evidence")
        yield node, SOURCE, self.document
        yield node, rc("quote"), Literal(evidence.quote)
        yield from _span(node, evidence.start, evidence.end)

    def _mentions(self) -> Iterator[Link]:
        for mention in self.reading.mentions:
            thing = thing_iri(mention.entity, self.base)
            node = node_iri(self.document, "mention", mention.start, mention.end, thing, mention.rule)
            yield node, TYPE, rc("Mention")
            yield node, SOURCE, self.document
            yield node, rc("entity"), thing
            yield node, rc("quote"), Literal(self.reading.document.text[mention.start : mention.end])
            yield node, rc("rule"), Literal(mention.rule)
            yield from _span(node, mention.start, mention.end)

    def _undecided(self) -> Iterator[Link]:
        for entity in self.reading.entities:
            for candidate in entity.candidates:
                yield thing_iri(entity.id, self.base), rc("candidate"), Literal(candidate)
        for left in self.reading.undecided:
            node = node_iri(self.document, "undecided", left.start, left.end, left.text, left.reason)
            yield node, TYPE, rc("Undecided")
            yield node, SOURCE, self.document
            yield node, rc("quote"), Literal(left.text)
            yield node, rc("reason"), Literal(left.reason)
            yield from _span(node, left.start, left.end)
            for candidate in left.candidates:
                yield node, rc("candidate"), Literal(candidate)

    def _turned_down(self) -> Iterator[Link]:
        for down in self.reading.turned_down:
            node = node_iri(self.document, "turned-down", down.start, down.end, down.text, down.rule, down.reason)
            yield node, TYPE, rc("TurnedDown")
            yield node, SOURCE, self.document
            yield node, rc("quote"), Literal(down.text)
            yield node, rc("rule"), Literal(down.rule)
            yield node, rc("reason"), Literal(down.reason)
            yield from _span(node, down.start, down.end)


def _chinese(text: str) -> Literal:
    return Literal(text, language="zh")


def _span(node: NamedNode, start: int, end: int) -> Iterator[Link]:
    integer = term("xsd:integer")
    yield node, rc("start"), Literal(str(start), datatype=integer)
    yield node, rc("end"), Literal(str(end), datatype=integer)
