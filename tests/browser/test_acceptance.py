"""The map of the real documents, as a planner reads it: from the arc between two places to the sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Opener

from kg.cli import main

ACCEPTANCE = Path(__file__).resolve().parents[3] / "shared" / "acceptance"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not ACCEPTANCE.is_dir(), reason="NOT RUN: no acceptance files beside the checkout"),
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    store, page = str(folder / "store"), folder / "map.html"
    assert main(["build", str(ACCEPTANCE / "documents"), "--store", store]) == 0
    assert main(["map", "--store", store, str(page), "--sources", str(ACCEPTANCE / "documents")]) == 0
    return page


def test_a_click_on_the_arc_shows_the_sentence(opened: Opener, drawn: Path) -> None:
    page = opened(drawn)
    page.page.fill("#search", "绵阳市")
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(600)
    page.page.mouse.click(*page.arc("绵阳市", "北碚区"))
    panel = page.panel()
    assert {"绵阳市", "北碚区"} <= set(page.page.locator("#panel h2.name").inner_text().split(" ⟷ "))
    assert "三年行动计划（2020—2022年）" in panel
    assert "会上，双方签订了《四川省绵阳市人民政府" in panel
    assert "2020-04-29" in panel
    page.page.get_by_role("button", name="看原文").first.click()
    source = (ACCEPTANCE / "documents/003_117e6937177e12ca.txt").read_text(encoding="utf-8")
    assert page.page.locator("#reader mark").inner_text() in source
