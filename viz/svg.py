"""The map as one SVG drawing, for reports: no script, no link, no outside font."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import log2, sqrt

from kg.graph import KnowledgeGraph, cooperation, fields_of_pairs
from viz.outlines import CREDIT, outlines
from viz.places import Layout, is_wide, layout
from viz.plain import Lang, Words, short, text
from viz.projection import Point

_WIDTH = 1600.0
_MARGIN = 90.0
_STATES = {
    "proposed": (2.4, 'stroke-dasharray="0.1 5" stroke-linecap="round"'),
    "preliminary": (2.0, 'stroke-dasharray="7 5"'),
    "underConstruction": (3.6, 'stroke-dasharray="17 6"'),
    "completed": (2.2, ""),
}


class _Sheet:
    """The frame of a drawing: kilometres to points of the sheet."""

    def __init__(self, points: list[Point]) -> None:
        xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
        self.left, self.top = min(xs), min(ys)
        self.scale = (_WIDTH - 2 * _MARGIN) / max(max(xs) - self.left, (max(ys) - self.top) * 0.7, 50.0)
        self.height = (max(ys) - self.top) * self.scale + 2 * _MARGIN + 70

    def at(self, point: Point) -> Point:
        """A point of the sheet."""
        return (point[0] - self.left) * self.scale + _MARGIN, (point[1] - self.top) * self.scale + _MARGIN + 40


def map_svg(graph: KnowledgeGraph, *, lang: Lang = "zh", title: str = "") -> str:
    """Outlines, railways and roads by state, cooperation by field and evidence, and the names of places."""
    say, spots, places = Words(lang), layout(graph), cooperation(graph)
    shown = {
        key: spots.points[key] for key, data in graph.nodes(data=True) if data["cls"] == "Place" and key in spots.points
    }
    sheet = _Sheet(list(shown.values()))
    weights = {key: int(places.degree(key, weight="weight")) if key in places else 0 for key in shown}
    parts = [
        *_ground(sheet, shown),
        *_lines(graph, spots, sheet),
        *_arcs(graph, sheet, shown, say),
        *_towns(graph, sheet, shown, weights),
        *_legend(sheet, say),
    ]
    heading = text(title or say.pick("区域合作地图", "Regional cooperation map"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {sheet.height:.0f}" role="img" fill="none" '
        'font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif">'
        f"<title>{heading}</title>"
        f'<clipPath id="sheet"><rect width="{_WIDTH:.0f}" height="{sheet.height:.0f}"/></clipPath>'
        f'<rect width="{_WIDTH:.0f}" height="{sheet.height:.0f}" fill="#fdfcf9"/>'
        f'<g clip-path="url(#sheet)">{"".join(parts)}</g>'
        f'<text x="40" y="48" font-size="28" font-weight="600" fill="#1d2433">{heading}</text></svg>\n'
    )


def _ground(sheet: _Sheet, shown: dict[str, Point]) -> Iterator[str]:
    for layer, rings in outlines(shown.values()).items():
        for ring in rings:
            points = (sheet.at((ring[k] / 10, ring[k + 1] / 10)) for k in range(0, len(ring), 2))
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            colour, width = ("#bdb59d", 1.6) if layer == "province" else ("#dfdacb", 0.9)
            yield f'<path d="M{path}Z" stroke="{colour}" stroke-width="{width}"/>'


def _lines(graph: KnowledgeGraph, spots: Layout, sheet: _Sheet) -> Iterator[str]:
    used: dict[tuple[str, str], int] = {}
    for key, path in sorted(spots.lines.items()):
        state = _state(graph, key)
        width, dash = _STATES.get(state, (1.4, ""))
        colour = "#96632c" if graph.nodes[key]["cls"] == "Road" else "#30343d"
        for one, other in pairwise(path):
            low, high = sorted((one, other))
            slot = used[low, high] = used.get((low, high), -1) + 1
            (ax, ay), (bx, by) = sheet.at(spots.points[low]), sheet.at(spots.points[high])
            length = sqrt((bx - ax) ** 2 + (by - ay) ** 2) or 1.0
            dx, dy = -(by - ay) / length * 5.2 * slot, (bx - ax) / length * 5.2 * slot
            yield (
                f'<path d="M{ax + dx:.1f} {ay + dy:.1f}L{bx + dx:.1f} {by + dy:.1f}" stroke="{colour}" '
                f'stroke-width="{width}" {dash}><title>{short(graph.nodes[key]["label"], 60)}</title></path>'
            )


def _state(graph: KnowledgeGraph, key: str) -> str:
    found = [(f.as_of, f.value) for f in graph.nodes[key]["facts"] if f.predicate == "status"]
    return max(found, key=lambda item: (item[0], list(_STATES).index(item[1])), default=("", ""))[1]


def _arcs(graph: KnowledgeGraph, sheet: _Sheet, shown: dict[str, Point], say: Words) -> Iterator[str]:
    fields = fields_of_pairs(graph)
    for one, other, data in sorted(cooperation(graph).edges(data=True), key=lambda e: (e[2]["weight"], sorted(e[:2]))):
        if one not in shown or other not in shown:
            continue
        family = say.family(fields.get((min(one, other), max(one, other)), ()))
        (ax, ay), (bx, by) = sorted((sheet.at(shown[one]), sheet.at(shown[other])))
        cx, cy = (ax + bx) / 2 + (by - ay) * 0.11, (ay + by) / 2 - (bx - ax) * 0.11
        yield (
            f'<path d="M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}" stroke="{family["color"]}" '
            f'stroke-width="{min(1.3 + 1.5 * log2(data["weight"]), 8):.1f}" stroke-opacity="0.82"/>'
        )
        if family["sign"]:
            yield _badge((ax + 2 * cx + bx) / 4, (ay + 2 * cy + by) / 4, family["color"], family["sign"])


def _badge(x: float, y: float, colour: str, sign: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{colour}" stroke="#fff" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="11" text-anchor="middle" fill="#fff">{text(sign)}</text>'
    )


def _towns(graph: KnowledgeGraph, sheet: _Sheet, shown: dict[str, Point], weights: dict[str, int]) -> Iterator[str]:
    """All dots, then the names that lie over no dot of some size and over no other name, the strongest place first."""
    order = sorted(shown, key=lambda key: (-weights[key], key))
    discs = {key: (*sheet.at(shown[key]), min(3.2 + 1.55 * sqrt(weights[key]), 17)) for key in order}
    for key in order:
        yield _dot(*discs[key], is_wide(graph.nodes[key]))
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in discs.values() if r > 4]
    for key in order:
        name, size = graph.nodes[key]["label"][:14], 16 if weights[key] > 5 else 13
        spot = next((s for s in _spots(*discs[key], len(name) * size, size) if not _hits(s, taken)), None)
        if spot:
            taken.append(spot)
            yield (
                f'<text x="{spot[0]:.1f}" y="{spot[3] - 3:.1f}" font-size="{size}" fill="#1d2433" stroke="#fdfcf9" '
                f'stroke-width="3.5" paint-order="stroke">{text(name)}</text>'
            )


def _dot(x: float, y: float, r: float, wide: bool) -> str:
    """A city as a disc, a province with cities of its own as a ring."""
    if not wide:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="#23406e" stroke="#fff" stroke-width="1.5"/>'
    width = max(r * 0.34, 1.8)
    ring = r - width / 2
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{ring:.1f}" fill="#fff" stroke="#23406e" stroke-width="{width:.1f}"/>'


def _spots(x: float, y: float, r: float, w: float, h: float) -> Iterator[tuple[float, float, float, float]]:
    for left, top in (
        (x + r + 3, y - h / 2),
        (x - r - 3 - w, y - h / 2),
        (x - w / 2, y + r + 2),
        (x - w / 2, y - r - h - 2),
        (x - r * 0.75 - w, y - r * 0.75 - h - 2),
        (x + r * 0.75, y - r * 0.75 - h - 2),
        (x - r * 0.75 - w, y + r * 0.75),
        (x + r * 0.75, y + r * 0.75),
    ):
        yield left, top, left + w, top + h + 2


def _hits(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    return any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken)


def _legend(sheet: _Sheet, say: Words) -> Iterator[str]:
    x, y = 40.0, sheet.height - 30
    for state, (width, dash) in _STATES.items():
        yield f'<path d="M{x} {y - 5}h40" stroke="#30343d" stroke-width="{width}" {dash}/>'
        yield f'<text x="{x + 48}" y="{y}" font-size="14" fill="#1d2433">{text(say("states", state))}</text>'
        x += 150 if say.lang == "zh" else 190
    yield from _signs(x, y, say)
    credit = say.pick("轮廓：{}", "Outlines: {}").format(CREDIT)
    yield f'<text x="{_WIDTH - 40}" y="{y}" font-size="12" text-anchor="end" fill="#565d6b">{text(credit)}</text>'


def _signs(x: float, y: float, say: Words) -> Iterator[str]:
    """The fields of cooperation: sign, colour and name, in two rows."""
    families = say.families()
    for number, family in enumerate(families):
        left, top = x + 20 + (number % 5) * 150, y - 26 + (number // 5) * 26
        yield _badge(left, top - 4, family["color"], family["sign"])
        name = short(family["name"][0 if say.lang == "zh" else 1], 18)
        yield f'<text x="{left + 15}" y="{top}" font-size="13" fill="#1d2433">{name}</text>'
