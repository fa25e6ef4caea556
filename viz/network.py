"""The network page: everything by its links, laid out here and not in the reader's browser, coloured by community."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from math import hypot, sqrt
from typing import Any

import igraph

from kg.graph import KnowledgeGraph
from viz.map import BUDGET, SCRIPTS, Lang, first_view
from viz.page import render
from viz.payload import payload
from viz.placement import Grid, settle, spiral
from viz.projection import Point

_SEED = 20200429
_LARGE = 3000
"""Nodes above which members stand around the head of their community instead of being laid out one by one."""
_SPACE = 34.0
_HULLS = 10


def network_page(
    graph: KnowledgeGraph,
    *,
    lang: Lang = "zh",
    title: str = "",
    texts: Mapping[str, str] | None = None,
    budget: int = BUDGET,
) -> str:
    """The network as one HTML file that needs no network; parameters as of :func:`viz.map.map_page`."""
    compact = _compact(graph)
    rank = compact.pagerank(weights="weight") if compact.ecount() else [0.0] * compact.vcount()
    groups = _communities(compact, rank)
    points = _layout(compact, rank, groups)
    page = payload(graph, texts)
    _describe(page["nodes"], compact, rank, groups, points)
    page |= {
        "kind": "network",
        "lang": lang,
        "title": {"zh": title or "区域合作网络", "en": title or "Regional cooperation network"},
        "budget": budget,
        "off": [],
        "loose": sum(degree == 0 for degree in compact.degree()),
        "hulls": [{"id": n, "members": members} for n, members in enumerate(groups[:_HULLS], 1) if len(members) > 2],
    }
    shown = [i for i in first_view(page["nodes"], (), budget) if compact.degree(i)]
    return render([page["nodes"][i] for i in shown], (), page, SCRIPTS)


def _compact(graph: KnowledgeGraph) -> igraph.Graph:
    index = {key: i for i, key in enumerate(graph)}
    weights: dict[tuple[int, int], int] = defaultdict(int)
    for source, target, data in graph.edges(data=True):
        one, other = sorted((index[source], index[target]))
        weights[one, other] += len(data["evidence"])
    compact = igraph.Graph(n=len(index), edges=sorted(weights))
    compact.es["weight"] = [weights[pair] for pair in sorted(weights)]
    return compact


def _communities(compact: igraph.Graph, rank: list[float]) -> list[list[int]]:
    """Leiden's communities, largest first, the members of each by falling centrality."""
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - no secret
    try:
        weights = "weight" if compact.ecount() else None
        found = compact.community_leiden(objective_function="modularity", weights=weights, n_iterations=5)
    finally:
        igraph.set_random_number_generator(random)
    groups = [sorted(members, key=lambda i: (-round(rank[i], 9), i)) for members in found]
    return sorted(groups, key=lambda members: (-len(members), members))


def _layout(compact: igraph.Graph, rank: list[float], groups: list[list[int]]) -> list[Point]:
    """Points that do not overlap; the same graph gives the same points."""
    if compact.vcount() > _LARGE:
        return _around_heads(compact, groups)
    of = _numbers(groups)
    linked = [i for i in range(compact.vcount()) if compact.degree(i)]
    found = dict(zip(linked, _forces(compact.induced_subgraph(linked), [of[i] for i in linked]), strict=True))
    grid, result, most = Grid(_SPACE), [(0.0, 0.0)] * compact.vcount(), max(rank, default=1.0) or 1.0
    for i in sorted(linked, key=lambda i: (-round(rank[i], 9), i)):
        result[i] = settle(grid, found[i], _SPACE * (0.4 + 0.6 * sqrt(rank[i] / most)), 0.0)
    around = spiral((0.0, 0.0), _SPACE, max((hypot(*result[i]) for i in linked), default=0.0) + 3 * _SPACE)
    for i in range(compact.vcount()):
        if not compact.degree(i):
            result[i] = next(around)
    return result


def _numbers(groups: list[list[int]]) -> dict[int, int]:
    return {i: number for number, members in enumerate(groups) for i in members}


def _forces(compact: igraph.Graph, group: list[int]) -> list[Point]:
    """Fruchterman and Reingold from a fixed start, members of a group together, scaled to give nodes room."""
    count = compact.vcount()
    if count < 2:
        return [(0.0, 0.0)] * count
    spots, start = spiral((0.0, 0.0), 1.0), [[0.0, 0.0]] * count
    for i in sorted(range(count), key=lambda i: (group[i], i)):
        start[i] = list(next(spots))
    weights = [sqrt(e["weight"]) * (3.0 if group[e.source] == group[e.target] else 0.3) for e in compact.es] or None
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - no secret
    try:
        found = compact.layout_fruchterman_reingold(weights=weights, niter=600, seed=start, grid="nogrid")
    finally:
        igraph.set_random_number_generator(random)
    reach = max(max(abs(x), abs(y)) for x, y in found) or 1.0
    scale = _SPACE * 0.85 * sqrt(count) / reach
    return [(x * scale, y * scale) for x, y in found]


def _around_heads(compact: igraph.Graph, groups: list[list[int]]) -> list[Point]:
    of = _numbers(groups)
    links = sorted({tuple(sorted((of[e.source], of[e.target]))) for e in compact.es if of[e.source] != of[e.target]})
    heads = igraph.Graph(n=len(groups), edges=links)
    heads.es["weight"] = [1.0] * heads.ecount()
    result, grid = [(0.0, 0.0)] * compact.vcount(), Grid(_SPACE * sqrt(len(groups[0])) + _SPACE)
    spread = sqrt(compact.vcount() / len(groups)) * 1.3
    for number, (x, y) in enumerate(_forces(heads, list(range(len(groups))))):
        members = groups[number]
        centre = settle(grid, (x * spread, y * spread), _SPACE * 0.55 * sqrt(len(members)) + _SPACE / 2, 0.0)
        spots = spiral(centre, _SPACE * 0.55)
        result[members[0]] = centre
        for i in members[1:]:
            result[i] = next(spots)
    return result


def _describe(
    nodes: list[dict[str, Any]], compact: igraph.Graph, rank: list[float], groups: list[list[int]], points: list[Point]
) -> None:
    """Add to the nodes of the page their spot, size, rank, community and what they fold into."""
    order = sorted(range(len(nodes)), key=lambda i: (-round(rank[i], 9), i))
    most = max(rank, default=1.0) or 1.0
    for place, i in enumerate(order, 1):
        nodes[i] |= {"rank": place, "size": round(rank[i] / most, 4)}
    for number, members in enumerate(groups, 1):
        for i in members:
            nodes[i] |= {"community": number, "x": round(points[i][0], 1), "y": round(points[i][1], 1)}
            nodes[i] |= {"fold": _parent(i, compact, members[0]), "level": 1 if compact.degree(i) == 1 else 2}


def _parent(i: int, compact: igraph.Graph, head: int) -> int:
    """A leaf folds into its neighbour unless that is a leaf too; everything else into the head of its community."""
    if i == head:
        return -1
    if compact.degree(i) == 1:
        (neighbour,) = compact.neighbors(i)
        if compact.degree(neighbour) > 1:
            return int(neighbour)
    return head
