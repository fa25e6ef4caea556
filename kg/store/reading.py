"""A store that is in place: queries, documents, exports. It is never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model import QueryError, StoreError
from kg.rdf import PREFIXES
from kg.store.export import dump
from kg.store.layout import Marker, data_folder, read_marker, require_version
from kg.store.refusal import refuse_service
from kg.store.results import Answer, Solutions, Term, Triples, text

if TYPE_CHECKING:
    from networkx import MultiDiGraph
    from rdflib import Dataset

_DOCUMENTS = """
SELECT ?document ?id ?title ?issued WHERE {
  ?document a rc:Document ; dcterms:identifier ?id .
  OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued ?issued }
} ORDER BY ?id
"""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of the store; empty texts where it does not tell."""

    iri: str
    id: str
    title: str
    issued: str


class Store:
    """A read-only store. Without FROM, queries run over the accepted view: documents, gazetteer and vocabulary.

    The graph of a document is named by its IRI, its mentions by ``<document>/mentions``.
    """

    def __init__(self, path: Path, marker: Marker) -> None:
        self.path = path
        self.base = marker.base
        self.generation = marker.generation
        """Changes with every build; the data of one generation never change."""
        try:
            self._raw: ox.Store | None = ox.Store.read_only(str(data_folder(path, marker.generation)))
        except OSError as error:
            raise StoreError(f"{path}: the store's data cannot be read: {error}") from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go; the store cannot be used afterwards."""
        self._raw = None

    def query(
        self,
        sparql: str,
        *,
        default: str | Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        bind: Mapping[str, Term] | None = None,
    ) -> Solutions | Triples | Answer:
        """Run a SPARQL query; the usual prefixes need no declaration.

        ``default`` and ``named`` are the IRIs of the graphs to look at, in the place of the query's own FROM. ``bind``
        gives variables of the projection a value, which cannot change the query's structure. ``QueryError`` with the
        parser's position for a query that is wrong, an update, or one that has SERVICE.
        """
        refuse_service(sparql)
        graphs = [default] if isinstance(default, str) else default
        try:
            raw = self._open().query(
                sparql,
                prefixes=PREFIXES,
                default_graph=None if graphs is None else [*_nodes(graphs)],
                named_graphs=None if named is None else [*_nodes(named)],
                substitutions={ox.Variable(name): term for name, term in (bind or {}).items()},
            )
        except SyntaxError as error:
            raise QueryError(str(error).removeprefix("error at ")) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be run: {error}") from error
        return _wrapped(raw)

    def select(self, sparql: str, *, bind: Mapping[str, Term] | None = None) -> Solutions:
        """Run a query that must be a SELECT, over the accepted view."""
        found = self.query(sparql, bind=bind)
        if not isinstance(found, Solutions):
            raise QueryError("this query is not a SELECT")
        return found

    def documents(self) -> list[DocumentEntry]:
        """The documents, by identifier."""
        return [DocumentEntry(*row) for row in self.select(_DOCUMENTS).texts()]

    def graphs(self) -> list[str]:
        """The names of all named graphs, sorted."""
        return sorted(text(name) for name in self._open().named_graphs())

    def triples(self, graph: str | None = None) -> Iterator[ox.Triple]:
        """The triples of one named graph, or of the accepted view, in no special order."""
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        for quad in self._open().quads_for_pattern(None, None, None, name):
            yield quad.triple

    def dump(self, path: Path) -> None:
        """Write ``.trig``, ``.nq``, ``.jsonld`` (every named graph) or ``.ttl`` (the accepted view).

        The same data give the same bytes.
        """
        dump(self._open(), path)

    def rdflib(self) -> Dataset:
        """A read-only rdflib view; its default graph is the accepted view."""
        from kg.store.view import rdflib_view

        return rdflib_view(self._open())

    def graph(self) -> MultiDiGraph[str]:
        """The networkx graph of the accepted view."""
        import kg.graph

        return kg.graph.from_store(self)

    def _open(self) -> ox.Store:
        if self._raw is None:
            raise StoreError(f"{self.path}: the store is closed")
        return self._raw


def open_store(path: Path | str) -> Store:
    """Open the store at ``path`` for reading; ``StoreError`` if there is none, or of another format."""
    path = Path(path)
    while True:
        marker = read_marker(path)
        require_version(path, marker)
        try:
            return Store(path, marker)
        except StoreError:
            if read_marker(path) == marker:  # otherwise a build put new data in place in between
                raise


def _nodes(iris: Sequence[str]) -> list[ox.NamedNode]:
    return [ox.NamedNode(iri) for iri in iris]


def _wrapped(raw: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Solutions | Triples | Answer:
    match raw:
        case ox.QuerySolutions():
            return Solutions(raw)
        case ox.QueryBoolean():
            return Answer(raw)
        case _:
            return Triples(raw)
