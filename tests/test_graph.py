"""The graph of a small corpus, and the measures on it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import viz_corpus

from kg.graph import KnowledgeGraph, Quote, analyse, cooperation, fields_of_pairs, from_store, segment, write_tables
from kg.model import Concept, Document, EntityId, Evidence, Fact, Post, Reading
from kg.rdf import rc, reading_quads, thing_iri

MIANYANG = "Place-绵阳市-510700"
BEIBEI = "Place-北碚区-500109"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return viz_corpus.graph()


def _pagerank(places: nx.Graph[str]) -> dict[str, float]:
    """PageRank by the book, a hundred rounds of it."""
    strength, count = dict(places.degree(weight="weight")), len(places)
    rank = dict.fromkeys(places, 1 / count)
    for _ in range(100):
        flow = {n: sum(rank[m] * d["weight"] / strength[m] for m, d in places[n].items()) for n in places}
        rank = {n: 0.15 / count + 0.85 * flow[n] for n in places}
    return rank


def _place(name: str) -> EntityId:
    return EntityId("Place", name)


def _reading(identifier: str, *facts: tuple[EntityId, str, object]) -> Reading:
    text = "甲与乙携手。"
    said = (Evidence(0, len(text), text),)
    return Reading(Document(identifier, text, issued="2021"), facts=tuple(Fact(s, p, o, said) for s, p, o in facts))


def _graph(*readings: Reading) -> KnowledgeGraph:
    return from_store(viz_corpus.Memory(quad for reading in readings for quad in reading_quads(reading)))


def test_a_place_has_its_names_point_level_and_the_units_above(graph: KnowledgeGraph) -> None:
    node = graph.nodes[BEIBEI]
    assert (node["label"], node["cls"], node["level"]) == ("北碚区", "Place", "county")
    assert node["part_of"][0] == "Place-重庆市-500000"
    assert 106 < node["lon"] < 107
    assert 29 < node["lat"] < 31
    assert node["documents"] == 5


def test_units_that_no_document_names_are_no_nodes(graph: KnowledgeGraph) -> None:
    assert all(data["documents"] > 0 for _, data in graph.nodes(data=True))
    assert "Place-阿坝藏族羌族自治州-513200" not in graph


def test_an_edge_carries_every_sentence_with_its_document(graph: KnowledgeGraph) -> None:
    data = graph.edges[BEIBEI, MIANYANG, "cooperatesWith"]
    texts = viz_corpus.texts()
    assert len(data["evidence"]) == 6
    assert list(data["evidence"]) == sorted(data["evidence"])
    for quote in data["evidence"]:
        assert isinstance(quote, Quote)
        assert texts[quote.document][quote.start : quote.end] == quote.quote
    assert {quote.issued for quote in data["evidence"]} == {"2020-04-29", "2021-02", "2023-01-30"}


def test_facts_without_a_second_thing_are_attributes_with_evidence(graph: KnowledgeGraph) -> None:
    facts = graph.nodes["Railway-兰渝高铁"]["facts"]
    assert [(fact.predicate, fact.value, fact.as_of) for fact in facts] == [
        ("status", "proposed", "2020"),
        ("status", "proposed", "2023"),
    ]
    assert all(fact.evidence for fact in facts)


def test_a_post_leads_to_its_organisation(graph: KnowledgeGraph) -> None:
    person, organisation = "Person-林远", "Organization-北碚区人民政府"
    assert graph.edges[person, organisation, "holdsPost"]["values"] == ("区长",)
    assert graph.nodes[person]["facts"][0].at == organisation


def test_cooperation_is_one_edge_whichever_end_a_document_names_first() -> None:
    one, other = _place("甲市"), _place("乙市")
    graph = _graph(_reading("a", (one, "cooperatesWith", other)), _reading("b", (other, "cooperatesWith", one)))
    (edge,) = graph.edges(keys=True, data=True)
    assert [quote.document for quote in edge[3]["evidence"]] == ["a", "b"]


def test_two_posts_in_one_body_are_one_edge_with_two_values() -> None:
    person, body = EntityId("Person", "某人"), EntityId("Organization", "甲市委")
    graph = _graph(_reading("a", (person, "holdsPost", Post("书记", body)), (person, "holdsPost", Post("主任", body))))
    assert graph.edges["Person-某人", "Organization-甲市委", "holdsPost"]["values"] == ("主任", "书记")
    assert [fact.value for fact in graph.nodes["Person-某人"]["facts"]] == ["主任", "书记"]


def test_equal_things_are_one_node() -> None:
    one, other, third = _place("甲市"), _place("甲"), _place("乙市")
    same = ox.Quad(
        thing_iri(other), ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs"), thing_iri(one), ox.DefaultGraph()
    )
    readings = [_reading("a", (one, "cooperatesWith", third)), _reading("b", (other, "cooperatesWith", third))]
    graph = from_store(viz_corpus.Memory([*(q for r in readings for q in reading_quads(r)), same]))
    assert len(graph) == 2
    assert graph.number_of_edges() == 1
    assert next(n for n, d in graph.nodes(data=True) if "甲" in d["label"]) in ("Place-甲", "Place-甲市")


def test_the_stops_of_a_line_come_in_the_order_of_the_gazetteer() -> None:
    line, places = EntityId("Railway", "丁线"), {"1": _place("甲市"), "10": _place("乙市"), "2": _place("丙市")}
    quads = [*reading_quads(_reading("a", *((line, "connects", place) for place in places.values())))]
    for rank, place in places.items():
        stop = ox.NamedNode(f"{thing_iri(line).value}/stop-{rank}")
        quads.append(ox.Quad(thing_iri(line), rc("stop"), stop))
        quads.append(ox.Quad(stop, rc("stopAt"), thing_iri(place)))
        quads.append(ox.Quad(stop, rc("position"), ox.Literal(int(rank))))
    graph = from_store(viz_corpus.Memory(quads))
    assert graph.nodes["Railway-丁线"]["stops"] == ("Place-甲市", "Place-丙市", "Place-乙市")


def test_an_empty_store_gives_an_empty_graph_and_empty_tables(tmp_path: Path) -> None:
    graph = from_store(viz_corpus.Memory([]))
    assert len(graph) == 0
    analysis = analyse(graph)
    assert analysis.centrality == ()
    assert analysis.modularity == 0.0
    assert len(write_tables(analysis, tmp_path)) == 7


def test_cooperation_weighs_by_evidence(graph: KnowledgeGraph) -> None:
    places = cooperation(graph)
    assert places.edges[MIANYANG, BEIBEI]["weight"] == 6
    assert all(graph.nodes[key]["cls"] == "Place" for key in places)


def test_fields_come_from_the_agreements_of_both(graph: KnowledgeGraph) -> None:
    fields = fields_of_pairs(graph)
    assert len(fields[BEIBEI, MIANYANG]) == 10
    assert fields["Place-大足区-500111", "Place-资阳市-512000"] == ("culture-tourism",)


def test_measures_agree_with_networkx(graph: KnowledgeGraph) -> None:
    analysis, places = analyse(graph), cooperation(graph)
    between, rank = nx.betweenness_centrality(places), _pagerank(places)
    for row in analysis.centrality:
        assert row.betweenness == pytest.approx(between[row.id], abs=1e-6)
        assert row.pagerank == pytest.approx(rank[row.id], abs=1e-5)
        assert row.degree == places.degree(row.id)
    assert len(analysis.components) == nx.number_connected_components(places)


def test_communities_are_connected_groups_that_cover_every_place(graph: KnowledgeGraph) -> None:
    analysis, places = analyse(graph), cooperation(graph)
    members = [key for group in analysis.communities for key in group.members]
    assert sorted(members) == sorted(places)
    assert all(nx.is_connected(places.subgraph(group.members)) for group in analysis.communities)
    assert analysis.modularity > 0.5
    assert [group.id for group in analysis.communities] == list(range(1, len(analysis.communities) + 1))


def test_bridges_and_connectivity(graph: KnowledgeGraph) -> None:
    analysis = analyse(graph)
    bridge = {frozenset((pair.source, pair.target)): pair.bridge for pair in analysis.pairs}
    assert bridge[frozenset(("Place-阆中市-511381", "Place-丰都县-500230"))]
    assert not bridge[frozenset(("Place-成都市-510100", "Place-德阳市-510600"))]
    link = next(row for row in analysis.connectivity if {row.source_label, row.target_label} == {"成都市", "重庆市"})
    assert link.railways == ("成渝中线高铁", "成渝高铁")
    assert link.cooperate


def test_tables_open_in_a_spreadsheet_and_a_graph_tool(graph: KnowledgeGraph, tmp_path: Path) -> None:
    paths = write_tables(analyse(graph), tmp_path / "out")
    assert [path.name for path in paths] == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert (tmp_path / "out/centrality.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out/pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["weight"] == "6"
    assert nx.read_graphml(tmp_path / "out/cooperation.graphml").number_of_edges() == len(analyse(graph).pairs)
    assert "modularity" in json.loads((tmp_path / "out/analysis.json").read_text(encoding="utf-8"))


def test_a_name_cannot_become_a_formula_or_break_the_files(tmp_path: Path) -> None:
    bad, other = _place("=HYPERLINK(1)"), _place('甲"<,&\u0001')
    analysis = analyse(_graph(_reading("a", (bad, "cooperatesWith", other))))
    write_tables(analysis, tmp_path)
    text = (tmp_path / "centrality.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert nx.read_graphml(tmp_path / "cooperation.graphml").number_of_nodes() == 2


def test_a_concept_is_its_local_name() -> None:
    graph = _graph(_reading("a", (EntityId("Road", "甲乙路"), "status", Concept("completed"))))
    assert graph.nodes["Road-甲乙路"]["facts"][0].value == "completed"
    assert segment("https://example.org/ns#completed") == "completed"


def test_the_same_tables_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; import viz_corpus; from pathlib import Path;"
        "from kg.graph import analyse, write_tables; write_tables(analyse(viz_corpus.graph()), Path(sys.argv[1]))"
    )
    roots = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed), *roots], env=env, check=True)
    for path in sorted((tmp_path / "1").iterdir()):
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name
