"""Scoring: the rules on small cases; the same numbers as the acceptance script, where that lies beside the checkout."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from handmade import make_store, signed

from kg import rdf
from kg import store as stores
from kg.cli import main
from kg.evaluate import Report, evaluate
from kg.evaluate.gold import Gold, GoldThing, fold, read_gold, read_golds
from kg.evaluate.scoring import Scores, part, score, total
from kg.evaluate.stated import Node, Stated, read_stated
from kg.model import (
    CLASSES,
    Concept,
    Date,
    Document,
    DocumentError,
    Entity,
    EntityId,
    Evidence,
    Fact,
    Object,
    Post,
    Reading,
)

ACCEPTANCE = Path(__file__).parent.parent.parent / "shared" / "acceptance"
needs_acceptance = pytest.mark.skipif(
    not ACCEPTANCE.is_dir(), reason="NOT RUN: no acceptance files beside the checkout"
)

GOLD = """# 两地签约
E\tPlace\t绵阳市|绵阳
E\tPlace\t北碚区|北碚
E\tPlace\t遂宁市|遂宁\t?
E\tPlace\t重庆市|重庆
E\tAgreement\t三年行动计划|绵碚三年行动计划|“绵碚三年行动计划”
E\tOrganization\t中共北碚区委|中共重庆市北碚区委员会
E\tPerson\t何某
R\tcooperatesWith\t北碚区|北碚\t绵阳市|绵阳
R\tparty\t三年行动计划\t绵阳市
R\tsignedOn\t三年行动计划\t2020-04-29|2020-04
R\tdomain\t三年行动计划\tindustry
R\tdomain\t三年行动计划\ttransport\t?
R\tholdsPost\t何某\t书记@中共北碚区委|区委书记@中共北碚区委
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "001.tsv").write_text(GOLD, encoding="utf-8")
    return folder


def counts(scores: Scores, kind: str) -> tuple[int, int, int]:
    tally = scores.tallies.get(kind)
    return (tally.right, tally.wrong, tally.missing) if tally else (0, 0, 0)


def test_a_store_is_scored(tmp_path: Path, gold: Path) -> None:
    with stores.open(make_store(tmp_path / "s")) as store:
        report = evaluate(store, gold)
    (document,) = report.documents
    assert document.document == "001_signed"
    found = {kind: counts(document.scores, kind) for kind in document.scores.tallies}
    assert found == {
        "Place": (2, 0, 1),
        "Agreement": (1, 0, 0),
        "Organization": (1, 0, 0),
        "Person": (1, 0, 0),
        "cooperatesWith": (1, 0, 0),
        "party": (1, 1, 0),
        "signedOn": (1, 0, 0),
        "domain": (0, 0, 1),
        "holdsPost": (1, 0, 0),
    }
    assert document.scores.missing == ["Place: 重庆市", "domain: 三年行动计划 → industry"]
    assert document.scores.wrong == ["party: 绵碚三年行动计划 → 北碚区"]


def test_sources_show_whether_quotes_stand(tmp_path: Path, gold: Path) -> None:
    reading = signed()
    sources = tmp_path / "in"
    sources.mkdir()
    path = sources / f"{reading.document.id}.txt"
    path.write_text(reading.document.text, encoding="utf-8-sig", newline="")
    with stores.open(make_store(tmp_path / "s")) as store:
        report = evaluate(store, gold, sources)
        assert (report.quoted, report.facts) == (6, 6)
        path.write_text("前" + reading.document.text, encoding="utf-8", newline="")
        report = evaluate(store, gold, sources)
        assert (report.quoted, report.facts) == (0, 6)
        path.unlink()
        with pytest.raises(DocumentError, match="001_signed"):
            evaluate(store, gold, sources)


def test_the_command_prints_tables(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(make_store(tmp_path / "s"))
    assert main(["evaluate", "--store", store, str(gold), "--errors", "5"]) == 0
    out = capsys.readouterr().out
    assert "001: entities F1 0.909" in out
    assert "missing  Place: 重庆市" in out
    assert re.search(r"^  party +0\.500 +1\.000 +0\.667 +1 +1 +0$", out, re.MULTILINE)


def test_a_document_that_the_store_lacks_is_all_missing(tmp_path: Path, gold: Path) -> None:
    (gold / "009.tsv").write_text("E\tPlace\t绵阳市\n", encoding="utf-8")
    with stores.open(make_store(tmp_path / "s")) as store:
        report = evaluate(store, gold)
    assert report.documents[1].document == ""
    assert counts(report.documents[1].scores, "Place") == (0, 0, 1)
    assert report.documents[1].f1(entities=False) is None


@pytest.mark.parametrize("line", ["E\tPlace", "R\tparty\t甲", "X\tPlace\t甲", "Place 甲", "E\tPlace\t甲\t乙"])
def test_a_line_that_is_no_fact_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "001.tsv"
    path.write_text(f"# ok\n{line}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"001\.tsv:2"):
        read_gold(path)


def test_a_folder_without_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DocumentError):
        read_golds(tmp_path)
    with pytest.raises(DocumentError):
        read_golds(tmp_path / "none")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“一带一路”", "一带一路"),
        ("甲—乙", "甲乙"),
        ("Ｇ４２", "g42"),
        ("（一）", "一"),
        ("甲 乙\n", "甲乙"),
        ("北碚·绵阳", "北碚绵阳"),
    ],
)
def test_what_carries_no_identity_is_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def stated(*things: tuple[str, str, str]) -> Stated:
    triples = []
    for iri, cls, label in things:
        triples.append((iri, rdf.PREFIXES["rdf"] + "type", Node(rdf.NS + cls, True)))
        triples.append((iri, rdf.PREFIXES["skos"] + "prefLabel", Node(label, False, "zh")))
    return read_stated(triples)


def gold_of(*things: tuple[str, str]) -> Gold:
    known = tuple(GoldThing(cls, tuple(map(fold, names.split("|"))), names, False) for cls, names in things)
    return Gold("x", known, ())


def test_a_second_thing_for_one_gold_thing_is_a_duplicate() -> None:
    scores = score(gold_of(("Place", "绵阳市|绵阳")), stated(("urn:1", "Place", "绵阳市"), ("urn:2", "Place", "绵阳")))
    assert counts(scores, "Place") == (1, 1, 0)
    assert scores.wrong == ["Place: 绵阳 (duplicate)"]


def test_the_wrong_class_says_which_is_right() -> None:
    scores = score(gold_of(("Zone", "两江新区")), stated(("urn:1", "Place", "两江新区")))
    assert scores.wrong == ["Place: 两江新区 (should be Zone)"]
    assert counts(scores, "Zone") == (0, 0, 1)


def test_one_character_names_no_place() -> None:
    scores = score(gold_of(("Place", "北碚区|碚")), stated(("urn:1", "Place", "碚")))
    assert counts(scores, "Place") == (0, 1, 1)


def test_breaches_of_the_shape_are_wrong_facts() -> None:
    two = stated(("urn:1", "Place", "绵阳市"), ("urn:1", "Zone", "绵阳"))
    assert {breach.words.split(" has ")[1] for breach in two.breaches} == {"2 zh prefLabels", "classes Place, Zone"}
    assert counts(score(gold_of(("Place", "绵阳市|绵阳")), two), "Place") == (1, 2, 0)


def _parts(report: Report) -> dict[str, dict[str, object]]:
    result: dict[str, dict[str, object]] = {}
    for title, entities in (("entities", True), ("relations", False)):
        rows = part(report.tallies, entities=entities)
        result[title] = {
            "mean": round(report.mean(entities=entities), 9),
            "all": [total(rows.values()).right, total(rows.values()).wrong, total(rows.values()).missing],
            "kinds": {kind: [tally.right, tally.wrong, tally.missing] for kind, tally in rows.items()},
        }
    return result


def _script(store: Path, target: Path, gold: Path, sources: Path) -> dict[str, object]:
    with stores.open(store) as opened:
        opened.dump(target)
    arguments = [sys.executable, ACCEPTANCE / "score.py", gold, target, "--sources", sources, "--json"]
    done = subprocess.run(arguments, capture_output=True, check=True, timeout=300)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _agree(store: Path, target: Path, gold: Path, sources: Path) -> Report:
    script = _script(store, target, gold, sources)
    with stores.open(store) as opened:
        report = evaluate(opened, gold, sources)
    ours = _parts(report)
    for title in ("entities", "relations"):
        theirs = script[title]
        assert isinstance(theirs, dict)
        assert {kind: value["counts"] for kind, value in theirs["kinds"].items()} == ours[title]["kinds"]
        assert (theirs["counts"], round(theirs["mean_f1"], 9)) == (ours[title]["all"], ours[title]["mean"])
    assert script["evidence"] == {"found": report.quoted, "facts": report.facts}
    return report


class Noise:
    """A reading that gets much of the gold right and the rest wrong in every way that the scoring tells apart."""

    def __init__(self, gold: Gold, document: Document, seed: int) -> None:
        self.gold = gold
        self.document = document
        self.chance = random.Random(seed)
        self.things: dict[str, EntityId] = {}

    def reading(self) -> Reading:
        entities = {entity.id: entity for entity in self._entities()}
        return Reading(self.document, tuple(entities.values()), facts=tuple(self._facts(list(entities))))

    def _entities(self) -> list[Entity]:
        found = []
        for thing in self.gold.things:
            if self.chance.random() < 0.8:
                name = self.chance.choice(thing.names)
                cls = thing.cls if self.chance.random() < 0.95 else self.chance.choice(CLASSES)
                self.things[thing.key] = EntityId(cls, name)
                found.append(Entity(EntityId(cls, name), thing.names[: self.chance.randrange(3)]))
            if self.chance.random() < 0.1:
                found.append(Entity(EntityId(thing.cls, self.chance.choice(thing.names), "again")))
        return [*found, Entity(EntityId("Place", "无此市")), Entity(EntityId("Place", "碚"))]

    def _facts(self, things: list[EntityId]) -> list[Fact]:
        facts = []
        for fact in self.gold.facts:
            subject = self.things.get(fact.subject_key)
            if subject and self.chance.random() < 0.8:
                for predicate, end in self._ends(
                    fact.predicate, self.chance.choice(fact.object), fact.object_key, things
                ):
                    facts.append(Fact(subject, predicate, end, (self._evidence(),)))
        for _ in range(20):
            ends = self.chance.sample(things, 2)
            facts.append(
                Fact(
                    ends[0], self.chance.choice(["cooperatesWith", "party", "locatedIn"]), ends[1], (self._evidence(),)
                )
            )
        return facts

    def _ends(self, predicate: str, spelling: str, key: str, things: list[EntityId]) -> list[tuple[str, Object]]:
        if predicate in ("status", "domain"):
            return [(predicate, Concept(spelling))]
        if predicate in ("signedOn", "heldOn"):
            dated = re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", spelling)
            return [(predicate, Date(spelling))] if dated else []
        if predicate == "validDuring":
            years = re.findall(r"\d{4}", spelling)
            return [("validFrom", Date(years[0])), ("validUntil", Date(years[-1]))]
        if predicate == "holdsPost":
            title, _, at = spelling.partition("@")
            return [(predicate, Post(title, self.things.get(fold(at)) or self.chance.choice(things)))]
        return [(predicate, self.things[key])] if key in self.things else []

    def _evidence(self) -> Evidence:
        start = self.chance.randrange(len(self.document.text) - 320)
        end = start + self.chance.choice([1, 4, 30, 200, 330])
        quote = self.document.text[start:end]
        return Evidence(start, end, quote if self.chance.random() < 0.8 else "别的话在这里")


def _breaches(document: str) -> list[ox.Quad]:
    graph = rdf.document_iri(document)
    place, label = rdf.thing_iri(EntityId("Place", "无此市")), rdf.term("skos:prefLabel")
    nobody, post = ox.NamedNode("urn:nobody"), ox.BlankNode("post")
    return [
        ox.Quad(place, rdf.term("rdf:type"), rdf.rc("Zone"), graph),
        ox.Quad(place, label, ox.Literal("无此区", language="zh"), graph),
        ox.Quad(place, rdf.rc("locatedIn"), nobody, graph),
        ox.Quad(nobody, rdf.rc("cooperatesWith"), place, graph),
        ox.Quad(place, rdf.rc("holdsPost"), post, graph),
        ox.Quad(post, label, ox.Literal("主任"), graph),
        ox.Quad(ox.NamedNode("urn:unnamed"), rdf.term("rdf:type"), rdf.rc("Road"), graph),
    ]


@needs_acceptance
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_are_the_acceptance_script_s_on_noise(tmp_path: Path, seed: int) -> None:
    documents, golds = ACCEPTANCE / "documents", read_golds(ACCEPTANCE / "gold")
    assert len(golds) == 3
    quads: list[ox.Quad] = []
    for gold in golds:
        path = next(documents.glob(f"{gold.name}*"))
        document = Document(path.stem, path.read_bytes().decode("utf-8-sig"))
        quads += chain(rdf.reading_quads(Noise(gold, document, seed).reading()), _breaches(document.id))
    stores.build(tmp_path / "s", quads)
    report = _agree(tmp_path / "s", tmp_path / "out.trig", ACCEPTANCE / "gold", documents)
    assert 0.3 < report.mean(entities=True) < 0.95
    assert 0.3 < report.mean(entities=False) < 0.95
    assert report.twice


@needs_acceptance
def test_the_numbers_are_the_acceptance_script_s_on_our_own(tmp_path: Path, gold: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    (sources / "001_signed.txt").write_text(signed().document.text, encoding="utf-8", newline="")
    _agree(make_store(tmp_path / "s"), tmp_path / "out.nq", gold, sources)
