"""Organisations: the examples and counter-examples that stand beside the patterns."""

from __future__ import annotations

import pytest
from sentences import names

from kg.model import Document
from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("organizations")
EXAMPLES = [(row[0], row[1:]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 12
    assert len(COUNTER) >= 6


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_organizations_named(reader: Reader, text: str, expected: list[str]) -> None:
    assert names(reader, text, "Organization") == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_nobody_in_particular(reader: Reader, text: str) -> None:
    assert names(reader, text, "Organization") == []


def test_a_committee_without_a_place_is_nobody(reader: Reader) -> None:
    reading = reader.read(Document("d", "市委高度重视这项工作。"))
    assert [e.id for e in reading.entities if e.id.cls == "Organization"] == []


def test_the_scope_is_the_unit(reader: Reader) -> None:
    reading = reader.read(Document("d", "绵阳市委研究。", issued="2024"))
    assert [(e.id.name, e.id.scope) for e in reading.entities if e.id.cls == "Organization"] == [
        ("中共绵阳市委员会", "510700")
    ]
