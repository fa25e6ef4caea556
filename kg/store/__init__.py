"""The store: the only place that knows the triple store, which is embedded Oxigraph.

A store that is in place is never written again; a build makes a new one beside it and puts it in place in one step.
"""

from __future__ import annotations

from kg.store.building import build
from kg.store.layout import check_target
from kg.store.reading import DocumentEntry, Store
from kg.store.reading import open_store as open
from kg.store.results import Answer, GraphFormat, ResultFormat, Row, Solutions, Term, Triples, serialize_triples, text

__all__ = [
    "Answer",
    "DocumentEntry",
    "GraphFormat",
    "ResultFormat",
    "Row",
    "Solutions",
    "Store",
    "Term",
    "Triples",
    "build",
    "check_target",
    "open",
    "serialize_triples",
    "text",
]
