"""What a query gives back: rows, triples, or yes and no. Rows and triples come as they are read, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import takewhile

import pyoxigraph as ox

from kg.model import QueryError
from kg.rdf import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = ox.QuerySolution
"""Terms by position or by the variable's name, ``None`` where it is unbound; iterates like a tuple."""


class ResultFormat(Enum):
    """The formats of SPARQL results."""

    JSON = ox.QueryResultsFormat.JSON
    XML = ox.QueryResultsFormat.XML
    CSV = ox.QueryResultsFormat.CSV
    TSV = ox.QueryResultsFormat.TSV


class GraphFormat(Enum):
    """The formats of the triples that CONSTRUCT and DESCRIBE give."""

    TURTLE = ox.RdfFormat.TURTLE
    N_TRIPLES = ox.RdfFormat.N_TRIPLES
    JSON_LD = ox.RdfFormat.JSON_LD
    RDF_XML = ox.RdfFormat.RDF_XML


class Solutions:
    """The rows of a SELECT, read as they are asked for, once."""

    def __init__(self, raw: ox.QuerySolutions) -> None:
        self._raw = raw
        self.variables: tuple[str, ...] = tuple(variable.value for variable in raw.variables)

    def __iter__(self) -> Iterator[Row]:
        try:
            yield from self._raw
        except OSError as error:
            raise QueryError(f"the query failed while it ran: {error}") from error

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain texts: IRIs and lexical forms, empty where a variable is unbound."""
        for row in self:
            yield tuple("" if term is None else text(term) for term in row)

    def serialize(self, form: ResultFormat = ResultFormat.JSON) -> bytes:
        """The remaining rows in one of the formats of SPARQL."""
        try:
            return self._raw.serialize(format=form.value) or b""
        except OSError as error:
            raise QueryError(f"the query failed while it ran: {error}") from error


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE."""

    def __init__(self, raw: ox.QueryTriples) -> None:
        self._raw = raw

    def __iter__(self) -> Iterator[ox.Triple]:
        try:
            yield from self._raw
        except OSError as error:
            raise QueryError(f"the query failed while it ran: {error}") from error

    def serialize(self, form: GraphFormat = GraphFormat.TURTLE) -> bytes:
        """The remaining triples in one of the formats of RDF."""
        return serialize_triples(self, form, PREFIXES)


class Answer:
    """The yes or no of an ASK; its truth is the answer."""

    def __init__(self, raw: ox.QueryBoolean) -> None:
        self._raw = raw

    def __bool__(self) -> bool:
        return bool(self._raw)

    def serialize(self, form: ResultFormat = ResultFormat.JSON) -> bytes:
        """The answer in one of the formats of SPARQL that have a place for it."""
        return self._raw.serialize(format=form.value) or b""


def serialize_triples(triples: Iterable[ox.Triple], form: GraphFormat, prefixes: Mapping[str, str]) -> bytes:
    """Triples in one of the formats of RDF, in their order."""
    body = ox.serialize(iter(triples), format=form.value, prefixes=dict(prefixes)) or b""
    lines = body.splitlines(keepends=True)
    declared = len(list(takewhile(lambda line: line.startswith(b"@prefix"), lines)))
    # the serialiser writes its prefixes in an order that changes from run to run
    return b"".join([*sorted(lines[:declared]), *lines[declared:]])


def text(term: Term) -> str:
    """A term without its type: the IRI, the lexical form, or the triple as N-Triples writes it."""
    return str(term) if isinstance(term, ox.Triple) else term.value
