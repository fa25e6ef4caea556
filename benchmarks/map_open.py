"""How soon the map can be used, against the stock pyvis page of the same graph, in one run of a real Chromium.

    python benchmarks/map_open.py [--nodes 2000 --edges 6000 --large 20000 --chromium /usr/bin/chromium]

"Usable" is the time from opening the file until the page has painted its graph and stands still: our page says so
itself; pyvis's page when vis-network has done the stabilisation that it does before it shows anything (given up after
``--patience`` seconds, which then stand for the time).
Frames are counted while the mouse drags the map, with every node open and nothing folded.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Page, TimeoutError, sync_playwright
from pyvis.network import Network

from kg.graph import Attribute, KnowledgeGraph, Quote
from viz import map_page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COUNT_FRAMES = "() => { window.frames_ = 0; network.on('afterDrawing', () => { window.frames_ += 1; }); }"


def made_up(nodes: int, edges: int) -> KnowledgeGraph:
    """A graph of provinces, cities, districts and what lies in them, with a sentence of its own for every edge."""
    pick = random.Random(7)
    graph: KnowledgeGraph = nx.MultiDiGraph()
    cities = max(nodes // 50, 2)
    places = [_place(graph, pick, number, cities) for number in range(nodes // 4)]
    things = [_thing(graph, pick, number, places) for number in range(nodes - len(places))]
    left = edges - graph.number_of_edges()
    while left > 0:
        one, other = sorted(pick.sample(places, 2))
        thing = pick.choice(things)
        subject, target, predicate = (
            (one, other, "cooperatesWith") if pick.random() < 0.5 else (thing, one, "participant")
        )
        if not graph.has_edge(subject, target, predicate):
            left -= 1
            graph.add_edge(subject, target, key=predicate, evidence=(_said(pick, left),), as_of="", values=())
    graph.graph["documents"] = {
        f"d{i}": {"title": f"第{i}号文件", "issued": f"{2015 + i % 10}", "url": ""} for i in range(300)
    }
    return graph


def _said(pick: random.Random, number: int) -> Quote:
    i = pick.randrange(300)
    text = f"第{number}句：两地将围绕产业协作、交通互联与生态共治推进年度重点任务，建立会商机制并按季度通报进展。"
    return Quote(f"d{i}", f"第{i}号文件", f"{2015 + i % 10}", text, number, number + len(text))


def _place(graph: KnowledgeGraph, pick: random.Random, number: int, cities: int) -> str:
    key, city = f"Place-{number:05}", number < cities
    lon, lat = (pick.uniform(98, 120), pick.uniform(24, 40)) if city else (0.0, 0.0)
    above: tuple[str, ...] = ()
    if not city:
        above = (f"Place-{pick.randrange(cities):05}",)
        home = graph.nodes[above[0]]
        lon, lat = home["lon"] + pick.uniform(-0.7, 0.7), home["lat"] + pick.uniform(-0.6, 0.6)
    graph.add_node(
        key,
        label=f"地方{number}" + "县市"[city],
        cls="Place",
        aliases=(),
        lon=lon,
        lat=lat,
        documents=pick.randrange(1, 40),
        facts=(),
        level="prefecture" if city else "county",
        part_of=above,
    )
    return key


def _thing(graph: KnowledgeGraph, pick: random.Random, number: int, places: list[str]) -> str:
    cls, home = pick.choice(("Project", "Zone", "Agreement")), pick.choice(places)
    key, said = f"{cls}-{number:05}", _said(pick, number)
    state = pick.choice(("proposed", "preliminary", "underConstruction", "completed"))
    facts = (Attribute("status", state, "2020", (said,)),) if cls != "Agreement" else ()
    graph.add_node(key, label=f"事物{number}", cls=cls, aliases=(), lon=None, lat=None, documents=1, facts=facts)
    predicate = "party" if cls == "Agreement" else "locatedIn"
    graph.add_edge(key, home, key=predicate, evidence=(said,), as_of="", values=())
    return key


def stock(graph: KnowledgeGraph) -> str:
    """What pyvis makes of the graph as it comes, its libraries inlined."""
    network = Network(directed=True, cdn_resources="in_line")
    for key, data in graph.nodes(data=True):
        network.add_node(key, label=data["label"], title=data["label"])
    for source, target, predicate in graph.edges(keys=True):
        network.add_edge(source, target, title=predicate)
    html: str = network.generate_html()
    return html


def _settled(page: Page, patience: float) -> float:
    """Seconds from navigation until physics has settled; infinite if it has not within ``patience``."""
    page.evaluate(
        "() => { const wait = setInterval(() => { if (typeof network === 'undefined' || !network) return;"
        " clearInterval(wait); const done = () => { window.done_ = performance.now(); };"
        " network.once('stabilizationIterationsDone', done); }, 5); }"
    )
    return _until(page, "() => window.done_", patience)


def _until(page: Page, expression: str, patience: float) -> float:
    try:
        return float(page.wait_for_function(expression, timeout=patience * 1000).json_value()) / 1000
    except TimeoutError:
        return float("inf")


def _ours(page: Page, path: Path) -> float:
    page.add_init_script(
        "const seen = setInterval(() => { if (document.body && document.body.dataset.ready) { clearInterval(seen);"
        " requestAnimationFrame(() => requestAnimationFrame(() => { window.done_ = performance.now(); })); } }, 1);"
    )
    page.goto(path.as_uri())
    return _until(page, "() => window.done_", 60)


def _frames(page: Page, seconds: float = 4.0) -> float:
    """Frames a second while the mouse drags the map to and fro."""
    box = page.locator("#canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    start, step = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        step += 1
        page.mouse.move(x + 120 * ((step % 40) / 20 - 1), y + 60 * ((step % 26) / 13 - 1))
    count, spent = page.evaluate("() => window.frames_"), time.perf_counter() - start
    page.mouse.up()
    return float(count / spent)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one run."""
    figures: dict[str, Any] = {"nodes": options.nodes, "edges": options.edges}
    graph, large = made_up(options.nodes, options.edges), made_up(options.large, options.large * 3)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        files = {
            "ours": map_page(graph),
            "open": map_page(graph, budget=0),
            "large": map_page(large),
            "stock": stock(graph),
        }
        paths = {name: Path(folder) / f"{name}.html" for name in files}
        for name, html in files.items():
            paths[name].write_text(html, encoding="utf-8")
            figures[f"{name} MB"] = round(paths[name].stat().st_size / 1e6, 2)
        browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
        for name in ("ours", "open", "large"):
            page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
            figures[f"{name} s"] = round(_ours(page, paths[name]), 2)
            figures[f"{name} frames/s"] = round(_frames(page), 1)
            page.close()
        page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        page.goto(paths["stock"].as_uri(), wait_until="commit")
        figures["stock s"] = round(_settled(page, options.patience), 1)
        browser.close()
    figures["stock gave up"] = figures["stock s"] == float("inf")
    figures["stock s"] = min(figures["stock s"], options.patience)
    figures["times faster, at least"] = round(figures["stock s"] / figures["ours s"], 1)
    return figures


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--edges", type=int, default=6000)
    parser.add_argument("--large", type=int, default=20000)
    parser.add_argument("--patience", type=float, default=300.0)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    print(json.dumps(measure(parser.parse_args()), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
