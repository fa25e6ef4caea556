"""Railways and roads: the order of a line's cities, from the gazetteer or from geography, as no fact tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, permutations

from kg.graph import KnowledgeGraph
from viz.projection import Point, distance

_EXACT = 7
"""Stops up to which every order is tried; more are ordered by insertion and mended by reversal."""


def stops(graph: KnowledgeGraph, line: str) -> list[str]:
    """The places that ``line`` connects, sorted by key."""
    return sorted({target for _, target, predicate in graph.out_edges(line, keys=True) if predicate == "connects"})


def in_order(keys: Sequence[str], points: dict[str, Point], known: Sequence[str] = ()) -> list[str]:
    """The located ones of ``keys`` in the order ``known``, the others where they lengthen the way least.

    Where fewer than two are known: along the shortest path through them all, from the western end.
    """
    located = [key for key in sorted(keys) if key in points]
    told = [key for key in known if key in located]
    if len(told) > 1:
        return _filled(told, [key for key in located if key not in told], points)
    path = _exact(located, points) if len(located) <= _EXACT else _grown(located, points)
    if path and points[path[0]] > points[path[-1]]:
        path.reverse()
    return path


def _length(path: Iterable[str], points: dict[str, Point]) -> float:
    return sum(distance(points[a], points[b]) for a, b in pairwise(path))


def _exact(keys: list[str], points: dict[str, Point]) -> list[str]:
    orders = [order for order in permutations(keys) if not order or order[0] <= order[-1]]
    return list(min(orders, key=lambda order: (round(_length(order, points), 6), order), default=()))


def _grown(keys: list[str], points: dict[str, Point]) -> list[str]:
    return _mended(_filled([], sorted(keys, key=lambda key: (points[key], key)), points), points)


def _filled(path: list[str], keys: Iterable[str], points: dict[str, Point]) -> list[str]:
    for key in keys:
        grown = [[*path[:i], key, *path[i:]] for i in range(len(path) + 1)]
        path = min(grown, key=lambda p: (round(_length(p, points), 6), p))
    return path


def _mended(path: list[str], points: dict[str, Point]) -> list[str]:
    """Reverse stretches as long as that makes the path shorter."""
    best = _length(path, points)
    for _ in range(len(path)):
        cuts = combinations(range(len(path) + 1), 2)
        turned = [[*path[:i], *path[i:j][::-1], *path[j:]] for i, j in cuts]
        candidate = min(turned, key=lambda p: (round(_length(p, points), 6), p))
        if _length(candidate, points) >= best - 1e-6:
            break
        path, best = candidate, _length(candidate, points)
    return path
