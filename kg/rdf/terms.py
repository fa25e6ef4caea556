"""The terms of the vocabularies that the dataset uses."""

from __future__ import annotations

from pyoxigraph import NamedNode

NS = "https://w3id.org/regional-cooperation/ns#"
"""The project's vocabulary, declared in ``ontology/cooperation.ttl``."""
BASE = "https://w3id.org/regional-cooperation/id/"
"""Where things lie unless a deployment says otherwise."""

PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rc": NS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def term(name: str) -> NamedNode:
    """The term that a prefixed name like ``skos:prefLabel`` stands for."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def rc(name: str) -> NamedNode:
    """A class, predicate or concept of the project's own vocabulary."""
    return NamedNode(NS + name)


TYPE = term("rdf:type")
PREF_LABEL = term("skos:prefLabel")
ALT_LABEL = term("skos:altLabel")
IDENTIFIER = term("dcterms:identifier")
"""Said of documents alone: it is how a reader of the export finds their graphs."""
SOURCE = term("dcterms:source")
