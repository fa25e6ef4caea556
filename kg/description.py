"""The dataset described in VoID and DCAT: counted in the store, the same bytes for the same data."""

from __future__ import annotations

from kg import rdf
from kg.model import CLASSES
from kg.store import GraphFormat, Store, serialize_triples

_TOTAL = "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) WHERE { ?s ?p ?o }"
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class"
_PREDICATES = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"
_EXAMPLE = "SELECT (MIN(STR(?s)) AS ?example) WHERE { ?s a rc:%s }"


def count(store: Store) -> rdf.Counts:
    """Count what the accepted view holds; a pass over all of it, so the result is worth keeping."""
    [(triples, subjects)] = store.select(_TOTAL).texts()
    examples = (row[0] for cls in CLASSES for row in store.select(_EXAMPLE % cls).texts() if row[0])
    return rdf.Counts(
        triples=int(triples),
        subjects=int(subjects),
        documents=len(store.documents()),
        classes=_numbers(store, _CLASSES),
        predicates=_numbers(store, _PREDICATES),
        example=next(examples, ""),
    )


def _numbers(store: Store, query: str) -> dict[str, int]:
    return {iri: int(number) for iri, number in store.select(query).texts()}


def describe(counts: rdf.Counts, site: str, base: str, form: GraphFormat) -> bytes:
    """The description of a dataset that is served under the address ``site``, which ends with ``/``."""
    return serialize_triples(rdf.dataset_triples(counts, site, base), form, rdf.DESCRIPTION_PREFIXES)
