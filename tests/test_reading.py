"""Documents read whole: context, drives, members, places of things, evidence; and what stays out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Concept, Date, Document, EntityId, Fact, Post, Reading
from kg.patterns import load
from kg.pipeline import pipeline
from kg.reading import QUOTE_LEAST, QUOTE_MOST, Reader

REPORT = """各位代表：
2023年工作回顾
一年来，我市深度融入成渝地区双城经济圈，绵阳国际铁路港开工建设。
2024年主要工作
今年，加快建设绵阳国际铁路港，建成三江大桥。
"""

LOCATION = load("location")

# text of 绵阳市, drives and regions with their members
MEMBERS = [
    ("川渝合作走深走实。", {("川渝合作", "四川省"), ("川渝合作", "重庆市")}),
    ("我市深度融入成渝地区双城经济圈。", {("成渝地区双城经济圈", m) for m in ("成都市", "重庆市", "绵阳市")}),
    ("德阳与绵阳签约，实现“德绵通办”。", {("德绵通办", "德阳市"), ("德绵通办", "绵阳市")}),
    ("川渝高竹新区由广安市与渝北区共建。", {("川渝高竹新区", m) for m in ("四川省", "重庆市", "广安市", "渝北区")}),
    (
        "关中平原城市群包括西安市、宝鸡市、铜川市等城市。",
        {("关中平原城市群", m) for m in ("西安市", "宝鸡市", "铜川市")},
    ),
    (
        "绵阳和北碚同为成渝地区双城经济圈的重要组成部分。",
        {("成渝地区双城经济圈", m) for m in ("成都市", "重庆市", "绵阳市", "北碚区")},
    ),
    ("全面落实“川渝通办”事项。", {("川渝通办", "四川省"), ("川渝通办", "重庆市")}),
    ("参加中国西部国际博览会。", set()),
    ("推动经济社会一体化发展。", set()),
    ("签订合作框架协议，深化合作机制。", set()),
    ("实施乡村振兴战略，打好三大攻坚战。", set()),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.create()


def read(reader: Reader, text: str, issued: str = "2024") -> Reading:
    return reader.read(Document("d", text, issuer="绵阳市人民政府", issued=issued))


def facts(reading: Reading, predicate: str) -> Iterator[tuple[str, str]]:
    for fact in reading.facts:
        if fact.predicate == predicate:
            yield fact.subject.name, _object(fact)


def _object(fact: Fact) -> str:
    target = fact.object
    if isinstance(target, Post):
        return target.title
    return target.iso if isinstance(target, Date) else target.name


def test_all_cases_are_there() -> None:
    assert len(MEMBERS) >= 11
    assert len(LOCATION["examples"]) >= 3
    assert len(LOCATION["counter"]) >= 2


@pytest.mark.parametrize(("text", "expected"), MEMBERS)
def test_members_of_drives_and_regions(reader: Reader, text: str, expected: set[tuple[str, str]]) -> None:
    assert set(facts(read(reader, text), "participant")) == expected


@pytest.mark.parametrize(("text", "thing", "place"), LOCATION["examples"])
def test_where_things_lie(reader: Reader, text: str, thing: str, place: str) -> None:
    assert (thing, place) in set(facts(read(reader, text), "locatedIn"))


@pytest.mark.parametrize(("text", "thing"), LOCATION["counter"])
def test_joint_things_lie_in_no_one_place(reader: Reader, text: str, thing: str) -> None:
    reading = read(reader, text)
    assert thing in {e.id.name for e in reading.entities}
    assert thing not in {subject for subject, _ in facts(reading, "locatedIn")}


def test_the_halves_of_a_report_date_its_states(reader: Reader) -> None:
    reading = reader.read(Document("report", REPORT))
    states = {(f.subject.name, f.object, f.as_of) for f in reading.facts if f.predicate == "status"}
    assert ("绵阳国际铁路港", Concept("underConstruction"), "2023") in states
    assert ("三江大桥", Concept("underConstruction"), "2024") in states


def test_a_dateline_dates_the_document_and_a_headline_titles_it(reader: Reader) -> None:
    document = reader.read(Document("news", "成渝中线高铁全线铺轨\n2025年8月20日\n今天，铺轨开始。")).document
    assert (document.title, document.issued) == ("成渝中线高铁全线铺轨", "2025-08-20")


def test_a_long_sentence_is_quoted_by_its_clauses(reader: Reader) -> None:
    filler = "，".join("着力推动各项工作任务落地见效" for _ in range(40))
    reading = read(reader, f"{filler}，绵阳市与北碚区签订合作协议，{filler}。")
    quotes = [e.quote for f in reading.facts if f.predicate == "cooperatesWith" for e in f.evidence]
    assert quotes
    assert all("绵阳市与北碚区签订" in quote and len(quote) <= QUOTE_MOST for quote in quotes)


def test_reading_is_the_same_whatever_the_hash_seed() -> None:
    code = (
        "from kg.reading import Reader; from kg.model import Document;"
        f"print(Reader.create().read(Document('d', {REPORT!r} + '绵阳、遂宁、南充签约，三地共建涪江产业园。')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "绵阳市",
                "与",
                "北碚",
                "、",
                "，",
                "。",
                "\n",
                " ",
                "川渝",
                "合作",
                "签订",
                "《",
                "》",
                "“",
                "”",
                "成渝中线高铁",
                "开工",
                "市委书记",
                "李明",
                "2024年",
                "3月5日",
                "等",
                "（",
                "）",
                "示范园",
                "两地",
                "共建",
                "ABC",
                "\u200b",
            ]
        ),
        max_size=60,
    )
)
def test_any_text_is_read_and_every_quote_stands_at_its_offsets(reader: Reader, pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = reader.read(Document("d", text))
    for fact in reading.facts:
        for evidence in fact.evidence:
            quote, source = (re.sub(r"\s", "", s) for s in (evidence.quote, text[evidence.start : evidence.end]))
            assert quote == source
            assert len(quote) <= QUOTE_MOST
            assert len(quote) >= min(QUOTE_LEAST, len("".join(text.split())))
    known = {entity.id for entity in reading.entities}
    for mention in reading.mentions:
        assert mention.entity in known
    for fact in reading.facts:
        assert fact.subject in known
        assert not isinstance(fact.object, EntityId) or fact.object in known


def test_the_spacy_pipeline_carries_class_and_thing() -> None:
    doc = pipeline()("四川省绵阳市与重庆市北碚区共同争取兰渝高铁。")
    assert [(e.text, e.label_, e.kb_id_.split("-")[-1]) for e in doc.ents if e.label_ == "Place"] == [
        ("四川省", "Place", "510000"),
        ("绵阳市", "Place", "510700"),
        ("重庆市", "Place", "500000"),
        ("北碚区", "Place", "500109"),
    ]
    assert "兰渝高铁" in {e.text for e in doc.ents if e.label_ == "Railway"}
    assert doc._.reading.facts


def test_measures_that_name_no_place_are_their_citys(reader: Reader) -> None:
    text = "我市出台促进民营经济发展若干措施，落实《全国海绵城市建设管理办法》和《绵阳市海绵城市条例》。"
    policies = {e.id.name: e.id.scope for e in read(reader, text).entities if e.id.cls == "Policy"}
    assert policies == {"促进民营经济发展若干措施": "510700", "全国海绵城市建设管理办法": "", "绵阳市海绵城市条例": ""}


def test_a_bare_day_is_of_the_year_that_its_half_is_about(reader: Reader) -> None:
    text = "2024年工作回顾\n一年来，9月26日与遂宁市签订战略合作框架协议。\n2025年主要工作\n持续发力。"
    reading = reader.read(Document("r", text, issuer="绵阳市人民政府", issued="2025-01-08"))
    assert {target for _, target in facts(reading, "signedOn")} == {"2024-09-26"}
