"""The vocabulary itself, as a graph of the dataset, so that labels and definitions can be asked for."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import resources
from kg.model import KgError
from kg.rdf.terms import NS


def vocabulary_quads(path: Path | None = None) -> list[Quad]:
    """The triples of ``cooperation.ttl`` in the graph that is named like the vocabulary, sorted."""
    path = path or resources.ontology("cooperation.ttl")
    graph = NamedNode(NS.rstrip("#"))
    try:
        triples = list(parse(path=path, format=RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise KgError(f"{path}: the vocabulary cannot be read: {error}") from error
    return sorted((Quad(q.subject, q.predicate, q.object, graph) for q in triples), key=str)
