"""Human judgements: what is accepted changes, what documents say does not, and no rebuild loses them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from handmade import BEIBEI, CHONGQING, LINE, MIANYANG, PERSON, SUINING, Tiny, readings, two_places
from starlette.testclient import TestClient

from kg import build as spine
from kg import graph, judgements, neighbors, rdf
from kg import store as stores
from kg.api import create_app
from kg.cli import main
from kg.judgements import COLUMNS, JudgementError
from kg.model import Document, Entity, EntityId, Reading
from kg.settings import Settings
from kg.validate import validate_store

DECIDED = ("王", "2026-11-22", "文中只是并列")
SIGNED, BUILT = "001_signed", "002_built"
DOUBLE = EntityId("Railway", "兰渝高速铁路")


def write(path: Path, rows: Iterable[tuple[str, ...]], header: Iterable[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([tuple(header), *rows])
    return path


def row(*fields: str, decided: tuple[str, ...] = DECIDED) -> tuple[str, ...]:
    return (*fields, *decided)


def judged_store(tmp_path: Path, rows: Iterable[tuple[str, ...]], found: list[Reading] | None = None) -> stores.Store:
    """A store of hand-made readings with judgements, made as the spine makes it."""
    found = found or readings()
    judged = judgements.apply(judgements.read(write(tmp_path / "j.csv", rows)), found)
    quads = [quad for reading in found for quad in rdf.reading_quads(reading)]
    more = spine.judged_quads(judged, rdf.BASE)
    stores.build(tmp_path / "s", [*quads, *more], rejected=spine._rejected(judged, rdf.BASE))
    return stores.open(tmp_path / "s")


def cooperates(store: stores.Store, graph: str | None = None) -> int:
    inside = f"GRAPH <{graph}> " if graph else ""
    one, other = sorted((rdf.thing_iri(MIANYANG), rdf.thing_iri(BEIBEI)), key=str)
    plain = f"SELECT * {{ {inside}{{ {one} rc:cooperatesWith {other} }} }}"
    evident = (
        f"SELECT DISTINCT ?q {{ {inside}{{ ?f rdf:subject {one} ; rdf:object {other} ; rc:evidence/rc:quote ?q }} }}"
    )
    return len(list(store.select(plain))) and len(list(store.select(evident)))


def test_a_fact_of_one_document_is_not_accepted_and_stays_in_its_graph(tmp_path: Path) -> None:
    with judged_store(tmp_path, [row("绵阳市", "cooperatesWith", "北碚区", SIGNED, "wrong")]) as store:
        documents = {entry.id: entry.iri for entry in store.documents()}
        assert cooperates(store, documents[SIGNED]) == 2
        assert cooperates(store, documents[BUILT]) == 1
        assert cooperates(store) == 1  # the other document says so, too


@pytest.mark.parametrize("ends", [("绵阳市", "北碚区"), ("北碚区", "Place-绵阳市-510700")])
def test_a_fact_is_accepted_nowhere(tmp_path: Path, ends: tuple[str, str]) -> None:
    with judged_store(tmp_path, [row(ends[0], "cooperatesWith", ends[1], "*", "wrong")]) as store:
        assert cooperates(store) == 0
        assert all(cooperates(store, entry.iri) for entry in store.documents())
        around = neighbors.neighbors(
            store, neighbors.resolve(store, "绵阳市"), neighbors.Choice(predicate="cooperatesWith")
        )
        assert around == []
        assert not [edge for edge in graph.from_store(store).edges(keys=True) if edge[2] == "cooperatesWith"]
    with TestClient(create_app(tmp_path / "s", Settings(queries=1))) as client:
        assert client.app.state.service.workers.wait()  # type: ignore[attr-defined]
        ask = "ASK { ?a rc:cooperatesWith ?b }"
        assert client.get("/sparql", params={"query": ask}).json()["boolean"] is False
        document = client.get("/api/entities/Place-绵阳市-510700").json()["documents"][0]["iri"]
        inside = client.get("/sparql", params={"query": ask, "default-graph-uri": document}).json()
        assert inside["boolean"] is True


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        (("兰渝高铁", "status", "underConstruction"), "?x rc:status ?y"),
        (("绵碚三年行动计划", "signedOn", "2020-04-29"), "?x rc:signedOn ?y"),
        (("绵碚三年行动计划", "domain", "transport"), "?x rc:domain ?y"),
        (("何某", "holdsPost", "区委书记"), "?x rc:holdsPost|rc:at ?y"),
        (("兰渝高铁", "connects", "Place-遂宁市-510900"), f"?x rc:connects {rdf.thing_iri(SUINING)}"),
    ],
)
def test_every_kind_of_object(tmp_path: Path, fields: tuple[str, ...], gone: str) -> None:
    with judged_store(tmp_path, [row(*fields, "*", "wrong")]) as store:
        assert not store.query(f"ASK {{ {gone} }}")
        assert store.query(f"ASK {{ GRAPH ?g {{ {gone} }} }}")
        assert store.query("ASK { ?x rc:connects ?y }")
        for thing in (LINE, CHONGQING, PERSON):
            assert store.query(f"ASK {{ {rdf.thing_iri(thing)} skos:prefLabel ?name }}"), "things stay named"
        assert list(validate_store(store)) == []


def test_two_things_are_one(tmp_path: Path) -> None:
    other = Reading(Document("003_line", "兰渝高速铁路。"), (Entity(DOUBLE),))
    rows = [row("兰渝高铁", "", "兰渝高速铁路", "*", "same")]
    with judged_store(tmp_path, rows, [*readings(), other]) as store:
        pair = {rdf.thing_iri(LINE).value, rdf.thing_iri(DOUBLE).value}
        same = "SELECT ?a ?b { %s { ?a owl:sameAs ?b } }"
        for where in ("", f"GRAPH <{rdf.BASE}graph/equalities>"):
            assert [set(found) for found in store.select(same % where).texts()] == [pair]
        assert neighbors.resolve(store, "兰渝高速铁路").iri == min(pair)
        assert len([node for node, data in graph.from_store(store).nodes(data=True) if data["cls"] == "Railway"]) == 1


def test_who_decided_what_when_and_why_is_recorded_and_not_taken_for_a_fact(tmp_path: Path) -> None:
    with judged_store(tmp_path, [row("兰渝高铁", "status", "underConstruction", BUILT, "wrong")]) as store:
        record = f"""SELECT ?s ?verdict ?who ?when ?why ?id {{ GRAPH <{rdf.BASE}graph/judgements> {{
            ?j a rc:Judgement ; rdf:subject ?s ; rc:verdict ?verdict ; dc:creator ?who ; dcterms:date ?when ;
              rc:reason ?why ; dcterms:source ?document }} ?document dcterms:identifier ?id }}"""
        assert list(store.select(record).texts()) == [(rdf.thing_iri(LINE).value, "wrong", *DECIDED, BUILT)]
        assert not store.query("ASK { ?j a rc:Judgement }")
        stated = "ASK { ?f rdf:subject ?s ; rdf:predicate rc:status }"
        assert not store.query(stated)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (row("", "status", "completed", "*", "wrong"), "j.csv:2: subject: empty"),
        (row("甲", "likes", "乙", "*", "wrong"), "j.csv:2: predicate: 'likes' is none of"),
        (row("甲", "party", "乙", "", "wrong"), "j.csv:2: document: empty"),
        (row("甲", "party", "乙", "*", "perhaps"), "j.csv:2: verdict: 'perhaps'"),
        (row("甲", "party", "乙", "*", "same"), "j.csv:2: predicate: 'party' has no place"),
        (row("甲", "", "乙", "one", "same"), "j.csv:2: document:"),
        (row("甲", "party", "乙", "*", "wrong", decided=("王", "去年", "x")), "j.csv:2: when: '去年'"),
        (row("甲", "party", "乙", "*", "wrong", decided=("", "2026", "x")), "j.csv:2: who: empty"),
        (row("甲", "party", "乙", "*", "wrong", decided=("王", "2026", "")), "j.csv:2: why: empty"),
        (("甲", "party"), "j.csv:2: a row has 8 fields"),
        (row("甲", "party", "乙", "*", "wrong", "more"), "j.csv:2: a row has 8 fields"),
        (
            row("江北区", "cooperatesWith", "江北区", "*", "wrong"),
            "j.csv:2: subject: '江北区' may mean Place-江北区-330205, ",
        ),
        (row("江北区", "", "绵阳市", "*", "same"), "j.csv:2: subject: '江北区' may mean"),
        (row("绵阳市", "", "兰渝高铁", "*", "same"), "j.csv:2: object: a Railway is no Place"),
        (
            row("绵阳市", "", "Place-绵阳市-510700", "*", "same"),
            "j.csv:2: object: 'Place-绵阳市-510700' is the subject",
        ),
    ],
)
def test_a_row_that_is_wrong_is_told_with_file_and_line(tmp_path: Path, fields: tuple[str, ...], told: str) -> None:
    with pytest.raises(JudgementError) as caught:
        judgements.apply(judgements.read(write(tmp_path / "j.csv", [fields])), [*readings(), two_places()])
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match="columns are subject,"):
        judgements.read(write(tmp_path / "j.csv", [], ["subject", "object"]))
    (tmp_path / "gbk.csv").write_bytes("主语".encode("gbk"))
    with pytest.raises(JudgementError, match="not UTF-8 at byte 0"):
        judgements.read(tmp_path / "gbk.csv")
    with pytest.raises(JudgementError, match=r"none\.csv"):
        judgements.read(tmp_path / "none.csv")
    (tmp_path / "excel.csv").write_bytes(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")
    assert judgements.read(tmp_path / "excel.csv") == ()


def test_what_no_document_says_has_no_effect_and_is_told(tmp_path: Path) -> None:
    rows = [
        row("绵阳市", "cooperatesWith", "成都市", "*", "wrong"),
        row("绵阳市", "cooperatesWith", "北碚区", "009_none", "wrong"),
        row("绵阳市", "", "成都市", "*", "same"),
    ]
    judged = judgements.apply(judgements.read(write(tmp_path / "j.csv", rows)), readings())
    assert [said.where.rpartition(":")[2] for said in judged.idle] == ["2", "3", "4"]
    assert (judged.rulings, judged.same) == ((), ())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("绵阳市与北碚区签署合作协议。", encoding="utf-8")
    (folder / "b.txt").write_text("北碚区与遂宁市共建园区。", encoding="utf-8")
    return folder


def accepted(store: Path) -> set[tuple[str, ...]]:
    with stores.open(store) as opened:
        return set(
            opened.select(
                "SELECT ?a ?b { ?x rc:cooperatesWith ?y . ?x skos:prefLabel ?a . ?y skos:prefLabel ?b }"
            ).texts()
        )


def test_every_rebuild_applies_them_and_none_loses_them(source: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "j.csv", [row("绵阳市", "cooperatesWith", "北碚区", "*", "wrong")])
    target, settings = tmp_path / "s", Settings()
    spine.build([source], target, settings, create=Tiny)
    assert len(accepted(target)) == 2
    for _ in range(2):
        report = spine.build([source], target, settings, create=Tiny, judgements=file)
        assert (report.facts, report.idle, len(accepted(target))) == (2, (), 1)
        with stores.open(target) as opened:
            opened.dump(tmp_path / "out.nq")
        written = (tmp_path / "out.nq").read_bytes()
    spine.build([source], tmp_path / "again", settings, create=Tiny, judgements=file)
    with stores.open(tmp_path / "again") as opened:
        opened.dump(tmp_path / "again.nq")
    assert (tmp_path / "again.nq").read_bytes() == written
    with pytest.raises(spine.JudgementsMissing):
        spine.build([source], target, settings, create=Tiny)
    assert len(accepted(target)) == 1
    spine.build([source], target, settings, create=Tiny, judgements=write(tmp_path / "none.csv", []))
    spine.build([source], target, settings, create=Tiny)
    assert len(accepted(target)) == 2


def test_the_command(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "j.csv", [row("绵阳市", "cooperatesWith", "南极", "*", "wrong")])
    build = ["build", str(source), "--store", str(tmp_path / "s")]
    assert main([*build, "--judgements", str(file)]) == 0
    [idle] = [line for line in capsys.readouterr().err.splitlines() if "j.csv:2" in line]
    assert idle.startswith("注意")
    write(file, [row("绵阳市", "cooperatesWith", "北碚区", "*", "wrong")])
    assert main([*build, "--judgements", str(file)]) == 0
    capsys.readouterr()
    assert main([*build, "--lang", "en"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "--judgements" in line
    write(file, [row("绵阳市", "cooperatesWith", "北碚区", "*", "maybe")])
    assert main([*build, "--judgements", str(file)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "j.csv:2: verdict" in line
