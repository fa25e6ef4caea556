"""Checks of the contract: SHACL shapes, and in plain Python what SHACL says badly. Every breach is a typed ``Issue``.

Each document is checked by itself, so that a build can check its readings in parallel and the time grows with the text
alone: a document with 300 facts takes about a third of a second, a short one about 70 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import resources
from kg.model import CLASSES, Evidence, Fact, Mention, Reading, TurnedDown, Undecided
from kg.rdf import BASE, JUDGEMENTS, NS, document_iri, graph_iri, mentions_iri, rc, reading_quads, term

if TYPE_CHECKING:
    import rdflib

    from kg.store import Store

QUOTE_LENGTHS = range(4, 301)
"""How many characters a quote may have, white space apart."""

_RDF_TYPE = term("rdf:type")
_LINKS = Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, Mapping[ox.NamedNode, list[object]]]

_NAMES = """SELECT ?thing (MIN(?name) AS ?one) (MAX(?name) AS ?other) WHERE {
  ?thing skos:prefLabel ?name . FILTER(LANG(?name) = "zh") FILTER NOT EXISTS { ?thing a skos:Concept }
} GROUP BY ?thing HAVING(COUNT(DISTINCT ?name) > 1) ORDER BY ?thing"""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One breach of the contract."""

    document: str
    """The document's identifier; empty for what only the documents together break."""
    focus: str
    """The IRI of the node at fault, or the words of the text for a passage."""
    path: str
    """The predicate at fault, in full; empty for the node as a whole."""
    message: str
    """One line, Chinese first."""
    shape: str
    """The local name of the shape, or of the check."""

    def __str__(self) -> str:
        where = f"{self.document}: " if self.document else ""
        path = f" {self.path.removeprefix(NS)}" if self.path else ""
        return f"{where}{self.focus}{path}: {self.message} [{self.shape}]"


def validate_reading(reading: Reading, base: str = BASE) -> list[Issue]:
    """Everything that is wrong with a reading before it is stored: passages, structure and shapes, sorted."""
    document = document_iri(reading.document.id, base)
    quads = [quad for quad in reading_quads(reading, base) if quad.graph_name == document]
    name = reading.document.id
    return sorted([*check_evidence(reading), *check_shapes(name, quads), *_check_structure(name, document, quads)])


def validate_store(store: Store) -> Iterator[Issue]:
    """Everything that is wrong with a store, document by document; it has no texts, so quotes are taken as they are."""
    for entry in store.documents():
        document = ox.NamedNode(entry.iri)
        for graph in (document, mentions_iri(document)):
            quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in store.triples(graph.value)]
            structure = _check_structure(entry.id, document, quads) if graph == document else ()
            yield from sorted([*check_shapes(entry.id, quads), *structure])
    judgements = graph_iri(JUDGEMENTS, store.base)
    judged = [ox.Quad(t.subject, t.predicate, t.object, judgements) for t in store.triples(judgements.value)]
    yield from sorted(check_shapes("", judged))
    for thing, one, other in store.select(_NAMES).texts():
        message = f"一个事物有不同的名称 / one thing, several names: {one}, {other}"
        yield Issue("", thing, term("skos:prefLabel").value, message, "oneName")


def check_evidence(reading: Reading) -> list[Issue]:
    """Facts without evidence, and passages that do not stand at their offsets in the text."""
    return sorted({*_bad_evidence(reading), *_bad_places(reading)})


def _bad_evidence(reading: Reading) -> Iterator[Issue]:
    for fact in reading.facts:
        if not fact.evidence:
            yield _about(reading, fact, "事实没有依据 / a fact without evidence", "hasEvidence")
        for evidence in fact.evidence:
            if not stands(evidence, reading.document.text):
                at = f"{evidence.start}–{evidence.end}"
                message = f"引文不在原文 {at} 处 / the quote does not stand at {at}"
                yield _about(reading, fact, message, "quoteStands")


def _about(reading: Reading, fact: Fact, message: str, check: str) -> Issue:
    return Issue(reading.document.id, fact.subject.name, NS + fact.predicate, message, check)


def _bad_places(reading: Reading) -> Iterator[Issue]:
    length = len(reading.document.text)
    places: tuple[Mention | Undecided | TurnedDown, ...] = (
        *reading.mentions,
        *reading.undecided,
        *reading.turned_down,
    )
    for place in places:
        if not 0 <= place.start < place.end <= length:
            message = f"{place.start}–{place.end} 不在原文中 / is no place in the text"
            yield Issue(reading.document.id, str(place), "", message, "placeInText")


def stands(evidence: Evidence, text: str) -> bool:
    """Whether a quote is what its offsets hold, white space apart, and as long as a sentence or clause."""
    quote = _bare(evidence.quote)
    within = 0 <= evidence.start < evidence.end <= len(text)
    return within and len(quote) in QUOTE_LENGTHS and quote == _bare(text[evidence.start : evidence.end])


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _check_structure(identifier: str, document: ox.NamedNode, quads: list[ox.Quad]) -> Iterator[Issue]:
    """What SHACL says badly: one document, facts and assertions match, evidence from this document alone."""
    links = _by_subject(quads)
    documents = [node for node, said in links.items() if rc("Document") in said.get(_RDF_TYPE, [])]
    if documents != [document]:
        yield Issue(
            identifier, document.value, "", "图中应恰有本文件 / the graph is not of this document alone", "oneDocument"
        )
    stated, asserted = set(_facts(links)), set(_asserted(links))
    for fact in stated - asserted:
        yield _issue(identifier, fact, "事实没有断言 / a fact without an assertion", "factHasAssertion")
    for fact in asserted - stated:
        yield _issue(identifier, fact, "断言的事实未陈述 / an assertion of what is not stated", "assertionIsStated")
    for node, said in links.items():
        if rc("Evidence") in said.get(_RDF_TYPE, []) and said.get(term("dcterms:source")) != [document]:
            yield Issue(identifier, str(node), "", "依据来自别的文件 / evidence from another document", "ownEvidence")


_Fact = tuple[object, object, object]


def _by_subject(quads: Iterable[ox.Quad]) -> _LINKS:
    links: dict[ox.NamedNode | ox.BlankNode | ox.Triple, dict[ox.NamedNode, list[object]]] = {}
    for quad in quads:
        links.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return links


def _facts(links: _LINKS) -> Iterator[_Fact]:
    classes = {rc(name) for name in CLASSES}
    for node, said in links.items():
        if classes.isdisjoint(said.get(_RDF_TYPE, [])):
            continue
        for predicate, objects in said.items():
            if predicate.value.startswith(NS):
                yield from ((node, predicate, value) for value in objects)


def _asserted(links: _LINKS) -> Iterator[_Fact]:
    parts = [term(f"rdf:{name}") for name in ("subject", "predicate", "object")]
    for said in links.values():
        if rc("Assertion") in said.get(_RDF_TYPE, []) and all(len(said.get(part, [])) == 1 for part in parts):
            subject, predicate, value = (said[part][0] for part in parts)
            yield subject, predicate, value


def _issue(identifier: str, fact: _Fact, message: str, check: str) -> Issue:
    subject, predicate, value = fact
    return Issue(identifier, _text(subject), _text(predicate), f"{message}: {_text(value)}", check)


def _text(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def check_shapes(identifier: str, quads: Iterable[ox.Quad]) -> list[Issue]:
    """What the quads of one graph, taken as triples, break of ``shapes.ttl``."""
    import pyshacl  # slow to import, and not needed for reading a store

    conforms, report, _ = pyshacl.validate(_to_rdflib(quads), shacl_graph=_shapes(), inplace=True, inference="none")
    return [] if conforms else _issues(identifier, report)


@cache
def _shapes() -> rdflib.Graph:
    """Parsed once in a process: they never change while it runs."""
    import rdflib

    return rdflib.Graph().parse(resources.ontology("shapes.ttl"))


def _to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    import rdflib

    @cache
    def node(value: object) -> rdflib.term.Node:
        match value:
            case ox.NamedNode():
                return rdflib.URIRef(value.value)
            case ox.Literal(language=str(language)):
                return rdflib.Literal(value.value, lang=language)
            case ox.Literal():
                return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)
            case _:
                return rdflib.BNode(str(value))

    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    return graph


def _issues(identifier: str, report: rdflib.Graph) -> list[Issue]:
    from rdflib.namespace import SH

    found = []
    for result in report.objects(None, SH.result):
        messages = sorted(
            report.objects(result, SH.resultMessage), key=lambda m: (getattr(m, "language", "") != "zh", m)
        )
        focus, path, shape = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.sourceShape))
        words = " / ".join(map(str, messages))
        found.append(Issue(identifier, str(focus), str(path or ""), words, re.split("[#/]", str(shape))[-1]))
    return found
