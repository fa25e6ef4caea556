"""Hezuo (合作): government documents about regional cooperation, read into a knowledge graph.

``kg.open(path)`` opens a store for a notebook: SPARQL, an rdflib view and the networkx graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store import open as open

__all__ = ["open"]


def __getattr__(name: str) -> Any:
    if name == "open":  # only now: importing the package does no work
        from kg.store import open as open_store

        return open_store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
