"""Validation: what breaks the contract is told, with its place; what keeps it passes."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import rdf, store
from kg.model import Concept, Date, Document, Entity, EntityId, Evidence, Fact, Mention, Post, Reading, Undecided
from kg.validate import Issue, check_evidence, check_shapes, stands, validate_reading, validate_store

BEIBEI = EntityId("Place", "北碚区", "500109")
MIANYANG = EntityId("Place", "绵阳市", "510700")
PLAN = EntityId("Agreement", "三年合作协议", "2020-04-29")
WORK = EntityId("Project", "示例水厂")
CHIEF = EntityId("Person", "张三", "北碚区人民政府")
OFFICE = EntityId("Organization", "北碚区人民政府")
TEXT = "4月29日，北碚区与绵阳市签署三年合作协议。\n区长张三说，示例水厂\n已经建成。江北区列席。"


def says(words: str) -> tuple[Evidence, ...]:
    start = TEXT.index(words)
    return (Evidence(start, start + len(words), words),)


START = TEXT.index("示例水厂")
BUILT = (Evidence(START, START + 9, "示例水厂 已经建成"),)
SIGNED = says("北碚区与绵阳市签署三年合作协议。")
GOOD = Reading(
    Document("003_例", TEXT, "签约", issued="2020-04-30"),
    (Entity(BEIBEI, ("北碚",)), Entity(EntityId("Place", "江北区", "?"), candidates=("500105", "330205"))),
    (Mention(6, 9, BEIBEI, "gazetteer"),),
    (
        Fact(BEIBEI, "cooperatesWith", MIANYANG, SIGNED),
        Fact(PLAN, "party", BEIBEI, SIGNED),
        Fact(PLAN, "signedOn", Date("2020-04-29"), SIGNED),
        Fact(PLAN, "domain", Concept("energy-water"), SIGNED),
        Fact(WORK, "status", Concept("completed"), BUILT, "2020"),
        Fact(CHIEF, "holdsPost", Post("区长", OFFICE), says("区长张三说")),
    ),
    (Undecided(40, 43, "江北区", "two units", ("330205", "500105")),),
)


def with_fact(*facts: Fact) -> Reading:
    return replace(GOOD, facts=facts)


def checks(issues: list[Issue]) -> list[str]:
    return [issue.shape for issue in issues]


def test_a_sound_reading_has_no_issue() -> None:
    assert validate_reading(GOOD) == []


WRONG = [
    (Fact(WORK, "locatedIn", PLAN, SIGNED), "locatedIn"),
    (Fact(WORK, "status", Concept("transport"), SIGNED), "status"),
    (Fact(WORK, "status", Date("2020"), SIGNED), "status"),
    (Fact(PLAN, "signedOn", Concept("completed"), SIGNED), "signedOn"),
    (Fact(PLAN, "domain", Concept("sport"), SIGNED), "domain"),
    (Fact(BEIBEI, "cooperatesWith", WORK, SIGNED), "cooperatesWith"),
    (Fact(BEIBEI, "party", MIANYANG, SIGNED), "Place"),
    (Fact(CHIEF, "holdsPost", Post("区长", MIANYANG), SIGNED), "at"),
    (Fact(WORK, "likes", MIANYANG, SIGNED), "Project"),
]


@pytest.mark.parametrize(("fact", "shape"), WRONG, ids=[shape + str(i) for i, (_, shape) in enumerate(WRONG)])
def test_a_fact_that_breaks_the_vocabulary_is_told_with_its_place(fact: Fact, shape: str) -> None:
    issues = validate_reading(with_fact(fact))
    [issue] = [issue for issue in issues if issue.shape == shape]
    assert issue.document == "003_例"
    assert issue.message
    assert "\n" not in str(issue)


def test_an_issue_says_document_thing_predicate_and_reason_in_one_line() -> None:
    [issue] = validate_reading(with_fact(Fact(WORK, "locatedIn", PLAN, SIGNED)))
    assert str(issue) == (
        f"003_例: {rdf.thing_iri(WORK).value} locatedIn: 所在地是地方 / locatedIn leads to a Place [locatedIn]"
    )


@pytest.mark.parametrize(
    ("evidence", "good"),
    [
        (Evidence(6, 22, "北碚区与绵阳市签署三年合作协议。"), True),
        (Evidence(6, 22, "北碚区 与绵阳市签署三年合作协议。"), True),
        (Evidence(START, START + 9, "示例水厂已经建成"), True),
        (Evidence(7, 22, "北碚区与绵阳市签署三年合作协议。"), False),
        (Evidence(6, 22, "北碚区和绵阳市签署三年合作协议。"), False),
        (Evidence(-16, -1, TEXT[-16:-1]), False),
        (Evidence(0, 9999, TEXT), False),
        (Evidence(6, 9, "北碚区"), False),
        (Evidence(6, 6, ""), False),
    ],
)
def test_a_quote_stands_at_its_offsets_white_space_apart(evidence: Evidence, good: bool) -> None:
    assert stands(evidence, TEXT) == good
    found = checks(check_evidence(with_fact(Fact(PLAN, "party", BEIBEI, (evidence,)))))
    assert found == ([] if good else ["quoteStands"])


def test_a_quote_of_more_than_300_characters_is_no_sentence() -> None:
    text = "长" * 301
    assert stands(Evidence(0, 300, text[:300]), text)
    assert not stands(Evidence(0, 301, text), text)


def test_a_fact_without_evidence_is_told_by_both_checks() -> None:
    found = checks(validate_reading(with_fact(Fact(PLAN, "party", BEIBEI, ()))))
    assert found == ["evidence", "hasEvidence"]


def test_mentions_and_undecided_names_lie_in_the_text() -> None:
    wrong = replace(
        GOOD, mentions=(Mention(6, 6, BEIBEI, "x"),), undecided=(Undecided(len(TEXT), len(TEXT) + 1, "?", "x"),)
    )
    assert checks(check_evidence(wrong)) == ["placeInText", "placeInText"]


# --- stores


def stored(path: Path, quads: list[ox.Quad]) -> list[Issue]:
    store.build(path / "s", quads)
    with store.open(path / "s") as opened:
        return list(validate_store(opened))


def test_a_sound_store_has_no_issue_with_gazetteer_and_vocabulary(tmp_path: Path) -> None:
    assert stored(tmp_path, [*rdf.reading_quads(GOOD), *rdf.vocabulary_quads()]) == []


def test_what_is_wrong_in_a_store_is_told_document_by_document(tmp_path: Path) -> None:
    good = rdf.reading_quads(GOOD)
    document = rdf.document_iri("003_例")
    beside = rdf.mentions_iri(document)
    plan, beibei, work = (rdf.thing_iri(thing) for thing in (PLAN, BEIBEI, WORK))
    unsaid = [q for q in good if q.predicate != rdf.rc("domain") or q.graph_name != document]
    changes = {
        "assertionIsStated": unsaid,
        "factHasAssertion": [*good, ox.Quad(plan, rdf.rc("party"), work, document)],
        "ownEvidence": [
            q if q.predicate != rdf.term("dcterms:source") else ox.Quad(q.subject, q.predicate, beside, q.graph_name)
            for q in good
        ],
        "oneDocument": [*good, ox.Quad(beside, rdf.term("rdf:type"), rdf.rc("Document"), document)],
        "oneName": [*good, ox.Quad(beibei, rdf.term("skos:prefLabel"), ox.Literal("北碚", language="zh"), document)],
        "entity": [q for q in good if q.predicate != rdf.rc("entity")],
    }
    for number, (check, quads) in enumerate(changes.items()):
        (tmp_path / str(number)).mkdir()
        issues = stored(tmp_path / str(number), quads)
        assert check in checks(issues), check
        assert {issue.document for issue in issues} <= {"003_例", ""}


def test_every_issue_of_a_graph_is_told_in_a_fixed_order() -> None:
    node = rdf.thing_iri(BEIBEI)
    quads = [ox.Quad(node, rdf.term("rdf:type"), rdf.rc("Place")), ox.Quad(node, rdf.rc("code"), ox.Literal("5"))]
    issues = check_shapes("x", quads)
    assert sorted(issues) == sorted(check_shapes("x", reversed(quads)))
    assert {(issue.shape, issue.path.rsplit("#")[-1]) for issue in issues} == {("name", "prefLabel"), ("Place", "code")}


@pytest.mark.slow
def test_a_document_of_three_hundred_facts_is_checked_in_little_time() -> None:
    places = [EntityId("Place", f"示例{n}市", str(n)) for n in range(60)]
    facts = [Fact(PLAN, "party", places[n % 60], (Evidence(n, n + 9, TEXT[:9]),)) for n in range(300)]
    many = Reading(Document("x", TEXT * 40), facts=tuple(facts))
    start = time.perf_counter()
    check_shapes("x", [q for q in rdf.reading_quads(many) if q.graph_name == rdf.document_iri("x")])
    assert time.perf_counter() - start < 3  # a third of a second on a quiet machine
