"""What a page carries: nodes, edges, sentences and documents as compact JSON, each sentence once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.graph import Attribute, KnowledgeGraph, Quote, fields_of_pairs
from viz.pinyin import keys

Payload = dict[str, Any]
TEXT_BUDGET = 1_000_000
"""Code points of source texts that a page carries along, so that a sentence can be read where it stands."""


class _Pool:
    """Evidence, quotes and documents, each stored once and named by its number."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.documents: dict[str, int] = {key: i for i, key in enumerate(graph.graph["documents"])}
        self.quotes: dict[str, int] = {}
        self.evidence: dict[tuple[int, int, int, int], int] = {}

    def add(self, quotes: Sequence[Quote]) -> list[int]:
        """The numbers of pieces of evidence."""
        return [self._one(quote) for quote in quotes]

    def _one(self, quote: Quote) -> int:
        document = self.documents.setdefault(quote.document, len(self.documents))
        sentence = self.quotes.setdefault(quote.quote, len(self.quotes))
        return self.evidence.setdefault((document, quote.start, quote.end, sentence), len(self.evidence))


def payload(graph: KnowledgeGraph, texts: Mapping[str, str] | None = None) -> Payload:
    """The graph as the pages' scripts read it; ``texts`` are source texts by document identifier.

    ``nodes`` hold label, class, aliases, pinyin, number of documents and facts; ``edges`` are
    ``[source, target, predicate, evidence, as of, values, fields]`` with numbers for nodes and evidence.
    """
    pool = _Pool(graph)
    index = {key: i for i, key in enumerate(graph)}
    nodes = [_node(key, data, pool, index) for key, data in graph.nodes(data=True)]
    edges = _edges(graph, pool, index)
    return {
        "nodes": nodes,
        "edges": edges,
        "evidence": [list(piece) for piece in pool.evidence],
        "quotes": list(pool.quotes),
        "documents": _documents(graph, pool, texts or {}),
    }


def _node(key: str, data: Mapping[str, Any], pool: _Pool, index: Mapping[str, int]) -> Payload:
    whole, first = keys(data["label"])
    return {
        "id": key,
        "label": data["label"],
        "cls": data["cls"],
        "aliases": list(data["aliases"]),
        "pinyin": [whole, first],
        "docs": data["documents"],
        "facts": [_attribute(fact, pool, index) for fact in data["facts"]],
    }


def _attribute(fact: Attribute, pool: _Pool, index: Mapping[str, int]) -> list[Any]:
    return [fact.predicate, fact.value, fact.as_of, pool.add(fact.evidence), index.get(fact.at, -1)]


def _edges(graph: KnowledgeGraph, pool: _Pool, index: Mapping[str, int]) -> list[list[Any]]:
    fields = fields_of_pairs(graph)
    result: list[list[Any]] = []
    for source, target, predicate, data in graph.edges(keys=True, data=True):
        shared: tuple[str, ...] = ()
        if predicate == "cooperatesWith":
            one, other = sorted((source, target))
            shared = fields.get((one, other), ())
        evidence = pool.add(data["evidence"])
        values = list(data["values"])
        result.append([index[source], index[target], predicate, evidence, data["as_of"], values, list(shared)])
    return result


def _documents(graph: KnowledgeGraph, pool: _Pool, texts: Mapping[str, str]) -> list[Payload]:
    left, result = TEXT_BUDGET, []
    for key in pool.documents:
        card = graph.graph["documents"].get(key, {})
        text = texts.get(key, "")
        kept = text if len(text) <= left else ""
        left -= len(kept)
        url = card.get("url", "")
        result.append(
            {
                "id": key,
                "title": card.get("title", ""),
                "issued": card.get("issued", ""),
                "url": url if url.startswith(("https://", "http://")) else "",
                "text": kept,
            }
        )
    return result
