"""Analyses of the cooperation between places: who works with whom, who lies between, which groups form."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import igraph
import networkx as nx

from kg.graph.read import KnowledgeGraph

PlaceGraph: TypeAlias = "nx.Graph[str]"
SEED = 20200429
"""Seed of the community search; any fixed number will do."""


@dataclass(frozen=True, slots=True)
class Centrality:
    """How a place stands in the cooperation graph. ``betweenness`` (0 to 1) is exact, on unweighted shortest paths."""

    id: str
    label: str
    degree: int
    weighted_degree: int
    betweenness: float
    pagerank: float
    community: int
    component: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that cooperate. ``weight`` counts pieces of evidence; years are of the documents, empty if undated."""

    source: str
    target: str
    source_label: str
    target_label: str
    weight: int
    documents: int
    fields: tuple[str, ...]
    first: str
    last: str
    bridge: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A community (Leiden) or a connected component, its members by falling weighted degree."""

    id: int
    size: int
    members: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two places on one railway or road, and the lines that join them."""

    source: str
    target: str
    source_label: str
    target_label: str
    railways: tuple[str, ...]
    roads: tuple[str, ...]
    cooperate: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """The tables of one analysis, each in a fixed order: strongest first, then by name."""

    centrality: tuple[Centrality, ...]
    pairs: tuple[Pair, ...]
    communities: tuple[Group, ...]
    components: tuple[Group, ...]
    connectivity: tuple[Link, ...]
    modularity: float
    """Of the communities, weighted by evidence; 0 for a graph without edges."""


def cooperation(graph: KnowledgeGraph) -> PlaceGraph:
    """The places that cooperate, joined by edges whose ``weight`` counts the evidence; nodes carry ``label``."""
    result: PlaceGraph = nx.Graph()
    for source, target, predicate, data in graph.edges(keys=True, data=True):
        if predicate == "cooperatesWith":
            result.add_node(source, label=graph.nodes[source]["label"])
            result.add_node(target, label=graph.nodes[target]["label"])
            result.add_edge(source, target, weight=len(data["evidence"]), evidence=data["evidence"])
    return result


def fields_of_pairs(graph: KnowledgeGraph) -> dict[tuple[str, str], tuple[str, ...]]:
    """The fields of the agreements that two places are both party to, by the sorted pair."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for agreement, data in graph.nodes(data=True):
        if data["cls"] != "Agreement":
            continue
        fields = {fact.value for fact in data["facts"] if fact.predicate == "domain"}
        parties = sorted(t for _, t, p in graph.out_edges(agreement, keys=True) if p == "party")
        for one, other in combinations(parties, 2):
            found[one, other] |= fields
    return {pair: tuple(sorted(fields)) for pair, fields in found.items()}


def analyse(graph: KnowledgeGraph) -> Analysis:
    """Measure the cooperation graph of ``graph``; the same graph gives the same numbers, whatever the hash seed."""
    places = cooperation(graph)
    keys = sorted(places)
    compact = _igraph(places, keys)
    partition = _communities(compact)
    strength = {key: int(value) for key, value in places.degree(weight="weight")}
    communities = _groups(places, strength, _by_label(keys, partition.membership))
    components = _groups(places, strength, nx.connected_components(places))
    return Analysis(
        centrality=_centralities(places, keys, compact, communities, components),
        pairs=_pairs(graph, places),
        communities=communities,
        components=components,
        connectivity=_connectivity(graph, places),
        modularity=round(float(partition.modularity), 6) if places.size() else 0.0,
    )


def _igraph(places: PlaceGraph, keys: list[str]) -> igraph.Graph:
    index = {key: i for i, key in enumerate(keys)}
    edges = sorted((*sorted((index[s], index[t])), d["weight"]) for s, t, d in places.edges(data=True))
    compact = igraph.Graph(n=len(keys), edges=[(s, t) for s, t, _ in edges])
    compact.es["weight"] = [weight for *_, weight in edges]
    return compact


def _communities(compact: igraph.Graph) -> Any:
    """Leiden's communities. igraph draws from one generator of the process: it is set before and handed back after."""
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - no secret
    try:
        weights = "weight" if compact.ecount() else None
        return compact.community_leiden(objective_function="modularity", weights=weights, n_iterations=10)
    finally:
        igraph.set_random_number_generator(random)


def _by_label(keys: list[str], membership: list[int]) -> list[set[str]]:
    groups: dict[int, set[str]] = defaultdict(set)
    for key, number in zip(keys, membership, strict=True):
        groups[number].add(key)
    return list(groups.values())


def _groups(places: PlaceGraph, strength: dict[str, int], sets: Iterable[set[str]]) -> tuple[Group, ...]:
    """Sets of places as numbered groups, the largest first; ties go by the members' keys."""
    ordered = sorted((sorted(members) for members in sets), key=lambda members: (-len(members), members))
    result = []
    for number, members in enumerate(ordered, 1):
        members.sort(key=lambda key: (-strength[key], places.nodes[key]["label"], key))
        labels = tuple(places.nodes[key]["label"] for key in members)
        result.append(Group(number, len(members), tuple(members), labels))
    return tuple(result)


def _centralities(
    places: PlaceGraph,
    keys: list[str],
    compact: igraph.Graph,
    communities: tuple[Group, ...],
    components: tuple[Group, ...],
) -> tuple[Centrality, ...]:
    community = {key: group.id for group in communities for key in group.members}
    component = {key: group.id for group in components for key in group.members}
    pairs = max((len(keys) - 1) * (len(keys) - 2) / 2, 1)
    between = [value / pairs for value in compact.betweenness()] if keys else []
    rank = compact.pagerank(weights="weight" if compact.ecount() else None) if keys else []
    rows = [
        Centrality(
            id=key,
            label=places.nodes[key]["label"],
            degree=places.degree(key),
            weighted_degree=places.degree(key, weight="weight"),
            betweenness=round(between[i], 6),
            pagerank=round(rank[i], 6),
            community=community[key],
            component=component[key],
        )
        for i, key in enumerate(keys)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weighted_degree, -row.degree, row.label, row.id)))


def _pairs(graph: KnowledgeGraph, places: PlaceGraph) -> tuple[Pair, ...]:
    fields = fields_of_pairs(graph)
    bridges = {frozenset(edge) for edge in nx.bridges(places)}
    rows = []
    for one, other, data in places.edges(data=True):
        source, target = sorted((one, other))
        years = sorted(quote.issued[:4] for quote in data["evidence"] if quote.issued)
        rows.append(
            Pair(
                source=source,
                target=target,
                source_label=places.nodes[source]["label"],
                target_label=places.nodes[target]["label"],
                weight=data["weight"],
                documents=len({quote.document for quote in data["evidence"]}),
                fields=fields.get((source, target), ()),
                first=years[0] if years else "",
                last=years[-1] if years else "",
                bridge=frozenset((source, target)) in bridges,
            )
        )
    return tuple(sorted(rows, key=lambda r: (-r.weight, r.source_label, r.target_label, r.source, r.target)))


def _connectivity(graph: KnowledgeGraph, places: PlaceGraph) -> tuple[Link, ...]:
    """Every pair of places that a railway or a road connects, with the lines' names."""
    lines: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: {"Railway": [], "Road": []})
    for line, data in graph.nodes(data=True):
        if data["cls"] in ("Railway", "Road"):
            stops = sorted({t for _, t, p in graph.out_edges(line, keys=True) if p == "connects"})
            for pair in combinations(stops, 2):
                lines[pair][data["cls"]].append(data["label"])
    rows = [
        Link(
            source=source,
            target=target,
            source_label=graph.nodes[source]["label"],
            target_label=graph.nodes[target]["label"],
            railways=tuple(sorted(found["Railway"])),
            roads=tuple(sorted(found["Road"])),
            cooperate=places.has_edge(source, target),
        )
        for (source, target), found in lines.items()
    ]
    return tuple(sorted(rows, key=lambda r: (-len(r.railways + r.roads), r.source_label, r.target_label, r.source)))
