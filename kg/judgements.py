"""Human judgements: rows of a file beside the sources, applied at every build, which never edits what a document says.

A row ``wrong`` says that a fact of one document, or of all (``*``), is not to be accepted; a row ``same`` that two
things are one. Facts and things are told by their names or by the last segments of their IRIs.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import Concept, Date, EntityId, Fact, KgError, Object, Post, Reading
from kg.rdf import PREDICATES, SYMMETRIC, date_literal, segment

COLUMNS = ("subject", "predicate", "object", "document", "verdict", "who", "when", "why")
WRONG, SAME = "wrong", "same"
EVERY = "*"
SAME_AS = ("", "sameAs")


class JudgementError(KgError):
    """A row that is wrong: the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided; texts as in the file."""

    subject: str
    predicate: str
    object: str
    document: str
    """A document's identifier, or ``*`` for every document."""
    verdict: str
    who: str
    when: str
    """ISO date."""
    why: str
    where: str
    """File and line."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A judgement about a fact that a document states."""

    judgement: Judgement
    reading: Reading
    fact: Fact


@dataclass(frozen=True, slots=True)
class Judged:
    """What judgements mean for readings."""

    rulings: tuple[Ruling, ...]
    same: tuple[tuple[Judgement, EntityId, EntityId], ...]
    idle: tuple[Judgement, ...]
    """What no document says, perhaps not any more."""

    def accepted(self) -> Iterator[tuple[Reading, Reading]]:
        """Each reading that has a wrong fact, and the same without its wrong facts."""
        wrong: dict[str, set[int]] = defaultdict(set)
        readings: dict[str, Reading] = {}
        for ruling in self.rulings:
            readings[ruling.reading.document.id] = ruling.reading
            wrong[ruling.reading.document.id].add(id(ruling.fact))
        for name, reading in readings.items():
            yield reading, replace(reading, facts=tuple(fact for fact in reading.facts if id(fact) not in wrong[name]))


def read(path: Path) -> tuple[Judgement, ...]:
    """The rows of a CSV file in UTF-8 with the columns of COLUMNS; JudgementError names file, line and field."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as rows:
            reader = csv.DictReader(rows)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise JudgementError(f"{path}:1: the columns are {','.join(COLUMNS)}")
            return tuple(_judgement(row, f"{path}:{reader.line_num}") for row in reader)
    except UnicodeDecodeError as error:
        raise JudgementError(f"{path}: not UTF-8 at byte {error.start}") from error
    except (OSError, csv.Error) as error:
        raise JudgementError(f"{path}: the judgements cannot be read: {error}") from error


def _judgement(row: Mapping[str | None, str | None], where: str) -> Judgement:
    if None in row or None in row.values():
        raise JudgementError(f"{where}: a row has {len(COLUMNS)} fields")
    said = Judgement(**{name: (row[name] or "").strip() for name in COLUMNS}, where=where)
    for field, why in _faults(said):
        raise JudgementError(f"{where}: {field}: {why}")
    return said


def _faults(said: Judgement) -> Iterator[tuple[str, str]]:
    for field in ("subject", "object", "who", "why"):
        if not getattr(said, field):
            yield field, "empty"
    if said.verdict not in (WRONG, SAME):
        yield "verdict", f"{said.verdict!r} is neither {WRONG} nor {SAME}"
    if said.verdict == WRONG and said.predicate not in PREDICATES:
        yield "predicate", f"{said.predicate!r} is none of {' '.join(PREDICATES)}"
    if said.verdict == WRONG and not said.document:
        yield "document", f"empty; {EVERY} means every document"
    if said.verdict == SAME and said.predicate not in SAME_AS:
        yield "predicate", f"{said.predicate!r} has no place in a row {SAME}"
    if said.verdict == SAME and said.document not in ("", EVERY):
        yield "document", f"two things are {SAME} in every document: {EVERY}"
    try:
        date_literal(said.when)
    except KgError as error:
        yield "when", str(error)


def apply(judgements: Sequence[Judgement], readings: Sequence[Reading]) -> Judged:
    """Find what each judgement is about; JudgementError where a name means several things, or a row contradicts."""
    facts, things = _facts(readings), _things(readings)
    rulings = {said: _about(said, facts) for said in judgements if said.verdict == WRONG}
    pairs = {said: _pair(said, things) for said in judgements if said.verdict == SAME}
    return Judged(
        rulings=tuple(ruling for found in rulings.values() for ruling in found),
        same=tuple(pair for pair in pairs.values() if pair),
        idle=tuple(said for said in judgements if not (rulings.get(said) or pairs.get(said))),
    )


_Facts = Mapping[tuple[str, str], Sequence[tuple[Reading, Fact, EntityId, Object]]]


def _facts(readings: Sequence[Reading]) -> _Facts:
    """Every fact by its predicate and each text that tells its subject; a symmetric one from both ends."""
    found: dict[tuple[str, str], list[tuple[Reading, Fact, EntityId, Object]]] = defaultdict(list)
    for reading in readings:
        for fact in reading.facts:
            ends = [(fact.subject, fact.object)]
            if fact.predicate in SYMMETRIC and isinstance(fact.object, EntityId):
                ends.append((fact.object, fact.subject))
            for subject, value in ends:
                for text in _texts(subject):
                    found[fact.predicate, text].append((reading, fact, subject, value))
    return found


def _things(readings: Sequence[Reading]) -> Mapping[str, set[EntityId]]:
    found: dict[str, set[EntityId]] = defaultdict(set)
    for reading in readings:
        for entity in reading.entities:
            for text in _texts(entity.id):
                found[text].add(entity.id)
    return found


def _texts(value: Object) -> tuple[str, ...]:
    """What tells a thing or a value in a row."""
    match value:
        case EntityId():
            return value.name, segment(value)
        case Concept():
            return (value.name,)
        case Date():
            return (value.iso,)
        case Post():
            return (value.title,)


def _about(said: Judgement, facts: _Facts) -> list[Ruling]:
    found = [
        (reading, fact, subject, value)
        for reading, fact, subject, value in facts.get((said.predicate, said.subject), ())
        if said.document in (EVERY, reading.document.id) and said.object in _texts(value)
    ]
    _one(said, "subject", {subject for _, _, subject, _ in found})
    _one(said, "object", {value for _, _, _, value in found if isinstance(value, EntityId)})
    return [Ruling(said, reading, fact) for reading, fact, _, _ in found]


def _thing(said: Judgement, field: str, things: Mapping[str, set[EntityId]]) -> EntityId | None:
    found = things.get(getattr(said, field), set())
    _one(said, field, found)
    return next(iter(found), None)


def _one(said: Judgement, field: str, found: set[EntityId]) -> None:
    if len(found) > 1:
        meant = ", ".join(sorted(map(segment, found)))
        raise JudgementError(f"{said.where}: {field}: {getattr(said, field)!r} may mean {meant}")


def _pair(said: Judgement, things: Mapping[str, set[EntityId]]) -> tuple[Judgement, EntityId, EntityId] | None:
    one, other = (_thing(said, field, things) for field in ("subject", "object"))
    if one is None or other is None:
        return None
    if one == other:
        raise JudgementError(f"{said.where}: object: {said.object!r} is the subject itself")
    if one.cls != other.cls:
        raise JudgementError(f"{said.where}: object: a {other.cls} is no {one.cls}")
    return said, one, other
