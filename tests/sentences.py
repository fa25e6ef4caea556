"""What a sentence is read as, in words that a table of examples can hold."""

from __future__ import annotations

from kg.model import Concept, Date, Document, Object, Post, Reading
from kg.reading import Reader

ISSUER, ISSUED = "德阳市人民政府", "2024-06-08"


def read(reader: Reader, text: str) -> Reading:
    """The reading of a text of the city of 德阳, of 8 June 2024."""
    return reader.read(Document("d", text, issuer=ISSUER, issued=ISSUED))


def names(reader: Reader, text: str, *classes: str) -> list[str]:
    """Names of the things of some classes, sorted."""
    return sorted(entity.id.name for entity in read(reader, text).entities if entity.id.cls in classes)


def facts(reader: Reader, text: str, *predicates: str) -> list[str]:
    """Facts with some predicates as ``predicate：subject → object``, sorted."""
    found = read(reader, text).facts
    return sorted(f"{f.predicate}：{f.subject.name} → {_word(f.object)}" for f in found if f.predicate in predicates)


def _word(target: Object) -> str:
    match target:
        case Date():
            return target.iso
        case Post():
            return f"{target.title} @ {target.at.name}"
        case Concept():
            return target.name
        case _:
            return target.name


def of_place(reader: Reader, place: str, text: str) -> Reading:
    """The reading of a text that the government of a place issued on 8 June 2024."""
    return reader.read(Document("d", text, issuer=f"{place}人民政府", issued=ISSUED))
