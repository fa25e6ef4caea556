"""Where on the map a thing belongs that has no coordinates of its own: by the places that its facts name."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import KnowledgeGraph

LINES = ("Railway", "Road")
_OWN = ("locatedIn", "heldIn", "party", "participant", "issuedBy")
"""Predicates from a thing to its place, the most telling first."""
_VIA = ("holdsPost", "issuedBy", "party")
"""Predicates from a thing to another thing whose place is its own."""
_FROM = ("attendee",)
"""Predicates that lead to a thing, whose subject's place is its own."""


def anchors(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """The places of every thing that is neither place nor line; things that no fact ties to a place are left out."""
    located = {key for key, data in graph.nodes(data=True) if data["lon"] is not None}
    found: dict[str, tuple[str, ...]] = {}
    things = [k for k, d in graph.nodes(data=True) if d["cls"] not in LINES and k not in located]
    for key in things:
        places = next(_stated(graph, key, located), ()) or _whole(graph, key, located)
        if places:
            found[key] = places
    _through_others(graph, things, found)
    return found


def _stated(graph: KnowledgeGraph, key: str, located: set[str]) -> Iterator[tuple[str, ...]]:
    for predicate in _OWN:
        places = sorted({t for _, t, p in graph.out_edges(key, keys=True) if p == predicate and t in located})
        if places:
            yield tuple(places)


def _whole(graph: KnowledgeGraph, key: str, located: set[str]) -> tuple[str, ...]:
    """The nearest located unit above a place that has no point itself."""
    return next(((unit,) for unit in graph.nodes[key].get("part_of", ()) if unit in located), ())


def _through_others(graph: KnowledgeGraph, things: list[str], found: dict[str, tuple[str, ...]]) -> None:
    """Organisations, then people of organisations and of meetings: two rounds reach them all."""
    for _ in range(2):
        for key in things:
            if key not in found:
                places = next(_by_another(graph, key, found), ())
                if places:
                    found[key] = places


def _by_another(graph: KnowledgeGraph, key: str, found: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for predicate in _VIA:
        others = sorted(t for _, t, p in graph.out_edges(key, keys=True) if p == predicate)
        yield from (found[other] for other in others if other in found)
    for predicate in _FROM:
        others = sorted(s for s, _, p in graph.in_edges(key, keys=True) if p == predicate)
        yield from (found[other] for other in others if other in found)
