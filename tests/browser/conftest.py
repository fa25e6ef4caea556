"""A real Chromium with the network off, and pages of the tests' corpus; without Chromium the tests are skipped."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import viz_corpus

from viz import map_page, network_page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, headless."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="SKIPPED LOUDLY: install playwright to test the pages")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("SKIPPED LOUDLY: no Chromium found, the pages are not tested; install it or set CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Opened:
    """A page in the browser, and what it did that it should not have done."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.path = page, path
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, fragment: str = "") -> Opened:
        """Load the file and wait until it stands."""
        self.page.goto(self.path.as_uri() + fragment)
        self.page.wait_for_selector("body[data-ready]")
        self.page.wait_for_timeout(150)
        return self

    def spot(self, label: str) -> tuple[float, float]:
        """Where a node stands on the screen."""
        found = self.page.evaluate(
            "label => { const node = nodes.get().find(n => n.label === label); if (!node) return null;"
            " const p = network.canvasToDOM({x: node.x, y: node.y}),"
            " b = document.getElementById('canvas').getBoundingClientRect(); return [p.x + b.left, p.y + b.top]; }",
            label,
        )
        assert found is not None, f"{label} is not shown"
        return found[0], found[1]

    def arc(self, one: str, other: str, bend: float = 0.11) -> tuple[float, float]:
        """The middle of the arc between two places."""
        (ax, ay), (bx, by) = sorted((self.spot(one), self.spot(other)))
        return (ax + bx) / 2 + (by - ay) * bend / 2, (ay + by) / 2 - (bx - ax) * bend / 2

    def count(self, what: str = "nodes") -> int:
        """How many nodes or edges vis-network holds."""
        return int(self.page.evaluate(f"() => {what}.length"))

    def panel(self) -> str:
        """The text of the side panel."""
        return str(self.page.locator("#panel").inner_text())

    def clean(self) -> None:
        """Nothing left the page and nothing went wrong."""
        assert [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert self.complaints == []


Opener = Callable[..., Opened]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of the corpus, as files."""
    graph, texts = viz_corpus.graph(), viz_corpus.texts()
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "map": map_page(graph, texts=texts),
        "folded": map_page(graph, texts=texts, budget=40),
        "network": network_page(graph, texts=texts),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Opener]:
    """Open a page by name or path; afterwards it must have asked for nothing and complained of nothing."""
    contexts, seen = [], []

    def open_page(name: str | Path, fragment: str = "", **options: Any) -> Opened:
        options = {"viewport": {"width": 1440, "height": 900}, "accept_downloads": True, "offline": True} | options
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        seen.append(Opened(context.new_page(), name if isinstance(name, Path) else pages[name]))
        return seen[-1].open(fragment)

    yield open_page
    for one in seen:
        one.clean()
    for context in contexts:
        context.close()
