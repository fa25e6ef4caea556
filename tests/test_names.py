"""Zones, projects and regions: the examples beside the patterns, left edges, lists, facilities."""

from __future__ import annotations

import pytest
from sentences import of_place

from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("names")
EXAMPLES = [(row["of"], row["text"], row["names"]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]
CLASSES = ("Zone", "Project", "Region")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def named(reader: Reader, place: str, text: str, *classes: str) -> list[str]:
    return sorted(e.id.name for e in of_place(reader, place, text).entities if e.id.cls in (classes or CLASSES))


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 11
    assert len(COUNTER) >= 6


@pytest.mark.parametrize(("place", "text", "expected"), EXAMPLES)
def test_things_named(reader: Reader, place: str, text: str, expected: list[str]) -> None:
    assert named(reader, place, text) == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_nothing_in_particular(reader: Reader, text: str) -> None:
    assert named(reader, "丽水市", text) == []


def test_a_hospital_is_a_body_unless_it_is_being_built(reader: Reader) -> None:
    assert named(reader, "郴州市", "郴州市第一人民医院举行义诊。", "Project") == []
    assert named(reader, "郴州市", "郴州市第一人民医院开工建设。", "Project") == ["郴州市第一人民医院"]


def test_a_shared_head_goes_to_each_place(reader: Reader) -> None:
    reading = of_place(reader, "德阳市", "什邡、绵竹经开区入园企业增多。")
    located = {(f.subject.name, f.object.name) for f in reading.facts if f.predicate == "locatedIn"}  # type: ignore[union-attr]
    assert {("什邡经开区", "什邡市"), ("绵竹经开区", "绵竹市")} <= located


def test_a_known_name_inside_is_not_shared(reader: Reader) -> None:
    assert named(reader, "鄂州市", "武汉、鄂州花湖机场货运量增长。", "Project") == ["鄂州花湖国际机场"]


def test_cost_does_not_grow_with_the_number_of_names(reader: Reader) -> None:
    sentence = "推动甲家沟水库、乙家沟水库、丙家沟水库等重大项目开工建设。"
    reading = of_place(reader, "郴州市", sentence * 400)
    assert len(reading.mentions) >= 1200
