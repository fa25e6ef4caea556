"""Facts to quads: the only place that makes IRIs. It knows no language: names and texts pass through as they are.

A document has two graphs. The one named by its IRI states the document, its things, facts and
evidence. The one named ``<document>/mentions`` holds where things are named, what the document leaves
undecided, and what was proposed as a name and turned down.
"""

from __future__ import annotations

from kg.rdf.dataset import DESCRIPTION_PREFIXES, Counts, dataset_triples
from kg.rdf.gazetteer import Unit, gazetteer_quads, unit_place
from kg.rdf.iris import document_iri, graph_iri, mentions_iri, segment, thing_iri
from kg.rdf.reading import SYMMETRIC, date_literal, reading_quads
from kg.rdf.terms import BASE, NS, PREFIXES, rc, term
from kg.rdf.vocabulary import vocabulary_quads

__all__ = [
    "BASE",
    "DESCRIPTION_PREFIXES",
    "NS",
    "PREFIXES",
    "SYMMETRIC",
    "Counts",
    "Unit",
    "dataset_triples",
    "date_literal",
    "document_iri",
    "gazetteer_quads",
    "graph_iri",
    "mentions_iri",
    "rc",
    "reading_quads",
    "segment",
    "term",
    "thing_iri",
    "unit_place",
    "vocabulary_quads",
]
