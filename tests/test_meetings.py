"""Meetings: what they are called, when and where they are held, which places meet."""

from __future__ import annotations

import pytest
from sentences import facts, names

from kg.model import Document
from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("meetings")
EXAMPLES = [(row[0], row[1:]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]
NAMES = [(row[0], row[1:]) for row in PATTERNS["names"]]
ALL = ("heldOn", "heldIn", "participant", "attendee")

REPORT = """各位代表：
2023年工作回顾
高水平承办2023世界绿色建材大会、首届蜀道国际美食博览会等会议活动70余场次。组织企业参加进博会。
2024年主要工作
办好第八届德阳音乐节。
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 7
    assert len(COUNTER) >= 6
    assert len(NAMES) >= 8


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_facts(reader: Reader, text: str, expected: list[str]) -> None:
    assert facts(reader, text, *ALL) == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_no_facts(reader: Reader, text: str) -> None:
    assert facts(reader, text, *ALL) == []


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_meetings_named(reader: Reader, text: str, expected: list[str]) -> None:
    assert names(reader, text, "Meeting") == sorted(expected)


def test_a_report_hosts_in_its_city_and_in_the_year_of_its_half(reader: Reader) -> None:
    held = {tuple(f.split("：")[1].split(" → ")) for f in facts(reader, REPORT, "heldOn")}
    assert ("2023世界绿色建材大会", "2023") in held
    assert ("首届蜀道国际美食博览会", "2023") in held
    assert ("第八届德阳音乐节", "2024") in held
    assert any(name in ("进博会", "中国国际进口博览会") and year == "2023" for name, year in held)
    places = {tuple(f.split("：")[1].split(" → ")) for f in facts(reader, REPORT, "heldIn")}
    assert places == {
        ("2023世界绿色建材大会", "德阳市"),
        ("首届蜀道国际美食博览会", "德阳市"),
        ("第八届德阳音乐节", "德阳市"),
    }


def test_full_and_short_names_are_one_meeting(reader: Reader) -> None:
    text = "6月1日，绵阳市·永川区推动协同发展第二次党政联席会议在绵阳举行。第二次党政联席会议要求抓好落实。"
    assert len(names(reader, text, "Meeting")) == 1


def test_a_day_whose_year_cannot_be_known_is_left_open(reader: Reader) -> None:
    reading = reader.read(Document("d", "4月24日，德阳市数字经济创新发展大会召开。"))
    assert [f for f in reading.facts if f.predicate == "heldOn"] == []
    assert "4月24日" in {item.text for item in reading.undecided}


def test_a_nearer_day_stands_for_the_year(reader: Reader) -> None:
    text = "2024世界地热大会在北京举行\n今天（6月8日），2024世界地热大会在北京举行。"
    assert facts(reader, text, "heldOn") == ["heldOn：2024世界地热大会 → 2024-06-08"]


def test_a_district_of_a_municipality_is_named_with_it(reader: Reader) -> None:
    found = names(reader, "重庆市永川区委十五届三次全会召开。", "Meeting")
    assert found == ["中国共产党重庆市永川区第十五届委员会第三次全体会议"]
