"""What the gazetteer tells of the places and lines that the documents name, as one graph."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import EntityId
from kg.rdf.iris import graph_iri, thing_iri
from kg.rdf.reading import Link, date_literal
from kg.rdf.terms import ALT_LABEL, BASE, PREF_LABEL, TYPE, rc, term


class Unit(Protocol):
    """A row of the gazetteer; an empty text and ``None`` mean that the row does not tell."""

    @property
    def key(self) -> str:
        """The code, and the validity where several units had the code; the scope of the place."""

    @property
    def code(self) -> str:
        """The administrative code."""

    @property
    def name(self) -> str:
        """The full official name."""

    @property
    def level(self) -> str:
        """The local name of a level of the vocabulary, such as ``prefecture``."""

    @property
    def parent(self) -> str:
        """The key of the unit above."""

    @property
    def valid_from(self) -> str:
        """ISO date."""

    @property
    def valid_until(self) -> str:
        """ISO date."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names."""

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """Keys of the units that came after it."""

    @property
    def lon(self) -> float | None:
        """Degrees east, WGS 84."""

    @property
    def lat(self) -> float | None:
        """Degrees north, WGS 84."""


def unit_place(unit: Unit) -> EntityId:
    """The place that a row of the gazetteer is about."""
    return EntityId("Place", unit.name, unit.key)


def gazetteer_quads(used: Iterable[str], units: Mapping[str, Unit], base: str = BASE) -> list[Quad]:
    """The graph of the units with the given keys, the units above them and those that came after them.

    ``units`` has every unit by its key; keys that it does not have are left out.
    """
    graph = graph_iri("gazetteer", base)
    needed = _closure(used, units)
    return sorted((Quad(*link, graph) for key in needed for link in _links(units[key], units, base)), key=str)


def stop_quads(
    line: EntityId, stops: Iterable[str], named: Container[str], units: Mapping[str, Unit], base: str = BASE
) -> Iterator[Quad]:
    """The order of the places along a railway or road: of ``stops``, keys of units, those that documents have named.

    It says nothing of whether a document has the line pass there.
    """
    graph, subject = graph_iri("gazetteer", base), thing_iri(line, base)
    for position, key in enumerate(stops, 1):
        if key in named:
            stop = NamedNode(f"{subject.value}/stop-{position}")
            yield Quad(subject, rc("stop"), stop, graph)
            yield Quad(stop, TYPE, rc("Stop"), graph)
            yield Quad(stop, rc("stopAt"), thing_iri(unit_place(units[key]), base), graph)
            yield Quad(stop, rc("position"), Literal(str(position), datatype=term("xsd:integer")), graph)


def _closure(used: Iterable[str], units: Mapping[str, Unit]) -> set[str]:
    waiting, needed = list(used), set[str]()
    while waiting:
        key = waiting.pop()
        if key in needed or key not in units:
            continue
        needed.add(key)
        waiting += [units[key].parent, *units[key].replaced_by]
    return needed


def _links(unit: Unit, units: Mapping[str, Unit], base: str) -> Iterator[Link]:
    place = thing_iri(unit_place(unit), base)
    yield place, TYPE, rc("Place")
    yield place, PREF_LABEL, Literal(unit.name, language="zh")
    for alias in unit.aliases:
        yield place, ALT_LABEL, Literal(alias, language="zh")
    yield place, rc("code"), Literal(unit.code)
    yield place, rc("level"), rc(unit.level)
    if unit.parent in units:
        yield place, rc("partOf"), thing_iri(unit_place(units[unit.parent]), base)
    for key in unit.replaced_by:
        if key in units:
            yield place, term("dcterms:isReplacedBy"), thing_iri(unit_place(units[key]), base)
    if unit.valid_from:
        yield place, rc("existedFrom"), date_literal(unit.valid_from)
    if unit.valid_until:
        yield place, rc("existedUntil"), date_literal(unit.valid_until)
    yield from _point(place, unit.lon, unit.lat)


def _point(place: NamedNode, lon: float | None, lat: float | None) -> Iterator[Link]:
    if lon is None or lat is None:
        return
    geometry = NamedNode(f"{place.value}/point")
    yield place, term("wgs84:lat"), Literal(str(lat), datatype=term("xsd:decimal"))
    yield place, term("wgs84:long"), Literal(str(lon), datatype=term("xsd:decimal"))
    yield place, term("geo:hasGeometry"), geometry
    yield geometry, TYPE, term("geo:Geometry")
    yield geometry, term("geo:asWKT"), Literal(f"POINT({lon} {lat})", datatype=term("geo:wktLiteral"))
