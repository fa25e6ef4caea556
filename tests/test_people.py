"""Persons, their posts and the meetings that they attend."""

from __future__ import annotations

import pytest
from sentences import facts, names, read

from kg.model import Document, Post
from kg.patterns import load
from kg.reading import Reader

PATTERNS = load("people")
EXAMPLES = [(row[0], row[1:]) for row in PATTERNS["examples"]]
COUNTER = PATTERNS["counter"]
NAMES = [(row[0], row[1:]) for row in PATTERNS["names"]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def test_there_are_examples_of_both_kinds() -> None:
    assert len(EXAMPLES) >= 10
    assert len(COUNTER) >= 5
    assert len(NAMES) >= 7


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_posts(reader: Reader, text: str, expected: list[str]) -> None:
    found = read(reader, text).facts
    posts = [(f.subject.name, f.object) for f in found if f.predicate == "holdsPost"]
    assert sorted(f"{n}：{p.title} @ {p.at.name}" for n, p in posts if isinstance(p, Post)) == sorted(expected)


@pytest.mark.parametrize("text", COUNTER)
def test_no_post(reader: Reader, text: str) -> None:
    assert facts(reader, text, "holdsPost") == []


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_persons_named(reader: Reader, text: str, expected: list[str]) -> None:
    assert names(reader, text, "Person") == sorted(expected)


def test_one_person_throughout_a_document(reader: Reader) -> None:
    text = "6月1日，市委书记李文清调研。\n李文清指出，要抓好落实。"
    people = [e.id for e in read(reader, text).entities if e.id.cls == "Person"]
    assert [(p.name, p.scope) for p in people] == [("李文清", "中共德阳市委员会")]


def test_a_person_without_a_body_is_of_the_document(reader: Reader) -> None:
    reading = reader.read(Document("page-7", "记者 赵明亮 报道。"))
    assert [e.id.scope for e in reading.entities if e.id.cls == "Person"] == ["page-7"]


def test_everyone_in_a_long_list_attends(reader: Reader) -> None:
    text = (
        "6月1日，绵阳市与南充市第一次党政联席会议在绵阳举行。绵阳市委书记马建军主持会议。"
        "绵阳市领导张帆、李建民，西南科技大学党委书记陈立，南充市副市长王海涛等参加。"
    )
    attending = {fact.rpartition(" → ")[2] for fact in facts(reader, text, "attendee")}
    assert attending == {"马建军", "张帆", "李建民", "陈立", "王海涛"}


def test_reporters_and_absent_speakers_do_not_attend(reader: Reader) -> None:
    text = "本报讯（记者 赵明亮）6月1日，市委八届五次全会召开，学习习近平总书记重要讲话精神。市委书记李文清讲话。"
    assert [fact.rpartition(" → ")[2] for fact in facts(reader, text, "attendee")] == ["李文清"]


def test_each_article_has_its_own_meeting(reader: Reader) -> None:
    text = (
        "本报讯 6月1日，市委八届五次全会召开。市委书记李文清讲话。\n\n"
        "本报讯 6月2日，全市数字经济创新发展大会举行。市长何志刚出席会议。\n"
    )
    assert facts(reader, text, "attendee") == [
        "attendee：中国共产党德阳市第八届委员会第五次全体会议 → 李文清",
        "attendee：德阳市数字经济创新发展大会 → 何志刚",
    ]
