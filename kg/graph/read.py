"""The accepted view as a networkx graph: things are nodes, facts between things are edges, each with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias

import networkx as nx

from kg.model import CLASSES

RC = "https://w3id.org/regional-cooperation/ns#"
KnowledgeGraph: TypeAlias = "nx.MultiDiGraph[str]"
"""Nodes keyed by IRI segment, edges keyed by predicate."""
SYMMETRIC = frozenset({"cooperatesWith"})

_PREFIXES = """
PREFIX rc: <https://w3id.org/regional-cooperation/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX schema: <https://schema.org/>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
"""
_THINGS = f"""SELECT DISTINCT ?thing ?class ?label WHERE {{
  VALUES ?class {{ {" ".join(f"rc:{name}" for name in CLASSES)} }}
  ?thing a ?class ; skos:prefLabel ?label . FILTER(LANG(?label) = "zh") }}"""
_ALIASES = "SELECT DISTINCT ?thing ?alias WHERE { ?thing skos:altLabel ?alias }"
_NAMED_IN = "SELECT DISTINCT ?thing ?doc WHERE { ?doc a rc:Document . GRAPH ?doc { ?thing skos:prefLabel ?label } }"
_POINTS = "SELECT ?thing ?lon ?lat WHERE { ?thing wgs84:long ?lon ; wgs84:lat ?lat }"
_UNITS = """SELECT ?thing ?level ?whole WHERE {
  ?thing rc:level ?level . OPTIONAL { ?thing rc:partOf ?whole } }"""
_STOPS = """SELECT ?line ?place ?position WHERE {
  ?line rc:stop ?stop . ?stop rc:stopAt ?place ; rc:position ?position }"""
_SAME = "SELECT ?one ?other WHERE { ?one owl:sameAs ?other }"
_DOCUMENTS = """SELECT ?doc ?id ?title ?issued ?url WHERE { ?doc a rc:Document ; dcterms:identifier ?id .
  OPTIONAL { ?doc dcterms:title ?title } OPTIONAL { ?doc dcterms:issued ?issued } OPTIONAL { ?doc schema:url ?url } }"""
_FACTS = """SELECT ?s ?p ?o ?asOf ?doc ?quote ?start ?end ?post ?at WHERE {
  ?fact a rc:Assertion ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; rc:evidence ?evidence .
  ?evidence dcterms:source ?doc ; rc:quote ?quote ; rc:start ?start ; rc:end ?end .
  OPTIONAL { ?fact rc:asOf ?asOf } OPTIONAL { ?o rc:at ?at ; skos:prefLabel ?post } }"""


_OWN: dict[str, dict[str, Any]] = {
    "Place": {"level": "", "part_of": ()},
    "Railway": {"stops": ()},
    "Road": {"stops": ()},
}
"""What nodes of some classes carry besides what all do."""


class Quote(NamedTuple):
    """One piece of evidence: the sentence that says a fact, and where it stands, in code points of the source."""

    document: str
    title: str
    issued: str
    quote: str
    start: int
    end: int


class Attribute(NamedTuple):
    """A fact whose object is no thing: a state, a date, a field or a post (``at`` is the organisation's node)."""

    predicate: str
    value: str
    as_of: str
    evidence: tuple[Quote, ...]
    at: str = ""


class Queryable(Protocol):
    """What the graph needs of a store: SPARQL SELECT over the accepted view."""

    def query(self, sparql: str) -> Any:
        """Solutions, each giving a term (with ``.value``) or None by variable name."""


@dataclass
class _Gathered:
    """What the rows of one store add up to, before it becomes a graph."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    documents: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)


def segment(iri: str) -> str:
    """The last path or fragment segment of an IRI: the key of a node, and the ``{id}`` of the API."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def from_store(store: Queryable) -> KnowledgeGraph:
    """Read the accepted view of ``store``.

    Nodes are keyed by the last segment of their IRI and carry ``label``, ``cls``, ``aliases`` (tuple), ``lon`` and
    ``lat`` (degrees or None), ``documents`` (how many name it) and ``facts`` (tuple of :class:`Attribute`); places
    also ``level`` and ``part_of`` (keys of the units above, the nearest first), railways and roads ``stops`` (keys of
    the places that the gazetteer gives, in their order along the line). Edges are keyed by predicate and carry
    ``evidence`` (tuple of :class:`Quote`), ``as_of`` and, for ``holdsPost``, ``values``. Nodes and edges come in sorted
    order, so that the same store gives the same graph. ``graph.graph["documents"]`` maps the identifier of each
    document to its title, date and address.
    """
    gathered = _Gathered()
    gathered.names = _merged(_rows(store, _SAME, "one", "other"))
    _read_things(store, gathered)
    _read_documents(store, gathered)
    edges, attributes = _read_facts(store, gathered)
    for key, found in attributes.items():
        gathered.nodes[key]["facts"] = tuple(sorted(found))
    return _graph(gathered, edges)


def _rows(store: Queryable, sparql: str, *names: str) -> Iterator[tuple[str, ...]]:
    """The rows of a SELECT as plain strings; an unbound variable is an empty one."""
    for solution in store.query(_PREFIXES + sparql):
        yield tuple(_text(solution[name]) for name in names)


def _text(term: Any) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def _merged(pairs: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """The one IRI that stands for each IRI of the equalities: the smallest of its set."""
    neighbours: nx.Graph[str] = nx.Graph()
    neighbours.add_edges_from((one, other) for one, other in pairs)
    return {iri: min(group) for group in nx.connected_components(neighbours) for iri in group}


def _key(gathered: _Gathered, iri: str) -> str:
    return segment(gathered.names.get(iri, iri))


def _read_things(store: Queryable, gathered: _Gathered) -> None:
    aliases: dict[str, set[str]] = defaultdict(set)
    for iri, cls, label in sorted(_rows(store, _THINGS, "thing", "class", "label")):
        node = gathered.nodes.setdefault(_key(gathered, iri), _blank(label, segment(cls)))
        if label != node["label"]:
            aliases[_key(gathered, iri)].add(label)
    for iri, alias in _rows(store, _ALIASES, "thing", "alias"):
        aliases[_key(gathered, iri)].add(alias)
    for key, node in gathered.nodes.items():
        node["aliases"] = tuple(sorted(aliases[key] - {node["label"]}))
    _read_points(store, gathered)
    _read_units(store, gathered)
    _read_stops(store, gathered)
    _count_documents(store, gathered)


def _blank(label: str, cls: str) -> dict[str, Any]:
    blank: dict[str, Any] = {"label": label, "cls": cls, "aliases": (), "lon": None, "lat": None}
    return blank | {"documents": 0, "facts": ()} | _OWN.get(cls, {})


def _read_points(store: Queryable, gathered: _Gathered) -> None:
    for iri, lon, lat in sorted(_rows(store, _POINTS, "thing", "lon", "lat"), reverse=True):
        node = gathered.nodes.get(_key(gathered, iri))
        if node is not None:
            node["lon"], node["lat"] = float(lon), float(lat)


def _read_units(store: Queryable, gathered: _Gathered) -> None:
    found = _rows(store, _UNITS, "thing", "level", "whole")
    rows = {_key(gathered, iri): (segment(level), whole) for iri, level, whole in found}
    for key, (level, _) in rows.items():
        if key in gathered.nodes:
            gathered.nodes[key] |= {"level": level, "part_of": tuple(_above(key, rows, gathered))}


def _read_stops(store: Queryable, gathered: _Gathered) -> None:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, place, position in _rows(store, _STOPS, "line", "place", "position"):
        found[_key(gathered, line)].append((int(position), _key(gathered, place)))
    for key, stops in found.items():
        if "stops" in gathered.nodes.get(key, ()):
            gathered.nodes[key]["stops"] = tuple(place for _, place in sorted(stops))


def _above(key: str, rows: Mapping[str, tuple[str, str]], gathered: _Gathered) -> Iterator[str]:
    seen = {key}
    while key in rows and rows[key][1]:
        key = _key(gathered, rows[key][1])
        if key in seen:
            return
        seen.add(key)
        yield key


def _count_documents(store: Queryable, gathered: _Gathered) -> None:
    """Count them, and drop what no document names: the gazetteer's units above and after the named ones."""
    named: dict[str, set[str]] = defaultdict(set)
    for iri, doc in _rows(store, _NAMED_IN, "thing", "doc"):
        named[_key(gathered, iri)].add(doc)
    gathered.nodes = {key: node | {"documents": len(named[key])} for key, node in gathered.nodes.items() if named[key]}


def _read_documents(store: Queryable, gathered: _Gathered) -> None:
    for iri, *card in sorted(_rows(store, _DOCUMENTS, "doc", "id", "title", "issued", "url")):
        gathered.documents.setdefault(iri, (card[0], card[1], card[2], card[3]))


Edges = dict[tuple[str, str, str], dict[str, Any]]
Attributes = dict[str, list[Attribute]]


def _read_facts(store: Queryable, gathered: _Gathered) -> tuple[Edges, Attributes]:
    """Facts between things as edges, and the rest as attributes of their subject."""
    found: dict[tuple[str, ...], set[Quote]] = defaultdict(set)
    names = ("s", "p", "o", "asOf", "doc", "quote", "start", "end", "post", "at")
    for s, p, o, as_of, doc, quote, start, end, post, at in _rows(store, _FACTS, *names):
        card = gathered.documents.get(doc, (segment(doc), "", "", ""))
        evidence = Quote(card[0], card[1], card[2], quote, int(start), int(end))
        key = (_key(gathered, s), segment(p), o, as_of, post, _key(gathered, at) if at else "")
        found[key].add(evidence)
    edges: Edges = {}
    attributes: Attributes = defaultdict(list)
    for fact in sorted(found):
        if fact[0] in gathered.nodes:
            _place_fact(gathered, fact, tuple(sorted(found[fact])), edges, attributes)
    return edges, attributes


def _place_fact(
    gathered: _Gathered, fact: tuple[str, ...], evidence: tuple[Quote, ...], edges: Edges, attributes: Attributes
) -> None:
    subject, predicate, value, as_of, post, at = fact
    target = at if post else _key(gathered, value)
    if post or target not in gathered.nodes:
        shown = post or (segment(value) if value.startswith(RC) else value)
        attributes[subject].append(Attribute(predicate, shown, as_of, evidence, at))
    if target in gathered.nodes and target != subject:
        _add_edge(edges, (subject, target, predicate), evidence, as_of, post)


def _add_edge(edges: Edges, ends: tuple[str, str, str], evidence: tuple[Quote, ...], as_of: str, post: str) -> None:
    if ends[2] in SYMMETRIC:
        ends = (min(ends[:2]), max(ends[:2]), ends[2])
    edge = edges.setdefault(ends, {"evidence": (), "as_of": as_of, "values": ()})
    edge["evidence"] = tuple(sorted({*edge["evidence"], *evidence}))
    edge["as_of"] = max(edge["as_of"], as_of)
    if post:
        edge["values"] = tuple(sorted({*edge["values"], post}))


def _graph(gathered: _Gathered, edges: Mapping[tuple[str, str, str], dict[str, Any]]) -> KnowledgeGraph:
    graph: KnowledgeGraph = nx.MultiDiGraph()
    graph.graph["documents"] = {
        identifier: {"title": title, "issued": issued, "url": url}
        for identifier, title, issued, url in sorted(gathered.documents.values())
    }
    for key in sorted(gathered.nodes):
        graph.add_node(key, **gathered.nodes[key])
    for source, target, predicate in sorted(edges):
        graph.add_edge(source, target, key=predicate, **edges[source, target, predicate])
    return graph
