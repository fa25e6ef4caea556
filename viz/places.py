"""The flat map of a graph: where everything stands, what folds into what, which way lines run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.graph import KnowledgeGraph
from kg.model import CLASSES
from viz.anchors import LINES, anchors
from viz.lines import in_order, stops
from viz.placement import Grid, middle, settle, spiral
from viz.projection import Point, flat

SPOT = 3.2
"""Kilometres that a thing beside its place takes from its centre."""
_PLACE = 1.0
_BESIDE = 8.0
_APART = 14.0
"""Kilometres between a city and the first thing beside it, and between a province and its capital."""
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_CITIES = (*_MUNICIPALITIES, "香港特别行政区", "澳门特别行政区")
_LEVELS = {"county": 2, "town": 2, "prefecture": 3}
_ORDER = ("prefecture", "county", "town", "")


@dataclass(frozen=True, slots=True)
class Layout:
    """Points in kilometres, what each node folds into at which level of folding, and the stops of lines in order."""

    points: dict[str, Point]
    folds: dict[str, tuple[str, int]]
    lines: dict[str, tuple[str, ...]]


def layout(graph: KnowledgeGraph) -> Layout:
    """Lay a graph out on the map; nodes that no fact ties to a place have no point."""
    grid, homes = Grid(SPOT), anchors(graph)
    points = _places(graph, grid)
    seats = {key: _seat(graph, keys) for key, keys in homes.items()}
    points.update(_beside(graph, grid, points, homes))
    folds = {key: (seat, 1) for key, seat in seats.items()} | dict(_units(graph))
    lines = {key: in_order(stops(graph, key), points, data["stops"]) for key, data in _lines(graph)}
    return Layout(points, folds, {key: tuple(path) for key, path in lines.items() if len(path) > 1})


def _lines(graph: KnowledgeGraph) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((key, data) for key, data in graph.nodes(data=True) if data["cls"] in LINES)


def _places(graph: KnowledgeGraph, grid: Grid) -> dict[str, Point]:
    """Places at their coordinates; one that would hide another, as a province its capital, stands beside it."""
    located = [(key, data) for key, data in graph.nodes(data=True) if data["lon"] is not None]
    points: dict[str, Point] = {}
    for key, data in sorted(located, key=lambda item: (_rank(item[1]), item[0])):
        exact = flat(data["lon"], data["lat"])
        if grid.free(exact, _PLACE):
            grid.take(exact, _PLACE)
            points[key] = exact
        else:
            points[key] = settle(grid, exact, _PLACE, _APART)
    return points


def _rank(data: Mapping[str, object]) -> int:
    level = str(data.get("level", ""))
    if data["label"] in _MUNICIPALITIES:
        return -1
    return _ORDER.index(level) if level in _ORDER else len(_ORDER)


def is_wide(data: Mapping[str, object]) -> bool:
    """Whether a node is a province with cities of its own: a ring on the map, so that it is not taken for a city."""
    return data.get("level") == "province" and data["label"] not in _CITIES


def _seat(graph: KnowledgeGraph, homes: tuple[str, ...]) -> str:
    """Of the places of a thing, the one that most documents name: it folds into that one."""
    return min(homes, key=lambda key: (-graph.nodes[key]["documents"], key))


def _beside(
    graph: KnowledgeGraph, grid: Grid, points: Mapping[str, Point], homes: Mapping[str, tuple[str, ...]]
) -> dict[str, Point]:
    spirals: dict[tuple[str, ...], Iterator[Point]] = {}
    found: dict[str, Point] = {}
    for key in sorted(homes, key=lambda key: (len(homes[key]) > 1, CLASSES.index(graph.nodes[key]["cls"]), key)):
        keys = homes[key]
        if keys not in spirals:
            spirals[keys] = spiral(middle(points[home] for home in keys), SPOT, _BESIDE if len(keys) == 1 else 0.0)
        found[key] = next(point for point in spirals[keys] if grid.free(point, SPOT))
        grid.take(found[key], SPOT)
    return found


def _units(graph: KnowledgeGraph) -> Iterator[tuple[str, tuple[str, int]]]:
    for key, data in graph.nodes(data=True):
        above = next((unit for unit in data.get("part_of", ()) if unit in graph), None)
        if data["cls"] == "Place" and above is not None:
            province = graph.nodes[above]["level"] == "province" and graph.nodes[above]["label"] not in _MUNICIPALITIES
            yield key, (above, 3 if province else _LEVELS.get(data["level"], 2))
