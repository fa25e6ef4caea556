"""Quads: identity, the documents' graphs, the gazetteer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import (
    CLASSES,
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
    TurnedDown,
    Undecided,
)
from kg.rdf import (
    BASE,
    NS,
    date_literal,
    document_iri,
    gazetteer_quads,
    mentions_iri,
    rc,
    reading_quads,
    segment,
    stop_quads,
    term,
    thing_iri,
)
from kg.rdf.iris import LONGEST

BEIBEI = EntityId("Place", "北碚区", "500109")
MIANYANG = EntityId("Place", "绵阳市", "510700")
PLAN = EntityId("Agreement", "北碚区、绵阳市三年合作协议", "2020-04-29")
CHIEF = EntityId("Person", "张三", "北碚区人民政府")
OFFICE = EntityId("Organization", "北碚区人民政府")
TEXT = "2020年4月29日，北碚区与绵阳市签署三年合作协议，区长张三说明了交通方面的安排。"
SAYS = Evidence(0, len(TEXT), TEXT)


def reading(*facts: Fact, **parts: object) -> Reading:
    return Reading(Document("003_例", TEXT, "签约"), facts=facts, **parts)  # type: ignore[arg-type]


def fact(subject: EntityId, predicate: str, value: EntityId | Concept | Date | Post, as_of: str = "") -> Fact:
    return Fact(subject, predicate, value, (SAYS,), as_of, ("hand",))


def own(quads: list[ox.Quad]) -> set[tuple[object, ...]]:
    return {(q.subject, q.predicate, q.object) for q in quads if q.graph_name == document_iri("003_例")}


# --- segments


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (MIANYANG, "Place-绵阳市-510700"),
        (EntityId("Railway", "兰渝高铁"), "Railway-兰渝高铁"),
        (PLAN, "Agreement-北碚区、绵阳市三年合作协议-2020-04-29"),
        (EntityId("Road", "G5-京昆"), "Road-G5~2D京昆"),
        (EntityId("Project", "a b/c?d#e%f"), "Project-a~20b~2Fc~3Fd~23e~25f"),
        (EntityId("Zone", "“德阳经开·重庆空港”园"), "Zone-“德阳经开·重庆空港”园"),
        (EntityId("Zone", "~"), "Zone-~7E"),
        (EntityId("Zone", "全　角"), "Zone-全~E3~80~80角"),
        (EntityId("Zone", "\u202e反\ue000\x00"), "Zone-~E2~80~AE反~EE~80~80~00"),
        (EntityId("Zone", "𠮷\U000f0000"), "Zone-𠮷~F3~B0~80~80"),
    ],
)
def test_a_segment_shows_the_name_and_escapes_the_rest(thing: EntityId, expected: str) -> None:
    assert segment(thing) == expected


names = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
tricky = st.text(alphabet="a-~2D7E.中 /", min_size=1, max_size=6)
things = st.builds(EntityId, st.sampled_from(CLASSES), names | tricky, st.just("") | names | tricky)


@given(things, things)
def test_two_things_never_share_a_segment(one: EntityId, other: EntityId) -> None:
    assert (segment(one) == segment(other)) == (one == other)


@given(things)
def test_a_segment_is_one_legal_segment_of_an_iri(thing: EntityId) -> None:
    made = segment(thing)
    assert ox.NamedNode(BASE + made).value == BASE + made
    assert not re.search(r"[/?#%:\s<>\"{}|\\^`]", made)
    assert not [c for c in made if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp", "Co", "Cs")]
    assert unicodedata.bidirectional(made[-1]) not in ("LRE", "RLE", "LRO", "RLO", "PDF")


def test_long_names_are_cut_and_stay_apart() -> None:
    long = [EntityId("Policy", "关于" + "推进" * 100 + end) for end in "甲乙"]
    made = [segment(thing) for thing in long]
    assert made[0] != made[1]
    assert all(len(s) == LONGEST and s.startswith("Policy-关于推进") for s in made)


def test_every_separator_and_invisible_character_of_the_first_planes_is_escaped() -> None:
    shown = [
        chr(c)
        for c in range(0x30000)
        if not 0xD800 <= c < 0xE000 and segment(EntityId("Zone", chr(c))) == f"Zone-{chr(c)}"
    ]
    assert len(shown) > 100_000
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp", "Co", "Cs")}
    assert bad == set()
    marks = {
        c
        for c in shown
        if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    }
    assert marks == set()


@pytest.mark.parametrize("base", ["https://example.org/id", "not an iri/", ""])
def test_a_base_that_is_none_is_an_error(base: str) -> None:
    with pytest.raises(KgError, match="is no base for things"):
        thing_iri(MIANYANG, base)


def test_a_base_may_end_in_a_hash() -> None:
    quads = reading_quads(reading(fact(BEIBEI, "cooperatesWith", MIANYANG)), "https://example.org/x#")
    assert {q.graph_name.value for q in quads} == {"https://example.org/x#Document-003_例"}


# --- a document's graph


def test_the_document_says_what_its_card_tells() -> None:
    document = Document("a/b", TEXT, "题", "绵阳市人民政府", "绵府〔2020〕1号", "2020-04", "https://example.org/1 2")
    said = {
        (q.predicate.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1], q.object) for q in reading_quads(Reading(document))
    }
    assert said == {
        ("type", rc("Document")),
        ("identifier", ox.Literal("a/b")),
        ("title", ox.Literal("题", language="zh")),
        ("issued", ox.Literal("2020-04", datatype=term("xsd:gYearMonth"))),
        ("publisher", ox.Literal("绵阳市人民政府", language="zh")),
        ("identifier", ox.Literal("绵府〔2020〕1号")),
        ("url", ox.Literal("https://example.org/1 2", datatype=term("xsd:anyURI"))),
    }


def test_only_documents_have_a_dcterms_identifier() -> None:
    quads = reading_quads(reading(fact(PLAN, "party", BEIBEI), mentions=(Mention(0, 2, BEIBEI, "x"),)))
    assert [q.subject for q in quads if q.predicate == term("dcterms:identifier")] == [document_iri("003_例")]


def test_things_have_one_class_one_name_and_their_other_spellings() -> None:
    quads = own(reading_quads(reading(entities=(Entity(BEIBEI, ("北碚", "北碚区")),))))
    iri = thing_iri(BEIBEI)
    assert {link for link in quads if link[0] == iri} == {
        (iri, term("rdf:type"), rc("Place")),
        (iri, term("skos:prefLabel"), ox.Literal("北碚区", language="zh")),
        (iri, term("skos:altLabel"), ox.Literal("北碚", language="zh")),
    }


def test_both_ends_of_a_fact_and_the_body_of_a_post_are_things_of_the_graph() -> None:
    quads = own(reading_quads(reading(fact(CHIEF, "holdsPost", Post("区长", OFFICE)), fact(PLAN, "party", MIANYANG))))
    typed = {s for s, p, o in quads if p == term("rdf:type") and o.value.removeprefix(NS) in CLASSES}
    assert typed == {thing_iri(t) for t in (CHIEF, OFFICE, PLAN, MIANYANG)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (MIANYANG, thing_iri(MIANYANG)),
        (Concept("culture-tourism"), rc("culture-tourism")),
        (Date("2020"), ox.Literal("2020", datatype=term("xsd:gYear"))),
        (Date("2020-04"), ox.Literal("2020-04", datatype=term("xsd:gYearMonth"))),
        (Date("2020-04-29"), ox.Literal("2020-04-29", datatype=term("xsd:date"))),
    ],
)
def test_objects_are_things_concepts_and_dates_as_precise_as_the_text(
    value: EntityId | Concept | Date, expected: object
) -> None:
    assert (thing_iri(PLAN), rc("p"), expected) in own(reading_quads(reading(fact(PLAN, "p", value))))


@pytest.mark.parametrize(
    "iso", ["", "20", "2020-4", "2020-13", "2021-02-29", "2020-04-29T00:00", "二〇二〇", "２０２０"]
)
def test_what_is_no_date_is_an_error(iso: str) -> None:
    with pytest.raises(KgError, match="is no ISO date"):
        date_literal(iso)


def test_a_post_is_a_node_with_a_title_and_a_body() -> None:
    quads = own(reading_quads(reading(fact(CHIEF, "holdsPost", Post("区长", OFFICE)))))
    [post] = [o for s, p, o in quads if p == rc("holdsPost")]
    assert {link[1:] for link in quads if link[0] == post} == {
        (term("rdf:type"), rc("Post")),
        (term("skos:prefLabel"), ox.Literal("区长")),
        (rc("at"), thing_iri(OFFICE)),
    }


def test_a_symmetric_fact_is_stated_once_whichever_way_it_was_read() -> None:
    quads = own(
        reading_quads(reading(fact(MIANYANG, "cooperatesWith", BEIBEI), fact(BEIBEI, "cooperatesWith", MIANYANG)))
    )
    assert [link for link in quads if link[1] == rc("cooperatesWith")] == [
        (thing_iri(BEIBEI), rc("cooperatesWith"), thing_iri(MIANYANG))
    ]
    assert len([link for link in quads if link[2] == rc("Assertion")]) == 1


def test_every_fact_has_an_assertion_with_its_evidence() -> None:
    other = Evidence(13, 20, "北碚区与绵阳市")
    facts = (
        Fact(PLAN, "party", BEIBEI, (SAYS, other), rules=("r1",)),
        Fact(PLAN, "party", BEIBEI, (SAYS,), rules=("r2",)),
    )
    quads = own(reading_quads(reading(*facts)))
    [node] = [s for s, p, o in quads if o == rc("Assertion")]
    said = [(p, o) for s, p, o in quads if s == node]
    assert {(term("rdf:subject"), thing_iri(PLAN)), (term("rdf:predicate"), rc("party"))} <= set(said)
    assert (term("rdf:object"), thing_iri(BEIBEI)) in said
    assert {o.value for p, o in said if p == rc("rule")} == {"r1", "r2"}
    proofs = [o for p, o in said if p == rc("evidence")]
    assert len(proofs) == 2
    integer = term("xsd:integer")
    wanted = {
        (term("rdf:type"), rc("Evidence")),
        (term("dcterms:source"), document_iri("003_例")),
        (rc("quote"), ox.Literal("北碚区与绵阳市")),
        (rc("start"), ox.Literal("13", datatype=integer)),
        (rc("end"), ox.Literal("20", datatype=integer)),
    }
    assert wanted in [{(p, o) for s, p, o in quads if s == proof} for proof in proofs]


def test_a_state_of_two_years_has_two_assertions_with_their_year() -> None:
    work = EntityId("Project", "示例水厂")
    done = Concept("underConstruction")
    quads = own(reading_quads(reading(fact(work, "status", done, "2023"), fact(work, "status", done, "2024-05"))))
    assert len([link for link in quads if link[1] == rc("status")]) == 1
    assert {o for s, p, o in quads if p == rc("asOf")} == {date_literal("2023"), date_literal("2024-05")}


def test_nothing_but_facts_uses_the_vocabulary_on_things_in_the_documents_graph() -> None:
    made = reading(
        fact(PLAN, "party", BEIBEI),
        entities=(Entity(EntityId("Place", "江北区", "?"), candidates=("500105", "330205")),),
        mentions=(Mention(0, 3, BEIBEI, "gazetteer"),),
        undecided=(Undecided(0, 3, "江北区", "several units", ("500105",)),),
    )
    quads = own(reading_quads(made))
    things = {s for s, p, o in quads if p == term("rdf:type") and o.value.removeprefix(NS) in CLASSES}
    assert {p for s, p, o in quads if s in things and p.value.startswith(NS)} == {rc("party")}


def test_mentions_and_what_is_undecided_stand_in_a_graph_beside() -> None:
    open_ = EntityId("Place", "江北区", "?")
    made = reading(
        entities=(Entity(open_, candidates=("500105", "330205")),),
        mentions=(Mention(13, 16, BEIBEI, "gazetteer"), Mention(17, 20, MIANYANG, "gazetteer")),
        undecided=(Undecided(2, 4, "江北区", "several units", ("500105", "330205")),),
        turned_down=(TurnedDown(21, 23, "长安", "gazetteer", "far away"),),
    )
    beside = [q for q in reading_quads(made) if q.graph_name == mentions_iri(document_iri("003_例"))]
    assert {q.object for q in beside if q.predicate == rc("entity")} == {thing_iri(BEIBEI), thing_iri(MIANYANG)}
    assert {q.object.value for q in beside if q.subject == thing_iri(open_)} == {"500105", "330205"}
    assert len([q for q in beside if q.object == rc("Undecided")]) == 1
    assert len([q for q in beside if q.object == rc("Mention")]) == 2
    [down] = [q.subject for q in beside if q.object == rc("TurnedDown")]
    said = {q.predicate.value.rpartition("#")[2]: q.object.value for q in beside if q.subject == down}
    assert (said["quote"], said["rule"], said["reason"]) == ("长安", "gazetteer", "far away")
    assert (said["start"], said["end"]) == ("21", "23")


@given(st.randoms())
def test_the_order_of_what_was_read_changes_nothing(random: object) -> None:
    facts = [fact(PLAN, "party", BEIBEI), fact(PLAN, "party", MIANYANG), fact(CHIEF, "holdsPost", Post("区长", OFFICE))]
    expected = reading_quads(reading(*facts))
    random.shuffle(facts)  # type: ignore[attr-defined]
    made = reading_quads(reading(*facts))
    assert made == expected
    assert [str(q) for q in made] == sorted({str(q) for q in made})
    assert "_:" not in "".join(map(str, made))


# --- the gazetteer


@dataclass(frozen=True)
class Row:
    key: str
    code: str
    name: str
    level: str = "county"
    parent: str = ""
    valid_from: str = ""
    valid_until: str = ""
    aliases: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None


UNITS = {
    row.key: row
    for row in (
        Row("510000", "510000", "四川省", "province"),
        Row("510600", "510600", "德阳市", "prefecture", "510000", lon=104.4, lat=31.13),
        Row("510626", "510626", "罗江县", parent="510600", valid_until="2017", replaced_by=("510604",)),
        Row("510604", "510604", "罗江区", parent="510600", valid_from="2017", aliases=("罗江",)),
        Row("510700", "510700", "绵阳市", "prefecture", "510000"),
    )
}


def test_the_gazetteer_tells_of_used_places_of_those_above_and_those_after() -> None:
    quads = gazetteer_quads(["510626", "unknown"], UNITS)
    named = {q.object.value for q in quads if q.predicate == term("skos:prefLabel")}
    assert named == {"罗江县", "罗江区", "德阳市", "四川省"}
    assert {q.graph_name.value for q in quads} == {BASE + "graph/gazetteer"}
    old, new = (thing_iri(EntityId("Place", UNITS[k].name, k)) for k in ("510626", "510604"))
    links = {(q.subject, q.predicate, q.object) for q in quads}
    assert (old, term("dcterms:isReplacedBy"), new) in links
    assert (old, rc("existedUntil"), date_literal("2017")) in links
    assert (new, rc("level"), rc("county")) in links
    assert (new, rc("partOf"), thing_iri(EntityId("Place", "德阳市", "510600"))) in links


def test_the_stops_of_a_line_keep_their_order_and_are_places_that_documents_name() -> None:
    line = EntityId("Railway", "成西线")
    quads = list(stop_quads(line, ["510600", "510626", "510604"], {"510600", "510604"}, UNITS))
    ranks = {q.subject: q.object.value for q in quads if q.predicate == rc("position")}
    places = {q.object: ranks[q.subject] for q in quads if q.predicate == rc("stopAt")}
    assert places == {
        thing_iri(EntityId("Place", "德阳市", "510600")): "1",
        thing_iri(EntityId("Place", "罗江区", "510604")): "3",
    }
    assert {q.object for q in quads if q.predicate == rc("stop")} == set(ranks)
    assert {q.graph_name.value for q in quads} == {BASE + "graph/gazetteer"}


def test_a_point_is_told_both_ways_and_only_where_it_is_known() -> None:
    quads = gazetteer_quads(["510600"], UNITS)
    wkt = [q.object for q in quads if q.predicate == term("geo:asWKT")]
    assert wkt == [ox.Literal("POINT(104.4 31.13)", datatype=term("geo:wktLiteral"))]
    assert [q.object.value for q in quads if q.predicate == term("wgs84:lat")] == ["31.13"]
    assert quads == gazetteer_quads(["510600", "510600"], dict(reversed(UNITS.items())))
