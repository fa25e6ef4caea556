"""A document of the store and where it names what."""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph import segment
from kg.model import KgError
from kg.store import DocumentEntry, Store

_MENTIONS = """SELECT ?start ?end ?quote ?rule ?thing ?class ?name WHERE {
  GRAPH <%(doc)s/mentions> { ?mention a rc:Mention ; rc:entity ?thing ; rc:rule ?rule ; rc:quote ?quote ;
                             rc:start ?start ; rc:end ?end }
  GRAPH <%(doc)s> { ?thing a ?class ; skos:prefLabel ?name } }"""


class UnknownDocument(KgError):
    """No document of the store has the identifier."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a fact: a thing by the last segment of its IRI, a concept by its local name, a date by itself."""

    id: str
    name: str
    cls: str
    """Class of a thing; empty for anything else."""


@dataclass(frozen=True, slots=True)
class Named:
    """A mention: ``text`` at ``[start, end)`` of the source, the thing that it resolved to, the rule that found it."""

    start: int
    end: int
    text: str
    thing: End
    rule: str


def document_named(store: Store, identifier: str) -> DocumentEntry:
    """The document with an identifier, or with a last segment of its IRI; UnknownDocument if there is none."""
    for entry in store.documents():
        if identifier in (entry.id, segment(entry.iri)):
            return entry
    raise UnknownDocument(f"the store has no document {identifier!r}")


def mentions_of(store: Store, document: str) -> list[Named]:
    """Every mention of the document with an IRI, in the order of the text."""
    rows = store.select(_MENTIONS % {"doc": document}).texts()
    found = [
        Named(int(start), int(end), text, End(segment(thing), name, segment(cls)), rule)
        for start, end, text, rule, thing, cls, name in rows
    ]
    return sorted(found, key=lambda named: (named.start, -named.end, named.thing.id, named.rule))
