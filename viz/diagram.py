"""Line diagrams: a railway or road with its cities in order, its states over time and the lines that meet it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from kg.graph import Attribute, KnowledgeGraph
from kg.model import KgError
from viz.anchors import LINES
from viz.lines import stops
from viz.places import Layout, layout
from viz.plain import Lang, Words, document_page, label_of, quotes, short, state_chip, text
from viz.projection import Point, distance

_DASH = {
    "proposed": 'stroke-dasharray="0.1 9" stroke-linecap="round"',
    "preliminary": 'stroke-dasharray="12 8"',
    "underConstruction": 'stroke-dasharray="26 9"',
}
WIDE = 5
"""Stops above which a diagram takes the whole width of the page."""
_ORDER = ("proposed", "preliminary", "underConstruction", "completed")


def line_page(graph: KnowledgeGraph, line: str | None = None, *, lang: Lang = "zh", title: str = "") -> str:
    """The diagram of ``line`` (a node's key), or of every railway and road, as one HTML file without scripts.

    Raises :class:`KgError` if the graph has no such line.
    """
    say = Words(lang)
    lines = [line] if line else sorted((k for k, d in graph.nodes(data=True) if d["cls"] in LINES), key=_rank(graph))
    if line and (line not in graph or graph.nodes[line]["cls"] not in LINES):
        raise KgError(f"{line}: no railway or road of this name in the graph")
    spots = layout(graph)
    body = "".join(_section(graph, key, _path(graph, key, spots), spots.points, say) for key in lines)
    lead = say.pick(
        "点为城市，间距按里程示意；线型为状态。", "Dots are cities, spaced by distance; the stroke tells the state."
    )
    body = f'<div class="lines">{body}</div>'
    return document_page(title or _title(graph, line, say), lead, body, lang, "diagram.css")


def _path(graph: KnowledgeGraph, key: str, spots: Layout) -> tuple[str, ...]:
    """The stops of a line in order, at the end those that no map has."""
    ordered = spots.lines.get(key, ())
    others = (stop for stop in stops(graph, key) if stop not in ordered)
    return (*ordered, *sorted(others, key=lambda stop: label_of(graph, stop)))


def _title(graph: KnowledgeGraph, line: str | None, say: Words) -> str:
    return label_of(graph, line) if line else say.pick("铁路与公路线路图", "Diagrams of railways and roads")


def _rank(graph: KnowledgeGraph) -> Callable[[str], tuple[bool, int, str, str]]:
    """Lines through several places first, then those that more documents name."""

    def rank(key: str) -> tuple[bool, int, str, str]:
        return len(stops(graph, key)) < 2, -graph.nodes[key]["documents"], graph.nodes[key]["label"], key

    return rank


def states(graph: KnowledgeGraph, key: str) -> list[Attribute]:
    """The states that the documents give, the newest first."""
    found = [fact for fact in graph.nodes[key]["facts"] if fact.predicate == "status"]
    return sorted(
        found, key=lambda f: (f.as_of or max(q.issued for q in f.evidence), _ORDER.index(f.value)), reverse=True
    )


def _section(graph: KnowledgeGraph, key: str, path: tuple[str, ...], points: dict[str, Point], say: Words) -> str:
    found = states(graph, key)
    now = state_chip(found[0].value, say) if found else ""
    drawing = _drawing(graph, key, path, points, found[0].value if found else "completed", say) if path else ""
    history = "".join(
        f"<h3>{state_chip(fact.value, say)}{text(fact.as_of)}</h3>{quotes(fact.evidence, say)}" for fact in found
    )
    wide = " wide" if len(path) > WIDE else ""
    return (
        f'<section class="line{wide}" id="{text(key)}"><h2>{text(label_of(graph, key))} {now}</h2>{drawing}'
        f"<details><summary>{text(say.pick('状态与原句', 'States and sentences'))}</summary>"
        f"{history}</details></section>"
    )


def _drawing(
    graph: KnowledgeGraph, key: str, path: tuple[str, ...], points: dict[str, Point], state: str, say: Words
) -> str:
    xs = _spread([_gap(points, a, b) for a, b in pairwise(path)])
    colour = "#96632c" if graph.nodes[key]["cls"] == "Road" else "#30343d"
    stroke = 7 if state == "underConstruction" else 4
    track = f'<path d="M{xs[0]:.0f} 60H{xs[-1]:.0f}" stroke="{colour}" stroke-width="{stroke}" {_DASH.get(state, "")}/>'
    stops = "".join(_stop(graph, key, stop, x, colour) for stop, x in zip(path, xs, strict=True))
    said = say.pick("线路图：", "Line diagram: ") + "—".join(label_of(graph, stop) for stop in path)
    return (
        f'<div class="scroll" tabindex="0"><svg role="img" aria-label="{text(said)}" width="{xs[-1] + 80:.0f}" '
        f'height="150" viewBox="0 0 {xs[-1] + 80:.0f} 150">{track}{stops}</svg></div>'
    )


def _first(names: list[str], most: int) -> list[str]:
    """The first names, and how many more there are."""
    return names if len(names) <= most else [*names[: most - 1], f"+{len(names) - most + 1}"]


def _gap(points: dict[str, Point], one: str, other: str) -> float:
    return max(distance(points[one], points[other]), 1.0) if one in points and other in points else 1.0


def _spread(gaps: list[float]) -> list[float]:
    """Points along the diagram: room for a name at each, and the rest by distance."""
    room = max(92.0 * len(gaps), 360.0)
    xs = [70.0]
    for gap in gaps:
        xs.append(xs[-1] + 62 + (room - 62 * len(gaps)) * gap / sum(gaps))
    return xs


def _stop(graph: KnowledgeGraph, line: str, key: str, x: float, colour: str) -> str:
    others = sorted(
        label_of(graph, source)
        for source, _, predicate in graph.in_edges(key, keys=True)
        if predicate == "connects" and source != line
    )
    meets = "".join(
        f'<text x="{x:.0f}" y="{102 + 14 * i}" text-anchor="middle" font-size="10.5" fill="#565d6b">'
        f"{short(name, 9)}</text>"
        for i, name in enumerate(_first(others, 3))
    )
    ring = 9 if others else 6
    return (
        f'<circle cx="{x:.0f}" cy="60" r="{ring}" fill="#fff" stroke="{colour}" stroke-width="3.5"/>'
        f'<text x="{x:.0f}" y="38" text-anchor="middle" font-size="14" font-weight="600" fill="#1d2433">'
        f"{short(label_of(graph, key), 8)}</text>{meets}"
    )
