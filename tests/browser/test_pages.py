"""The pages used as a person would: by mouse, by keyboard, on a tablet, without a network."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import viz_corpus
from axe_playwright_python.sync_playwright import Axe
from conftest import Opener

from viz import line_page, matrix_page, network_page, timeline_page

pytestmark = pytest.mark.browser

SENTENCE = "绵阳市与北碚区在北碚签署《绵阳市北碚区2020—2022年合作框架协议》"


@pytest.mark.parametrize("name", ["map", "network", "folded"])
def test_a_page_opens_without_requests_or_complaints(opened: Opener, name: str) -> None:
    page = opened(name)
    assert page.count() > 20
    assert len(page.requests) == 1


def test_a_click_on_an_edge_shows_the_sentence_with_its_document(opened: Opener) -> None:
    page = opened("map")
    page.page.mouse.click(*page.arc("绵阳市", "北碚区"))
    text = page.panel()
    assert SENTENCE in text
    assert "绵阳与北碚签下三年合作框架协议" in text
    assert "2020-04-29" in text
    assert re.search(r"第 \d+–\d+ 字", text)


def test_from_mianyang_to_the_sentence_in_its_text_in_three_clicks(opened: Opener) -> None:
    page = opened("map")
    page.page.mouse.click(*page.spot("绵阳市"))
    page.page.locator("#panel .fact").first.get_by_role("button", name="北碚区").click()
    assert SENTENCE in page.panel()
    page.page.locator("#panel figure", has_text=SENTENCE).get_by_role("button", name="看原文").click()
    assert SENTENCE in page.page.locator("#reader mark").inner_text()
    page.page.keyboard.press("Escape")
    assert not page.page.locator("#reader").is_visible()


def test_a_railway_is_a_line_that_can_be_clicked(opened: Opener) -> None:
    page = opened("map")
    (ax, ay), (bx, by) = page.spot("绵竹市"), page.spot("茂县")
    page.page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    assert "川青铁路" in page.page.locator("#panel h2.name").inner_text()
    assert page.page.locator("#panel .stops li").all_inner_texts() == ["茂县", "绵竹市", "什邡市", "成都市"]
    assert "建成" in page.panel()


def test_hover_shows_the_ego_network(opened: Opener) -> None:
    page = opened("map")
    far = page.spot("万源市")
    clip = {"x": far[0] - 8, "y": far[1] - 8, "width": 16, "height": 16}
    before = page.page.screenshot(clip=clip)
    page.page.mouse.move(*page.spot("绵阳市"))
    page.page.wait_for_timeout(200)
    assert page.page.locator("#canvas").get_attribute("data-hover") == "Place-绵阳市-510700"
    assert page.page.screenshot(clip=clip) != before
    page.page.mouse.move(5, 5)
    page.page.wait_for_timeout(200)
    assert page.page.screenshot(clip=clip) == before


@pytest.mark.parametrize("typed", ["绵阳", "mianyang", "mianyangs", "mys", "MianYang"])
def test_search_by_name_pinyin_and_initials(opened: Opener, typed: str) -> None:
    page = opened("map")
    page.page.keyboard.press("/")
    page.page.keyboard.type(typed)
    assert page.page.locator("#found [aria-selected=true]").inner_text().startswith("绵阳市")
    page.page.keyboard.press("Enter")
    assert page.page.locator("#panel h2.name").inner_text() == "绵阳市"


def test_search_walks_by_arrow_keys_and_says_when_it_finds_nothing(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#search").fill("chengyu")
    first = page.page.locator("#found [aria-selected=true]").inner_text()
    page.page.keyboard.press("ArrowDown")
    assert page.page.locator("#found [aria-selected=true]").inner_text() != first
    page.page.locator("#search").fill("不存在的地方")
    assert "没有找到" in page.page.locator("#found").inner_text()
    page.page.keyboard.press("Escape")
    assert not page.page.locator("#found").is_visible()


def test_search_reveals_what_was_off(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#search").fill("川渝通办")
    page.page.keyboard.press("Enter")
    assert page.page.locator("#panel h2.name").inner_text() == "川渝通办"
    assert page.page.get_by_label("战略与行动").is_checked()
    assert page.spot("川渝通办")


def test_filters_by_class_field_state_relation_and_evidence(opened: Opener) -> None:
    page = opened("map")
    nodes, edges = page.count(), page.count("edges")
    filters = page.page.locator("#filters")
    filters.get_by_role("checkbox", name="项目", exact=True).uncheck()
    assert page.count() < nodes
    filters.get_by_role("checkbox", name="项目", exact=True).check()
    assert page.count() == nodes
    filters.get_by_role("checkbox", name="文旅", exact=True).check()
    assert 0 < page.count("edges") < edges
    page.page.locator("#clear").click()
    assert page.count("edges") == edges
    least = page.page.locator("#least")
    least.focus()
    least.press("ArrowRight")
    assert 0 < page.count("edges") < edges
    least.press("End")
    assert page.count("edges") == 1
    page.page.locator("#clear").click()
    filters.get_by_text("关系", exact=True).click()
    filters.get_by_label("合作", exact=True).uncheck()
    assert page.count("edges") == 0


def test_filter_by_state_hides_lines_of_that_state(opened: Opener) -> None:
    page = opened("map")
    assert "兰渝高铁" in page.panel()
    page.page.locator("#filters").get_by_label("规划", exact=True).uncheck()
    assert "兰渝高铁" not in page.panel()
    assert "成渝中线高铁" in page.panel()


def test_filter_by_document(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#filters").get_by_text(re.compile("^文件")).click()
    page.page.get_by_role("button", name="全不选").click()
    assert page.count() == 0
    page.page.get_by_placeholder("筛选文件名").fill("绵阳与北碚")
    page.page.locator(".doc-list input").first.check()
    assert page.count("edges") == 1


def test_the_year_slider_replays_how_cooperation_grew(opened: Opener) -> None:
    page = opened("map")
    counts = [page.count("edges")]
    slider = page.page.locator("#year")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
        counts.append(page.count("edges"))
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 2
    assert page.page.locator("#year-out").inner_text() == "截至 2022"
    slider.press("Home")
    start = page.count("edges")
    page.page.locator("#play").click()
    page.page.wait_for_timeout(2100)
    assert page.count("edges") > start
    page.page.locator("#play").click()
    page.page.locator("#undated").uncheck()
    assert "大足区" in page.panel() or page.count() > 0


def test_a_link_restores_the_view(opened: Opener) -> None:
    page = opened("map")
    page.page.mouse.click(*page.arc("绵阳市", "北碚区"))
    page.page.locator("#filters").get_by_role("checkbox", name="项目", exact=True).uncheck()
    page.page.locator("#year").focus()
    page.page.locator("#year").press("ArrowLeft")
    page.page.locator("#zoom-in").click()
    page.page.wait_for_timeout(500)
    fragment = page.page.evaluate("() => location.hash")
    again = opened("map", fragment)
    assert again.panel() == page.panel()
    assert again.count() == page.count()
    assert not again.page.locator("#filters").get_by_role("checkbox", name="项目", exact=True).is_checked()
    for mine, theirs in zip(again.spot("绵阳市"), page.spot("绵阳市"), strict=True):
        assert abs(mine - theirs) < 2


@pytest.mark.parametrize(
    "fragment", ["#s=nobody&y=abc&m=-5&v=1,2", "#v=NaN,1,0&c=Nothing", "#%E0%A4%A", "#e=a~~b&x=c|d&b=1e99"]
)
def test_a_broken_link_opens_all_the_same(opened: Opener, fragment: str) -> None:
    assert opened("map", fragment).page.locator("#panel h2").first.is_visible()


def test_the_picture_and_the_table_can_be_saved(opened: Opener, tmp_path: Path) -> None:
    page = opened("map")
    with page.page.expect_download() as download:
        page.page.locator("#png").click()
    download.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.png").stat().st_size > 50_000
    with page.page.expect_download() as download:
        page.page.locator("#csv").click()
    download.value.save_as(tmp_path / "facts.csv")
    raw = (tmp_path / "facts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert any(SENTENCE in row["原句"] and row["标题"] == "绵阳与北碚签下三年合作框架协议" for row in rows)
    assert all(row["起"].isdigit() for row in rows)


def test_the_table_has_what_the_filters_leave(opened: Opener, tmp_path: Path) -> None:
    page = opened("map")
    page.page.locator("#year").focus()
    page.page.locator("#year").press("Home")
    with page.page.expect_download() as download:
        page.page.locator("#csv").click()
    download.value.save_as(tmp_path / "facts.csv")
    rows = list(csv.DictReader((tmp_path / "facts.csv").open(encoding="utf-8-sig")))
    assert {row["日期"][:4] for row in rows} <= {"2020", ""}


def test_the_language_can_be_switched(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#lang").click()
    assert "Strongest cooperation" in page.panel()
    assert page.page.title() == "Regional cooperation map"
    assert page.page.locator("html").get_attribute("lang") == "en"
    assert "Filters" in page.page.locator("#tools").inner_text()
    page.page.locator("#lang").click()
    assert "最紧密的合作" in page.panel()


def test_the_map_can_be_used_by_keyboard_alone(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#canvas").focus()
    before = page.spot("绵阳市")
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_timeout(100)
    assert page.spot("绵阳市")[0] == pytest.approx(before[0] - 80, abs=2)
    page.page.keyboard.press("n")
    assert page.page.locator("#live").inner_text().startswith("成都市")
    page.page.keyboard.press("Enter")
    assert page.page.locator("#panel h2.name").inner_text() == "成都市"
    page.page.keyboard.press("Escape")
    assert "概览" in page.panel()
    page.page.keyboard.press("+")
    page.page.keyboard.press("0")


def test_dragging_moves_the_map_and_no_place_against_another(opened: Opener) -> None:
    page = opened("map")
    before = [page.spot("绵阳市"), page.spot("重庆市")]
    page.page.mouse.move(700, 760)
    page.page.mouse.down()
    page.page.mouse.move(760, 720, steps=6)
    page.page.mouse.up()
    page.page.wait_for_timeout(150)
    after = [page.spot("绵阳市"), page.spot("重庆市")]
    shifts = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    assert shifts[0] == pytest.approx(shifts[1], abs=1)
    assert shifts[0][0] > 30


def test_above_its_budget_the_map_folds_says_so_and_expands(opened: Opener) -> None:
    page = opened("folded")
    notice = page.page.locator("#notice").inner_text()
    assert "折叠" in notice
    assert re.search(r"\d+ 个(项目|园区|协议)并入所在地", notice)
    assert page.count() <= 40
    page.page.locator("#search").fill("绵阳市")
    page.page.keyboard.press("Enter")
    before = page.count()
    page.page.get_by_role("button", name=re.compile("^展开")).click()
    assert page.count() > before
    page.page.get_by_role("button", name="收起").click()
    assert page.count() == before


def test_everything_is_also_a_list(opened: Opener) -> None:
    page = opened("map")
    page.page.locator("#everything summary").click()
    page.page.locator("#everything").get_by_role("button", name="简阳市").click()
    assert page.page.locator("#panel h2.name").inner_text() == "简阳市"


def test_a_tablet(opened: Opener) -> None:
    page = opened("map", viewport={"width": 820, "height": 1180}, has_touch=True)
    page.page.touchscreen.tap(*page.spot("绵阳市"))
    assert page.page.locator("#panel h2.name").inner_text() == "绵阳市"
    assert page.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_print_leaves_out_what_paper_cannot_do(opened: Opener, tmp_path: Path) -> None:
    page = opened("map")
    page.page.emulate_media(media="print")
    assert not page.page.locator("#tools").is_visible()
    assert not page.page.locator("#filters").is_visible()
    assert page.page.locator("#panel").is_visible()
    assert page.page.pdf(path=tmp_path / "map.pdf")


def test_the_network_page_shows_communities_and_sentences(opened: Opener) -> None:
    page = opened("network")
    page.page.mouse.click(*page.spot("绵阳市"))
    assert page.page.locator("#panel h2.name").inner_text() == "绵阳市"
    assert "中心度" in page.panel()
    assert SENTENCE[:6] in page.panel()


def test_a_line_that_is_searched_for_fills_the_view(opened: Opener) -> None:
    page = opened("map")
    before = page.page.evaluate("network.getScale()")
    page.page.fill("#search", "成渝中线")
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(600)
    assert page.page.evaluate("network.getScale()") > before
    (ax, ay), (bx, by) = page.spot("成都市"), page.spot("重庆市")
    box = page.page.locator("#canvas").bounding_box()
    assert box is not None
    assert all(box["x"] < x < box["x"] + box["width"] for x in (ax, bx))
    assert all(box["y"] < y < box["y"] + box["height"] for y in (ay, by))


def test_what_no_link_joins_waits_until_it_is_asked_for(opened: Opener, tmp_path: Path) -> None:
    graph = viz_corpus.graph()
    graph.add_node(
        "Policy-孤立办法", label="孤立办法", cls="Policy", aliases=(), documents=1, facts=(), lon=None, lat=None
    )
    (tmp_path / "network.html").write_text(network_page(graph), encoding="utf-8")
    page = opened(tmp_path / "network.html")
    data = json.loads(page.page.locator("#page-data").text_content())
    joined = {end for edge in data["edges"] for end in edge[:2]}
    assert 1 == data["loose"] == len(data["nodes"]) - len(joined)
    assert page.count() == len(joined)
    page.page.locator("#loose").check()
    assert page.count() == len(data["nodes"])
    page.page.locator("#clear").click()
    assert page.count() == len(joined)
    alone = next(node for i, node in enumerate(data["nodes"]) if i not in joined)
    page.page.fill("#search", alone["label"])
    page.page.keyboard.press("Enter")
    assert page.page.locator("#panel h2.name").inner_text() == alone["label"]
    assert page.page.locator("#loose").is_checked()


@pytest.mark.parametrize("name", ["map", "network"])
def test_axe_finds_no_serious_fault(opened: Opener, name: str) -> None:
    page = opened(name)
    for step in (
        lambda: None,
        lambda: page.page.mouse.click(*page.spot("绵阳市")),
        lambda: page.page.locator("#lang").click(),
    ):
        step()
        assert _serious(page.page) == []


def _serious(page: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{fault['id']}: {fault['help']} {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("make", [matrix_page, timeline_page, line_page])
def test_axe_finds_no_serious_fault_in_the_plain_pages(browser: Any, tmp_path: Path, make: Any) -> None:
    (tmp_path / "page.html").write_text(make(viz_corpus.graph()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "page.html").as_uri())
    assert _serious(page) == []
    page.close()
