"""The corpus of the tests of graph and pages: a small text format read into the project's own values and a store."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from kg.graph import from_store
from kg.model import Concept, Date, Document, Entity, EntityId, Evidence, Fact, Object, Post, Reading
from kg.rdf import gazetteer_quads, reading_quads
from kg.resources import data

CORPUS = Path(__file__).with_name("browser") / "corpus.txt"


@dataclass(frozen=True)
class Unit:
    """A row of the gazetteer, as far as the graph of places needs it."""

    key: str
    code: str
    name: str
    level: str
    parent: str
    lon: float | None
    lat: float | None
    valid_from: str = ""
    valid_until: str = ""
    aliases: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()


class Memory:
    """A store in memory whose default graph is all that it holds."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._store = ox.Store()
        self._store.extend(quads)

    def query(self, sparql: str) -> Any:
        """The solutions of a SELECT."""
        return self._store.query(sparql, use_default_graph_as_union=True)


@dataclass
class _Text:
    """A document under way: what it says so far, and the facts that its last sentence states."""

    id: str
    issued: str
    title: str
    text: str = ""
    last: Evidence = field(default_factory=lambda: Evidence(0, 0, ""))
    facts: list[Fact] = field(default_factory=list)


def units() -> dict[str, Unit]:
    """The units of the gazetteer, by key."""
    with data("gazetteer/units.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: _unit(row) for row in csv.DictReader(file)}


def _unit(row: dict[str, str]) -> Unit:
    names = [row[name] for name in ("key", "code", "name", "level", "parent")]
    point = [float(row[name]) if row[name] else None for name in ("lon", "lat")]
    return Unit(*names, *point, valid_until=row["valid_until"])


def _places(known: dict[str, Unit]) -> dict[str, EntityId]:
    """The place that a name means in this corpus: a unit of Sichuan or Chongqing before one of elsewhere."""
    ordered = sorted(known.values(), key=lambda unit: (unit.code[:2] in ("50", "51"), not unit.valid_until, unit.key))
    return {unit.name: EntityId("Place", unit.name, unit.key) for unit in ordered}


def read(path: Path, known: dict[str, Unit]) -> list[Reading]:
    """The readings that a corpus file describes."""
    places, texts = _places(known), list[_Text]()
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "D":
            texts.append(_Text(*rest.split("|")))
            texts[-1].text = texts[-1].title + "\n"
        elif kind == "S":
            start = len(texts[-1].text)
            texts[-1].last = Evidence(start, start + len(rest), rest)
            texts[-1].text += rest + "\n"
        elif kind == "F":
            texts[-1].facts.append(_fact(rest, texts[-1].last, places))
    return [_reading(text) for text in texts]


def _fact(line: str, evidence: Evidence, places: dict[str, EntityId]) -> Fact:
    subject, predicate, value, *as_of = line.split("|")
    return Fact(_thing(subject, places), predicate, _object(predicate, value, places), (evidence,), *as_of)


def _thing(name: str, places: dict[str, EntityId]) -> EntityId:
    cls, colon, rest = name.partition(":")
    return EntityId(cls, rest) if colon else places.get(name, EntityId("Place", name))


def _object(predicate: str, value: str, places: dict[str, EntityId]) -> Object:
    if predicate in ("status", "domain"):
        return Concept(value)
    if predicate in ("signedOn", "heldOn", "validFrom", "validUntil"):
        return Date(value)
    title, at, organisation = value.partition("@")
    return Post(title, _thing(organisation, places)) if at else _thing(value, places)


def _reading(text: _Text) -> Reading:
    document = Document(text.id, text.text, text.title, issued=text.issued, url=f"https://example.org/{text.id}")
    things = {end for fact in text.facts for end in (fact.subject, fact.object) if isinstance(end, EntityId)}
    return Reading(document, tuple(Entity(thing) for thing in sorted(things)), facts=tuple(text.facts))


def store(readings: Iterable[Reading], known: dict[str, Unit]) -> Memory:
    """A store of the readings and of the gazetteer's places that they name."""
    readings = list(readings)
    used = {thing.id.scope for reading in readings for thing in reading.entities if thing.id.cls == "Place"}
    quads = [quad for reading in readings for quad in reading_quads(reading)]
    return Memory([*quads, *gazetteer_quads(used, known)])


def texts(path: Path = CORPUS) -> dict[str, str]:
    """The text of each document of the corpus, by identifier."""
    return {reading.document.id: reading.document.text for reading in read(path, units())}


def graph(path: Path = CORPUS) -> nx.MultiDiGraph:
    """The graph of a corpus file."""
    known = units()
    return from_store(store(read(path, known), known))
