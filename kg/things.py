"""One thing of a store in full: the documents that name it, and its states, dates, fields and posts, with evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from kg.graph import Attribute, Quote, segment
from kg.neighbors import Thing
from kg.rdf import NS
from kg.store import DocumentEntry, Store

_DOCUMENTS = """SELECT DISTINCT ?doc ?id ?title ?issued WHERE {
  GRAPH ?doc { <%s> skos:prefLabel ?label . ?doc dcterms:identifier ?id }
  OPTIONAL { ?doc dcterms:title ?title } OPTIONAL { ?doc dcterms:issued ?issued } } ORDER BY ?id"""
_FACTS = """SELECT ?p ?o ?post ?at ?asOf ?id ?title ?issued ?quote ?start ?end WHERE {
  ?fact rdf:subject <%s> ; rdf:predicate ?p ; rdf:object ?o ; rc:evidence ?evidence .
  OPTIONAL { ?fact rc:asOf ?asOf } OPTIONAL { ?o rc:at ?at ; skos:prefLabel ?post }
  FILTER(BOUND(?post) || isLiteral(?o) || STRSTARTS(STR(?o), STR(rc:)))
  ?evidence dcterms:source ?doc ; rc:quote ?quote ; rc:start ?start ; rc:end ?end . ?doc dcterms:identifier ?id .
  OPTIONAL { ?doc dcterms:title ?title } OPTIONAL { ?doc dcterms:issued ?issued } }"""
_POINT = "SELECT ?lon ?lat WHERE { <%s> wgs84:long ?lon ; wgs84:lat ?lat } ORDER BY ?lon ?lat LIMIT 1"


@dataclass(frozen=True, slots=True)
class Description:
    """What the store tells of a thing, apart from its relations to other things."""

    documents: tuple[DocumentEntry, ...]
    facts: tuple[Attribute, ...]
    point: tuple[float, float] | None
    """Degrees east and north, where the gazetteer tells."""


def describe(store: Store, thing: Thing) -> Description:
    """Everything of a thing but its neighbours, sorted."""
    documents = tuple(DocumentEntry(*row) for row in store.select(_DOCUMENTS % thing.iri).texts())
    point = next(((float(lon), float(lat)) for lon, lat in store.select(_POINT % thing.iri).texts()), None)
    return Description(documents, _facts(store, thing), point)


def _facts(store: Store, thing: Thing) -> tuple[Attribute, ...]:
    found: dict[tuple[str, str, str, str], set[Quote]] = defaultdict(set)
    for row in store.select(_FACTS % thing.iri).texts():
        predicate, value, post, at, as_of, document, title, issued, quote, start, end = row
        shown = post or (segment(value) if value.startswith(NS) else value)
        evidence = Quote(document, title, issued, quote, int(start), int(end))
        found[segment(predicate), shown, as_of, segment(at)].add(evidence)
    return tuple(
        Attribute(predicate, value, as_of, tuple(sorted(evidence)), at)
        for (predicate, value, as_of, at), evidence in sorted(found.items())
    )


def fact_as_dict(fact: Attribute, quotes: int | None = None) -> dict[str, Any]:
    """A fact as plain values, with at most so many quotes."""
    shown = [quote._asdict() for quote in fact.evidence[:quotes]]
    return fact._asdict() | {"evidence": len(fact.evidence), "quotes": shown}
