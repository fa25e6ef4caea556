"""Which places act together: the examples and counter-examples that stand beside the patterns."""

from __future__ import annotations

import pytest

from kg.model import Document, EntityId
from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("cooperation")
EXAMPLES = [(row[0], row[1:]) for row in PATTERNS["examples"]]
COUNTER = [row[0] for row in PATTERNS["counter"]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def pairs(reader: Reader, text: str) -> set[tuple[str, str]]:
    reading = reader.read(Document("d", text, issuer="绵阳市人民政府", issued="2024"))
    return {
        tuple(sorted((fact.subject.name, fact.object.name)))  # type: ignore[misc]
        for fact in reading.facts
        if fact.predicate == "cooperatesWith" and isinstance(fact.object, EntityId)
    }


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 10
    assert len(COUNTER) >= 9


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_places_that_act_together(reader: Reader, text: str, expected: list[str]) -> None:
    assert pairs(reader, text) == {tuple(sorted(pair.split())) for pair in expected}


@pytest.mark.parametrize("text", COUNTER)
def test_places_that_only_stand_together(reader: Reader, text: str) -> None:
    assert pairs(reader, text) == set()
