"""States of lines, projects and zones: the examples beside the cues, lists, later clauses, the plan half."""

from __future__ import annotations

import pytest
from sentences import of_place

from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("status")
EXAMPLES = [(row["of"], row["text"], row["states"]) for row in PATTERNS["examples"]]
COUNTER = [(row["of"], row["text"]) for row in PATTERNS["counter"]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def states(reader: Reader, place: str, text: str) -> list[str]:
    facts = of_place(reader, place, text).facts
    return sorted(f"{f.subject.name} {f.object.name}" for f in facts if f.predicate == "status")  # type: ignore[union-attr]


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 7
    assert len(COUNTER) >= 5


@pytest.mark.parametrize(("place", "text", "expected"), EXAMPLES)
def test_states_told(reader: Reader, place: str, text: str, expected: list[str]) -> None:
    assert states(reader, place, text) == sorted(expected)


@pytest.mark.parametrize(("place", "text"), COUNTER)
def test_no_state(reader: Reader, place: str, text: str) -> None:
    assert states(reader, place, text) == []


def test_a_verb_reaches_over_members_that_nobody_knows(reader: Reader) -> None:
    text = "加快松阳机场、一批标准厂房、紧水滩水库等项目建设。"
    assert states(reader, "丽水市", text) == ["松阳机场 underConstruction", "紧水滩水库 underConstruction"]


def test_what_a_plan_completes_is_being_built(reader: Reader) -> None:
    text = "2023年工作回顾\n衢丽铁路开工建设。\n2024年工作安排\n力争衢丽铁路建成通车。"
    assert "衢丽铁路 underConstruction" in states(reader, "丽水市", text)
    assert "衢丽铁路 completed" not in states(reader, "丽水市", text)
