"""Documents that try to take the page over: nothing of theirs runs, loads or breaks the page."""

from __future__ import annotations

from pathlib import Path

import pytest
import viz_corpus
from conftest import Opener

from kg.graph import KnowledgeGraph, from_store
from kg.model import Concept, Document, EntityId, Evidence, Fact, Post, Reading
from viz import line_page, map_page, map_svg, matrix_page, network_page, timeline_page

pytestmark = pytest.mark.browser

NAMES = (
    "<img src=x onerror=\"document.title='hacked'\">",
    "</script><script>document.title='hacked'</script>",
    '"><a href="javascript:document.title=\'hacked\'">点我</a>',
    "<!--<script>",
    "href=https://example.org/beacon.gif",
    "{{7*7}}{% raw %}",
    "__proto__",
    "constructor",
    "\u202e逆序\u2066的名字\u200f",
    "😀👩‍👩‍👧‍👦🇨🇳",
    "'; document.title='hacked'; '",
    "\\u003cscript\\u003e",
    "  \u2028换行\u2029  ",
    "长" * 5000,
    "W" * 5000,
    '=HYPERLINK("https://example.org")',
)


def _hostile() -> KnowledgeGraph:
    """Every hostile name as a thing, a title, a quote, a post and an alias, tied to a real place."""
    known = viz_corpus.units()
    place = EntityId("Place", "绵阳市", "510700")
    readings = []
    for number, name in enumerate(NAMES):
        document = Document(f"doc {name[:40]}", name, title=name, issued="2021", url="javascript:alert(1)")
        said = (Evidence(0, len(name), name[:300]),)
        zone, agreement = EntityId("Zone", name), EntityId("Agreement", name)
        body, person = EntityId("Organization", name), EntityId("Person", name)
        other = EntityId("Place", "北碚区", "500109")
        facts = (
            Fact(zone, "participant", place, said),
            Fact(zone, "status", Concept("proposed"), said, "2021"),
            Fact(agreement, "party", place, said),
            Fact(agreement, "party", other, said),
            Fact(agreement, "domain", Concept("transport"), said),
            Fact(place, "cooperatesWith", other, said),
            Fact(EntityId("Railway", name), "connects", place, said),
            Fact(EntityId("Railway", name), "connects", other, said),
            Fact(body, "locatedIn", place, said),
            Fact(person, "holdsPost", Post(name, body), said),
            Fact(EntityId("Place", name, str(number)), "cooperatesWith", place, said),
        )
        readings.append(Reading(document, facts=facts))
    return from_store(viz_corpus.store(readings, known))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    graph = _hostile()
    texts = {f"doc {name[:40]}": name for name in NAMES}
    folder = tmp_path_factory.mktemp("hostile")
    made = {
        "map": map_page(graph, texts=texts, title=NAMES[1]),
        "network": network_page(graph, texts=texts, title=NAMES[0]),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["map", "network"])
def test_nothing_of_a_document_runs_or_breaks_the_page(opened: Opener, hostile: dict[str, Path], name: str) -> None:
    page = opened(hostile[name], "#c=-")
    driver = page.page
    allowed = driver.evaluate("() => document.querySelectorAll('script').length")
    for label in ("绵阳市", "北碚区"):
        driver.locator("#search").fill(label)
        driver.keyboard.press("Enter")
        for more in driver.locator("#panel .more").all()[:3]:
            more.click()
    driver.locator("#everything summary").click() if driver.locator("#everything").count() else None
    driver.locator("#search").fill("script")
    driver.keyboard.press("Enter")
    driver.locator("#panel figure").first.get_by_role("button", name="看原文").click()
    driver.keyboard.press("Escape")
    driver.locator("#search").fill("长长")
    driver.keyboard.press("Enter")
    assert "hacked" not in driver.evaluate("() => document.title").replace(NAMES[0], "").replace(NAMES[1], "")
    assert driver.evaluate("() => document.querySelectorAll('script').length") == allowed
    assert driver.locator("#panel img, #panel iframe, #filters img, #panel a").count() == 0
    assert driver.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    panel = driver.locator("#panel").bounding_box()
    assert panel
    assert panel["width"] == pytest.approx(384, abs=2)
    assert driver.locator("#canvas").bounding_box()["width"] > 700


def test_marks_of_direction_are_taken_from_names(opened: Opener, hostile: dict[str, Path]) -> None:
    page = opened(hostile["map"])
    page.page.locator("#search").fill("逆序")
    page.page.keyboard.press("Enter")
    assert page.page.locator("#panel h2.name").inner_text().replace(" ", "") == "逆序的名字"


def test_the_saved_table_holds_no_formula(opened: Opener, hostile: dict[str, Path], tmp_path: Path) -> None:
    page = opened(hostile["map"])
    with page.page.expect_download() as download:
        page.page.locator("#csv").click()
    download.value.save_as(tmp_path / "facts.csv")
    text = (tmp_path / "facts.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not any(cell.startswith(("=", "+", "@")) for line in text.splitlines() for cell in line.split(","))


def test_an_injected_script_would_be_refused(opened: Opener, hostile: dict[str, Path]) -> None:
    page = opened(hostile["map"])
    inject = "const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s);"
    page.page.evaluate(f"() => {{ {inject} }}")
    assert page.page.evaluate("() => window.hacked") is None
    assert any("Content Security Policy" in complaint for complaint in page.complaints)
    page.complaints.clear()


@pytest.mark.parametrize("make", [matrix_page, timeline_page, line_page, map_svg])
def test_the_plain_pages_hold_hostile_text_too(browser: object, tmp_path: Path, make: object) -> None:
    ending = "svg" if make is map_svg else "html"
    path = tmp_path / f"plain.{ending}"
    path.write_text(make(_hostile()), encoding="utf-8")  # type: ignore[operator]
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})  # type: ignore[attr-defined]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert len(asked) == 1
    assert page.evaluate("() => document.querySelectorAll('script, img, iframe, a:not([href^=\"#\"])').length") == 0
    assert "hacked" not in page.title()
    context.close()
