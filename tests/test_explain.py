"""Why a fact is stated and what a document leaves open: a store of two texts of our own, read by the real reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import build, explain, rules
from kg import store as stores
from kg.cli import main
from kg.resources import data
from kg.settings import Settings

TIED = (
    "岳阳与荆州签署合作框架协议。\n\n3月5日，岳阳市与荆州市在岳阳召开座谈会，两地携手合作，推进常岳九铁路前期工作。\n\n"
    "我市还将与咸宁市共建幕阜山\n生态走廊，打造双城生活圈。\n"
)
OPEN = "朝阳区与鼓楼区结对\n朝阳区与鼓楼区签署协议，第二届山货博览会5月8日举行。\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "in").mkdir()
    (folder / "in" / "yueyang.txt").write_text(TIED, encoding="utf-8")
    (folder / "in" / "yueyang.yml").write_text("issuer: 岳阳市人民政府\ndate: 2023-03-06\n", encoding="utf-8")
    (folder / "in" / "open.txt").write_text(OPEN, encoding="utf-8")
    build.build([folder / "in"], folder / "store", Settings(workers=1))
    return folder / "store"


@pytest.fixture
def store(path: Path) -> stores.Store:
    return stores.open(path)


def run(capsys: pytest.CaptureFixture[str], path: Path, *what: str) -> tuple[int, str, str]:
    code = main(["explain", "--store", str(path), *what])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_fact_with_its_sentences_rules_and_what_is_named_in_them(store: stores.Store) -> None:
    [fact] = explain.explain_facts(store, "荆州市", "cooperatesWith", "岳阳市")
    assert (fact.subject.id, fact.object.id) == ("Place-荆州市-421000", "Place-岳阳市-430600")
    assert (fact.document.id, fact.document.issued) == ("yueyang", "2023-03-06")
    assert {"joint name", "with partners"} <= set(fact.rules)
    assert [passage.quote[:5] for passage in fact.evidence] == ["岳阳与荆州", "3月5日，"]
    assert all(TIED[p.start : p.end] == p.quote for p in fact.evidence)
    named = [(m.text, m.thing.name, m.rule) for m in fact.evidence[1].mentions]
    assert ("两地", "岳阳市", "pair") in named
    assert ("两地", "荆州市", "pair") in named
    assert ("荆州市", "荆州市", "gazetteer") in named
    assert ("常岳九铁路", "常岳九铁路", "line name") in named
    assert all(TIED[m.start : m.end] == m.text for p in fact.evidence for m in p.mentions)
    assert fact.absent == ()


def test_either_end_of_a_symmetric_fact_and_every_object(store: stores.Store) -> None:
    found = explain.explain_facts(store, "岳阳市", "cooperatesWith")
    assert {fact.subject.name for fact in found} == {"岳阳市"}
    assert {fact.object.name for fact in found} == {"荆州市", "咸宁市"}
    assert [f.assertion for f in explain.explain_facts(store, "咸宁市", "合作", "岳阳")] == [
        fact.assertion for fact in found if fact.object.name == "咸宁市"
    ]


def test_a_reference_is_shown_with_what_it_means(store: stores.Store) -> None:
    [fact] = explain.explain_facts(store, "岳阳市", "与…合作", "Place-咸宁市-421200")
    [passage] = fact.evidence
    assert ("我市", "岳阳市", "reference") in [(m.text, m.thing.name, m.rule) for m in passage.mentions]
    assert "\n" not in passage.quote
    assert TIED[passage.start : passage.end].replace("\n", "") == passage.quote


@pytest.mark.parametrize("target", ["preliminary", "前期", "rc:preliminary", ""])
def test_a_state_by_any_of_its_names(store: stores.Store, target: str) -> None:
    if target.startswith("rc:"):
        with pytest.raises(explain.NothingStated):
            explain.explain_facts(store, "常岳九铁路", "status", target)
        return
    [fact] = explain.explain_facts(store, "常岳九铁路", "状态", target)
    assert (fact.object.id, fact.object.name, fact.object.cls) == ("preliminary", "前期", "")
    assert fact.as_of.startswith("2023")
    [english] = explain.explain_facts(store, "常岳九铁路", "status", target, "en")
    assert english.object.name == "preliminary"


def test_an_assertion_by_its_segment_or_its_iri(store: stores.Store) -> None:
    [fact] = explain.explain_facts(store, "岳阳市", "cooperatesWith", "荆州市")
    document, own = fact.assertion.split("/")
    for name in (own, fact.assertion, f"{store.base}{document}/{own}"):
        [found] = explain.explain_assertion(store, name)
        assert found.assertion == fact.assertion
    for name in ("assertion-00000000000000000000", f"Document-open/{own}", "assertion-x"):
        with pytest.raises(explain.NothingStated):
            explain.explain_assertion(store, name)


def test_an_end_that_no_sentence_names_is_told(store: stores.Store) -> None:
    """A list of facts whose subject is a meeting or city that only the context means."""
    every = [
        fact
        for subject in ("岳阳市", "常岳九铁路", "荆州市与岳阳市合作框架协议")
        for predicate in explain.PREDICATES
        for fact in _facts(store, subject, predicate)
    ]
    assert len(every) >= 5
    for fact in every:
        said = {m.thing.id for p in fact.evidence for m in p.mentions}
        ends = {end.id for end in (fact.subject, fact.object) if end.cls}
        assert {absent.thing.id for absent in fact.absent} == ends - said


def _facts(store: stores.Store, subject: str, predicate: str) -> list[explain.Explained]:
    try:
        return explain.explain_facts(store, subject, predicate)
    except explain.NothingStated:
        return []


def test_a_document_tells_what_is_open_and_what_was_turned_down(store: stores.Store) -> None:
    found = explain.overview(store, "open")
    words = {(item.text, item.reason) for item in found.undecided}
    assert ("朝阳区", "several units of this name") in words
    assert ("5月8日", "a day of a year that cannot be known") in words
    codes = next(item.candidates for item in found.undecided if item.text == "朝阳区")
    assert "110105 北京市朝阳区" in codes
    assert "220104 吉林省长春市朝阳区" in codes
    assert found.turned_down == ()
    down = explain.overview(store, "yueyang").turned_down
    assert ("双城", "gazetteer") in {(item.text, item.rule) for item in down}
    assert all(TIED[item.start : item.end] == item.text for item in down)


def test_the_counts_of_a_document_are_those_of_its_facts(store: stores.Store) -> None:
    found = explain.overview(store, "Document-yueyang")
    assert found.facts["cooperatesWith"] == 2
    assert found.things["Railway"] == 1
    assert found.mentions["Place", "pair"] == 2
    assert found.rules["cooperatesWith", "with partners"] == 2
    assert sum(found.things.values()) == len(_things(store))
    with pytest.raises(explain.UnknownDocument):
        explain.overview(store, "nowhere")


def _things(store: stores.Store) -> set[str]:
    [document] = [entry.iri for entry in store.documents() if entry.id == "yueyang"]
    rows = store.select(f"SELECT DISTINCT ?x WHERE {{ GRAPH <{document}> {{ ?x skos:prefLabel ?name ; a ?c }} "
                        "FILTER NOT EXISTS { ?x a rc:Post } }")  # fmt: skip
    return {iri for (iri,) in rows.texts()}


def test_the_command_speaks_chinese_first(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, out, err = run(capsys, path, "岳阳市", "合作", "荆州市")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "岳阳市 —cooperatesWith→ 荆州市"
    assert "甲与乙、丙合作：甲与各方，各方之间不算" in out
    assert "两地、双方、三市：前文刚并列的地方" in out
    _, out, _ = run(capsys, path, "岳阳市", "合作", "荆州市", "--lang", "en")
    assert "甲 with each, the partners not with each other" in out
    code, out, err = run(capsys, path, "open")
    assert (code, err) == (0, "")
    assert "多个行政区域同名，文中不能确定" in out
    assert "110105 北京市朝阳区" in out


def test_json_has_everything(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, out, _ = run(capsys, path, "岳阳市", "cooperatesWith", "--format", "json")
    facts = json.loads(out)["facts"]
    assert (code, len(facts)) == (0, 2)
    assert facts[0]["subject"]["class"] == "Place"
    assert {"rule", "says"} == facts[0]["rules"][0].keys()
    mention = facts[0]["evidence"][0]["mentions"][0]
    assert mention.keys() == {"start", "end", "text", "thing", "rule", "says"}
    _, out, _ = run(capsys, path, "open", "--format", "json")
    found = json.loads(out)
    assert found.keys() == {"document", "things", "mentions", "facts", "rules", "undecided", "turned_down"}
    assert found["undecided"][0]["says"] == "多个行政区域同名，文中不能确定"


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        (["nowhere"], 1, "没有文件“nowhere”"),
        (["岳阳市", "cooperatesWith", "成都市"], 1, "没有文件陈述：岳阳市 cooperatesWith 成都市"),
        (["汴京", "cooperatesWith"], 1, "没有“汴京”"),
        (["岳阳市", "likes"], 2, "likes"),
        (["岳阳市", "与", "荆州市", "合作"], 2, "至多三项"),
        (["assertion-00000000000000000000"], 1, "没有文件陈述"),
        (['<x>"', "status"], 1, "没有"),
    ],
)
def test_what_cannot_be_explained_is_one_line(
    capsys: pytest.CaptureFixture[str], path: Path, what: list[str], code: int, said: str
) -> None:
    got, out, err = run(capsys, path, *what)
    assert (got, out, len(err.splitlines())) == (code, "", 1)
    assert said in err


def test_every_rule_of_the_store_has_its_words(path: Path) -> None:
    catalogue = rules.load()
    with stores.open(path) as store:
        for name in ("yueyang", "open"):
            found = explain.overview(store, name)
            assert [key for key in (*found.mentions, *found.rules) if not catalogue.says(*key, "zh")] == []


def test_the_tables_that_rules_read_exist() -> None:
    from kg.patterns import load

    places = {place for row in rules.load().rows for place in row.knowledge}
    assert len(places) > 60
    for file, _, key in (place.partition("#") for place in places):
        assert data(file).is_file(), file
        assert not key or key in load(Path(file).stem), f"{file} has no {key}"


def test_a_reason_keeps_what_stands_behind_its_fixed_part() -> None:
    catalogue = rules.load()
    reason = "overlaps the longer name 成渝"
    assert catalogue.reason(rules.TURNED_DOWN, reason, "zh") == "与更长的名称重叠：成渝"
    assert catalogue.reason(rules.TURNED_DOWN, reason, "en") == reason
    assert catalogue.reason(rules.TURNED_DOWN, "something new", "zh") == "something new"
