"""Human judgements as quads: equalities, which are accepted, and the record of who decided what, which stands apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import EntityId, Fact, Reading
from kg.rdf.iris import document_iri, graph_iri, node_iri, thing_iri
from kg.rdf.reading import Link, date_literal, fact_link
from kg.rdf.terms import BASE, SOURCE, TYPE, rc, term

EQUALITIES, JUDGEMENTS = "equalities", "judgements"
"""The names of the two graphs."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, when and why."""

    verdict: str
    who: str
    when: str
    """ISO date."""
    why: str


def equality_quads(one: EntityId, other: EntityId, decision: Decision, base: str = BASE) -> Iterator[Quad]:
    """That two things are one, and the record of it."""
    first, second = sorted((thing_iri(one, base), thing_iri(other, base)), key=str)
    link = first, term("owl:sameAs"), second
    yield Quad(*link, graph_iri(EQUALITIES, base))
    yield from _record(link, None, decision, base)


def wrong_quads(reading: Reading, fact: Fact, decision: Decision, base: str = BASE) -> Iterator[Quad]:
    """The record that a fact of a document is not accepted."""
    yield from _record(fact_link(reading, fact, base), document_iri(reading.document.id, base), decision, base)


def _record(link: Link, document: NamedNode | None, decision: Decision, base: str) -> Iterator[Quad]:
    graph = graph_iri(JUDGEMENTS, base)
    said = decision.verdict, decision.who, decision.when, decision.why
    node = node_iri(graph, "judgement", *link, document or "", *said)
    yield Quad(node, TYPE, rc("Judgement"), graph)
    for name, end in zip(("rdf:subject", "rdf:predicate", "rdf:object"), link, strict=True):
        yield Quad(node, term(name), end, graph)
    if document:
        yield Quad(node, SOURCE, document, graph)
    yield Quad(node, rc("verdict"), Literal(decision.verdict), graph)
    yield Quad(node, rc("reason"), Literal(decision.why), graph)
    yield Quad(node, term("dc:creator"), Literal(decision.who), graph)
    yield Quad(node, term("dcterms:date"), date_literal(decision.when), graph)
