"""The planners' questions: every one answers a corpus made by hand, and no value leaves its place."""

from __future__ import annotations

import re
import runpy
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import questions, rdf, store
from kg.model import (
    Concept,
    Date,
    Document,
    Entity,
    EntityId,
    Evidence,
    Fact,
    KgError,
    Mention,
    Post,
    Reading,
    Undecided,
)

A, B, C = (EntityId("Place", name, code) for name, code in (("甲市", "1"), ("乙市", "2"), ("丙市", "3")))
PACT, OLD = EntityId("Agreement", "甲乙协议"), EntityId("Agreement", "甲丙协议")
RAIL, ROAD = EntityId("Railway", "甲乙铁路"), EntityId("Road", "甲丙大道")
PLANT, HALL = EntityId("Project", "共建水厂"), EntityId("Project", "甲市场馆")
MEETING, REGION = EntityId("Meeting", "甲乙联席会议", "2020"), EntityId("Region", "甲乙都市圈")
WANG, LI = EntityId("Person", "王一", "甲市人民政府"), EntityId("Person", "李二", "乙市人民政府")
GOVERNMENT, POLICY = EntityId("Organization", "甲市人民政府"), EntityId("Policy", "甲市行动方案")
WORDS = "甲市与乙市签署甲乙协议。"
SAYS = (Evidence(0, len(WORDS), WORDS),)


def fact(subject: EntityId, predicate: str, value: EntityId | Concept | Date | Post, as_of: str = "") -> Fact:
    return Fact(subject, predicate, value, SAYS, as_of)


def concepts(subject: EntityId, *names: str) -> list[Fact]:
    return [fact(subject, "domain", Concept(name)) for name in names]


READINGS = [
    Reading(
        Document("one", WORDS, "签约", issued="2020"),
        mentions=(Mention(0, 2, A, "hand"), Mention(3, 5, B, "hand"), Mention(7, 8, A, "hand")),
        facts=(
            fact(A, "cooperatesWith", B),
            *(fact(PACT, "party", place) for place in (A, B)),
            fact(PACT, "signedOn", Date("2020-04-29")),
            fact(PACT, "validFrom", Date("2020")),
            fact(PACT, "validUntil", Date("2022")),
            *concepts(PACT, "transport", "industry", "talent"),
            fact(RAIL, "connects", A),
            fact(RAIL, "connects", B),
            fact(RAIL, "status", Concept("proposed"), "2020"),
            fact(PLANT, "participant", A),
            fact(PLANT, "participant", B),
            fact(PLANT, "status", Concept("proposed"), "2020"),
            fact(MEETING, "heldIn", A),
            fact(MEETING, "participant", B),
            fact(MEETING, "heldOn", Date("2020-04-29")),
            fact(MEETING, "attendee", WANG),
            fact(MEETING, "attendee", LI),
            fact(WANG, "holdsPost", Post("市长", GOVERNMENT)),
            fact(REGION, "participant", A),
            fact(REGION, "participant", B),
        ),
        undecided=(Undecided(0, 2, "江北区", "two units", ("330205", "500105")),),
    ),
    Reading(
        Document("two", WORDS, "报告", issued="2023"),
        entities=(Entity(HALL),),
        mentions=(Mention(0, 2, A, "hand"),),
        facts=(
            fact(A, "cooperatesWith", B),
            fact(A, "cooperatesWith", C),
            *(fact(OLD, "party", place) for place in (A, C)),
            fact(OLD, "validUntil", Date("2019")),
            *concepts(OLD, "transport", "finance"),
            fact(RAIL, "status", Concept("underConstruction"), "2023"),
            fact(ROAD, "connects", A),
            fact(ROAD, "connects", C),
            fact(ROAD, "status", Concept("completed"), "2023"),
            fact(HALL, "locatedIn", A),
            fact(HALL, "status", Concept("completed"), "2023"),
            fact(POLICY, "issuedBy", GOVERNMENT),
            fact(POLICY, "validFrom", Date("2023")),
        ),
    ),
    Reading(
        Document("three", WORDS, issued="2023"),
        facts=(fact(RAIL, "status", Concept("completed"), "2023"), fact(REGION, "participant", A)),
    ),
]

EXPECTED: dict[str, tuple[dict[str, str], str, list[tuple[str, ...]]]] = {
    "partners": ({"place": "甲市"}, "partnerName agreementName", [("丙市", "甲丙协议"), ("乙市", "甲乙协议")]),
    "agreements": (
        {"place": "甲市", "domain": "交通", "year": "2020"},
        "agreementName domainName",
        [("甲乙协议", "交通")],
    ),
    "agreement": (
        {"agreement": "甲乙协议"},
        "predicateName value valueName",
        [
            ("领域", f"{rdf.NS}industry", "产业"),
            ("领域", f"{rdf.NS}talent", "人才"),
            ("领域", f"{rdf.NS}transport", "交通"),
            ("签署日期", "2020-04-29", "2020-04-29"),
            ("签约方", rdf.thing_iri(B).value, "乙市"),
            ("签约方", rdf.thing_iri(A).value, "甲市"),
            ("有效期始", "2020", "2020"),
            ("有效期止", "2022", "2022"),
        ],
    ),
    "signed": (
        {"place": "乙市", "year": "2020"},
        "agreementName parties signed from until fields documentId quote",
        [("甲乙协议", "乙市、甲市", "2020-04-29", "2020", "2022", "交通、产业、人才", "one", WORDS)],
    ),
    "proposed": ({"place": "甲市"}, "workName asOf", [("共建水厂", "2020")]),
    "railways": (
        {"place": "甲市"},
        "lineName statusName asOf otherName",
        [
            ("甲乙铁路", "谋划", "2020", "乙市"),
            ("甲乙铁路", "在建", "2023", "乙市"),
            ("甲乙铁路", "建成", "2023", "乙市"),
        ],
    ),
    "roads": ({"place": "丙市"}, "lineName statusName asOf otherName", [("甲丙大道", "建成", "2023", "甲市")]),
    "shared-projects": (
        {"place": "甲市", "other": "乙市"},
        "workName className",
        [("共建水厂", "项目"), ("甲乙铁路", "铁路")],
    ),
    "common-partners": ({"place": "乙市", "other": "丙市"}, "partnerName", [("甲市",)]),
    "contradictions": (
        {},
        "workName oneAsOf oneStatus oneDocument otherAsOf otherStatus otherDocument",
        [("甲乙铁路", "2023", "建成", "three", "2023", "在建", "two")],
    ),
    "history": (
        {"work": "甲乙铁路"},
        "asOf statusName documentId",
        [("2020", "谋划", "one"), ("2023", "在建", "two"), ("2023", "建成", "three")],
    ),
    "changes": (
        {"since": "2020", "until": "2023", "place": "乙市"},
        "workName before after",
        [("甲乙铁路", "谋划", "在建"), ("甲乙铁路", "谋划", "建成")],
    ),
    "under-construction": ({"place": "乙市", "year": "2023"}, "workName asOf", [("甲乙铁路", "2023")]),
    "completed": (
        {"place": "甲市"},
        "workName asOf",
        [("甲丙大道", "2023"), ("甲乙铁路", "2023"), ("甲市场馆", "2023")],
    ),
    "who-met": (
        {"place": "乙市", "year": "2020"},
        "meetingName held personName",
        [("甲乙联席会议", "2020-04-29", "李二"), ("甲乙联席会议", "2020-04-29", "王一")],
    ),
    "met-with": ({"person": "王一"}, "otherName meetingName held", [("李二", "甲乙联席会议", "2020-04-29")]),
    "joint-meetings": ({"place": "甲市", "other": "乙市"}, "meetingName held", [("甲乙联席会议", "2020-04-29")]),
    "posts": ({"person": "王一"}, "title organizationName documentId", [("市长", "甲市人民政府", "one")]),
    "officers": ({"organization": "甲市人民政府"}, "personName title", [("王一", "市长")]),
    "policies": ({"issuer": "甲市人民政府"}, "policyName from until", [("甲市行动方案", "2023", "")]),
    "takes-part": ({"place": "甲市"}, "jointName className", [("甲乙都市圈", "区域")]),
    "members": ({"joint": "甲乙都市圈"}, "memberName documents", [("甲市", "2"), ("乙市", "1")]),
    "common-fields": ({}, "oneName otherName fields", [("乙市", "甲市", "3")]),
    "missing-fields": ({"place": "甲市", "other": "乙市"}, "domainName", [("金融",)]),
    "expired": (
        {"year": "2022"},
        "agreementName until partyName",
        [("甲丙协议", "2019", "丙市"), ("甲丙协议", "2019", "甲市")],
    ),
    "hubs": ({}, "placeName partners", [("甲市", "2"), ("丙市", "1"), ("乙市", "1")]),
    "single-source": ({}, "oneName otherName documentId", [("丙市", "甲市", "two")]),
    "evidence": (
        {"thing": "甲市", "about": "乙市"},
        "predicateName documentId start quote",
        [("与…合作", "one", "0", WORDS), ("与…合作", "two", "0", WORDS)],
    ),
    "mentioned-in": ({"thing": "甲市"}, "documentId title mentions", [("one", "签约", "2"), ("two", "报告", "1")]),
    "undecided": ({}, "documentId text reason candidates", [("one", "江北区", "two units", "330205 500105")]),
}
ALL = questions.load()
ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "tests" / "answers"
PAGE = runpy.run_path(str(ROOT / "scripts" / "questions_page.py"))
SOUND = "# title: 甲 / a\n# answers: 乙 / b\n# parameter: p Place required 丙 / c"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    path = tmp_path_factory.mktemp("questions") / "s"
    quads = chain.from_iterable(map(rdf.reading_quads, READINGS))
    store.build(path, [*quads, *rdf.vocabulary_quads()])
    return store.open(path)


def test_there_are_enough_questions_and_each_has_its_test() -> None:
    assert len(ALL) >= 25
    assert set(EXPECTED) == set(ALL)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_question_is_answered(opened: store.Store, name: str) -> None:
    values, columns, expected = EXPECTED[name]
    answered = questions.ask(opened, ALL[name], values)
    places = [answered.rows.variables.index(column) for column in columns.split()]
    found = [tuple(row[place] for place in places) for row in answered.rows.texts()]
    assert (sorted(found) if name == "agreement" else found) == (sorted(expected) if name == "agreement" else expected)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_query_that_is_shown_gives_the_same_rows_anywhere(opened: store.Store, name: str) -> None:
    answered = questions.ask(opened, ALL[name], EXPECTED[name][0])
    elsewhere = store.Solutions(opened._open().query(answered.sparql))  # without the store's prefixes
    assert list(elsewhere.texts()) == list(answered.rows.texts())
    assert all(f"?{value} {{ UNDEF }}" not in answered.sparql for value in EXPECTED[name][0])


@pytest.mark.parametrize("name", sorted(ALL))
def test_titles_answers_and_parameters_are_told_in_both_languages(name: str) -> None:
    question = ALL[name]
    texts = [*question.title, *question.answers, *(text for p in question.parameters for text in (p.zh, p.en))]
    assert all(texts)
    assert all(any("\u4e00" <= c <= "\u9fff" for c in zh) for zh in (question.title[0], question.answers[0]))


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("partners", {}, "place: partners needs 地方 / the place"),
        ("partners", {"place": ""}, "partners needs"),
        ("partners", {"place": "甲市", "town": "x"}, "has no parameter 'town'"),
        ("partners", {"place": "甲乙铁路"}, "甲乙铁路 is a Railway, not a Place"),
        ("history", {"work": "甲市"}, "甲市 is a Place, not a Work"),
        ("agreements", {"place": "甲市", "domain": "体育"}, "'体育' is no field; the fields are agriculture"),
        ("expired", {"year": "2022) }"}, "is no year of four digits"),
        ("expired", {"year": "２０２２"}, "is no year of four digits"),
        ("partners", {"place": "nowhere"}, "is not in the store"),
    ],
)
def test_a_value_that_is_wrong_is_told(opened: store.Store, name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(KgError) as caught:
        questions.ask(opened, ALL[name], values)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["甲市", "Place-甲市-1"])
def test_a_thing_is_told_by_name_or_segment(opened: store.Store, value: str) -> None:
    assert len(list(questions.ask(opened, ALL["partners"], {"place": value}).rows)) == 2


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_sample_corpus_answers(sample: Path, name: str) -> None:
    with store.open(sample) as opened:
        found = PAGE["answer"](opened, ALL[name])
    kept = (ANSWERS / f"{name}.csv").read_text("utf-8")
    assert found == kept, "where the new answer is right, run scripts/questions_page.py --answers"


def test_every_answer_is_kept_and_says_something() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(ALL)
    assert [name for name in ALL if len(PAGE["read_answer"](name)) < 2] == []


def test_the_page_is_current() -> None:
    assert PAGE["page"]() == (ROOT / "docs/questions.md").read_text("utf-8"), "run `make reference`"


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=30) | st.sampled_from(['" } #', "甲市'", "> } SERVICE <urn:x> {", "UNDEF }", "\\", "?place", "$&"])
)
def test_no_value_breaks_out_of_its_place(opened: store.Store, value: str) -> None:
    for name, parameter in (("partners", "place"), ("expired", "year"), ("history", "work")):
        try:
            answered = questions.ask(opened, ALL[name], {parameter: value})
        except KgError:
            continue
        before, after = ALL[name].sparql.split(f"VALUES ?{parameter} {{ UNDEF }}")
        declared, _, _ = answered.sparql.partition(before)
        assert all(line.startswith("PREFIX ") for line in declared.splitlines())
        assert re.fullmatch(
            re.escape(f"{declared}{before}VALUES ?{parameter} {{ ")
            + r"""(<[^<>"{}|^`\\\s]*>|"[0-9]{4}") \}"""
            + re.escape(after),
            answered.sparql,
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# title: 甲 / a\n# answers: 乙 / b\nSELECT", r"x\.rq:3: not a line of a header"),
        ("# title: 甲\n# answers: 乙 / b\n\nASK {}", "Chinese / English"),
        ("# answers: 乙 / b\n\nASK {}", "Chinese / English"),
        ("# title: 甲 / a\n# answers: 乙 / b\n# parameter: p Place required 丙 / c\n\nASK {}", "is no parameter"),
        ("# title: 甲 / a\n# answers: 乙 / b\n# parameter: p\n\nASK { VALUES ?p { UNDEF } }", "is no parameter"),
        (f"{SOUND}\n\nASK {{ VALUES ?p {{ UNDEF }} }}", "an example gives"),
        (f"{SOUND}\n# example: p=丁 q=戊\n\nASK {{ VALUES ?p {{ UNDEF }} }}", "an example gives"),
        (f"{SOUND}\n# example: p=\n\nASK {{ VALUES ?p {{ UNDEF }} }}", "an example gives"),
    ],
)
def test_a_header_that_is_wrong_is_told_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.rq").write_text(text, "utf-8")
    with pytest.raises(KgError, match=message):
        questions.load(tmp_path)


def test_every_query_is_sound_sparql_without_values() -> None:
    for question in ALL.values():
        ox.Store().query(question.sparql, prefixes=rdf.PREFIXES)
