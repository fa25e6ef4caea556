"""What a document tells of itself: the city it speaks for, and the halves of a report."""

from __future__ import annotations

import pytest

from kg.extract.context import Context
from kg.model import Document, EntityId
from kg.patterns import load
from kg.reading import Reader

HEAD = "2026年山南州政府工作报告\n——2026年1月20日\n各位代表：\n"
REPORTS = [
    (["一、2025年工作回顾", "二、2026年主要任务"], ["review 2025", "plan 2026"]),
    (["一、2025年主要工作和“十四五”发展成就", "二、2026年重点工作"], ["review 2025", "plan 2026"]),
    (["“十四五”时期发展回顾", "2026年工作安排"], ["review 2025", "plan 2026"]),
    (["一、砥砺奋进，发展迈上新台阶", "二、锚定目标，奋力开好局"], ["review 2025", "plan 2026"]),
    (["一、2025年工作总结", "二、“十五五”主要目标", "三、2026年重点工作"], ["review 2025", "plan 2026", "plan 2026"]),
    (["（一）产业发展", "（二）城乡建设"], []),
]
HOMES = [
    ("2026年江苏省政府工作报告", "江苏省"),
    ("政府工作报告\n——2026年1月27日在吉林省第十四届人民代表大会第五次会议上", "吉林省"),
    ("（2026年2月3日在绵阳市第八届人民代表大会第六次会议上）", "绵阳市"),
    ("江苏省的一座水库\n记者走访", ""),
    ("2026年1月27日在南京举行的发布会上", ""),
]


@pytest.mark.parametrize(("headings", "halves"), REPORTS)
def test_the_halves_of_a_report(headings: list[str], halves: list[str]) -> None:
    text = HEAD + "".join(f"{heading}\n全年完成投资二百亿元，各项工作扎实推进。\n" for heading in headings)
    assert [f"{half} {year}" for _, half, year in Context(load("context")).halves(text)] == halves


def test_a_text_that_is_no_report_has_no_halves() -> None:
    text = "重点项目建设\n一、推进交通建设\n今年开工三条道路。\n二、推进水利建设\n明年完工。\n"
    assert Context(load("context")).halves(text) == []


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


GUESTS = "白山市党政代表团来我市考察。市委书记陆文主持会议，白山市委书记郑海讲话，白山市委副书记、市长金哲致辞。"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        (f"两市举行联席会议\n2024年6月18日　来源：湖州日报\n{GUESTS}湖州欢迎白山企业。", "湖州市"),
        (f"湖州白山深化合作\n{GUESTS}湖州欢迎白山企业。", "湖州市"),
        ("本报讯 我市深化开放。绵阳日报记者报道，绵阳市与北碚区签约。全市上下振奋，绵阳市委召开会议。", "绵阳市"),
    ],
)
def test_a_guest_is_not_whom_the_text_is_of(reader: Reader, text: str, home: str) -> None:
    page = reader.page(Document("d", text))
    assert [unit.name for _, unit in page.homes] == [home]


@pytest.mark.parametrize(("head", "home"), HOMES)
def test_whose_document_it_is(reader: Reader, head: str, home: str) -> None:
    page = reader.page(Document("d", f"{head}\n加强与重庆在交通领域的合作。\n"))
    assert [unit.name for _, unit in page.homes] == ([home] if home else [])


def test_the_list_that_a_number_closes_is_what_it_counts(reader: Reader) -> None:
    text = "沪苏浙皖深化合作，上海、浙江、安徽先行。上海青浦、江苏吴江、浙江嘉善三地联合执法。"
    facts = reader.read(Document("d", text)).facts
    stated = {(f.subject.name, f.object.name) for f in facts if isinstance(f.object, EntityId)}
    assert {("吴江区", "青浦区"), ("嘉善县", "青浦区")} <= stated | {(b, a) for a, b in stated}
