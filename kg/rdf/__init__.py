"""Facts to quads: the only place that makes IRIs. It knows no language: names and texts pass through as they are.

A document has two graphs. The one named by its IRI states the document, its things, facts and
evidence. The one named ``<document>/mentions`` holds where things are named, what the document leaves
undecided, and what was proposed as a name and turned down.
"""

from __future__ import annotations

from kg.rdf.dataset import DESCRIPTION_PREFIXES, Counts, dataset_triples
from kg.rdf.gazetteer import Unit, gazetteer_quads, stop_quads, unit_place
from kg.rdf.iris import document_iri, graph_iri, mentions_iri, segment, thing_iri
from kg.rdf.judgement import EQUALITIES, JUDGEMENTS, Decision, equality_quads, wrong_quads
from kg.rdf.reading import PREDICATES, SYMMETRIC, date_literal, fact_link, reading_quads
from kg.rdf.terms import BASE, NS, PREFIXES, rc, term
from kg.rdf.vocabulary import vocabulary_quads

__all__ = [
    "BASE",
    "DESCRIPTION_PREFIXES",
    "EQUALITIES",
    "JUDGEMENTS",
    "NS",
    "PREDICATES",
    "PREFIXES",
    "SYMMETRIC",
    "Counts",
    "Decision",
    "Unit",
    "dataset_triples",
    "date_literal",
    "document_iri",
    "equality_quads",
    "fact_link",
    "gazetteer_quads",
    "graph_iri",
    "mentions_iri",
    "rc",
    "reading_quads",
    "segment",
    "stop_quads",
    "term",
    "thing_iri",
    "unit_place",
    "vocabulary_quads",
    "wrong_quads",
]
