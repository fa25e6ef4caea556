"""The cooperation map: places at their coordinates, railways and roads, agreements, and the sentences behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from kg.graph import KnowledgeGraph
from viz.outlines import CREDIT, outlines
from viz.page import render
from viz.payload import Payload, payload
from viz.places import Layout, is_wide, layout

Lang = Literal["zh", "en"]
SCRIPTS = (
    "core.js",
    "visible.js",
    "draw.js",
    "symbols.js",
    "labels.js",
    "panel.js",
    "filters.js",
    "search.js",
    "export.js",
    "main.js",
)
OFF = ("Region", "Policy", "Initiative", "Meeting", "Organization", "Person")
"""Classes that the map does not show until asked."""
BUDGET = 600
"""Nodes above which things fold into their place."""


def map_page(
    graph: KnowledgeGraph,
    *,
    lang: Lang = "zh",
    title: str = "",
    texts: Mapping[str, str] | None = None,
    budget: int = BUDGET,
) -> str:
    """The map as one HTML file that needs no network. The reader may switch the language.

    ``texts`` are source texts by document identifier: with them a sentence opens where it stands. Above ``budget``
    nodes the map aggregates and says so; 0 folds nothing. Outlines are drawn if the extra ``map`` is installed.
    """
    spots = layout(graph)
    page = payload(graph, texts)
    index = {key: i for i, key in enumerate(graph)}
    for node in page["nodes"]:
        _place(node, spots, index)
        node["wide"] = is_wide(graph.nodes[node["id"]])
    rings = outlines(spots.points[key] for key, data in graph.nodes(data=True) if data["lon"] is not None)
    page |= {
        "kind": "map",
        "lang": lang,
        "title": {"zh": title or "区域合作地图", "en": title or "Regional cooperation map"},
        "budget": budget,
        "off": [cls for cls in OFF if any(data["cls"] == cls for _, data in graph.nodes(data=True))],
        "lines": [{"n": index[k], "stops": [index[s] for s in path]} for k, path in sorted(spots.lines.items())],
        "outlines": rings,
        "credit": CREDIT if rings else "",
    }
    shown = first_view(page["nodes"], OFF, budget)
    return render([page["nodes"][i] for i in shown], (), page, SCRIPTS)


def _place(node: Payload, spots: Layout, index: Mapping[str, int]) -> None:
    point = spots.points.get(node["id"])
    node["x"], node["y"] = (round(point[0], 2), round(point[1], 2)) if point else (None, None)
    parent, level = spots.folds.get(node["id"], ("", 0))
    node["fold"], node["level"] = index.get(parent, -1), level


def first_view(nodes: list[dict[str, Any]], off: Collection[str], budget: int) -> list[int]:
    """The numbers of the nodes that are open at first: with a point, of a class that is on, folded to the budget."""
    live = [node["x"] is not None and node["cls"] not in off for node in nodes]
    folds = [node["level"] if node["fold"] >= 0 and live[node["fold"]] else 4 for node in nodes]
    for level in range(4):
        shown = [i for i in range(len(nodes)) if live[i] and folds[i] > level]
        if not budget or len(shown) <= budget:
            return shown
    return sorted(shown, key=lambda i: (-nodes[i]["docs"], i))[:budget]
