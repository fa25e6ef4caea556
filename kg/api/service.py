"""What the requests share: the store as it is now, its search index, its pages, and the query processes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kg import description, graph
from kg import store as stores
from kg.rdf import Counts
from kg.search import Search
from kg.settings import Settings
from kg.sparql import Workers
from kg.store.layout import read_marker

PAGES: dict[str, str] = {
    "map": "map_page",
    "network": "network_page",
    "matrix": "matrix_page",
    "timeline": "timeline_page",
    "lines": "line_page",
}
"""The pages, each with the function of ``viz`` that draws it."""


@dataclass(slots=True)
class Snapshot:
    """One generation of a store, with what was made from it; it never changes, so that what is made can be kept."""

    store: stores.Store
    search: Search
    _pages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _counts: list[Counts] = field(default_factory=list)
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    def page(self, kind: str, lang: str) -> bytes:
        """One of the pages in one language, drawn once."""
        with self._drawing:
            if (kind, lang) not in self._pages:
                self._pages[kind, lang] = _draw(kind, lang, self.store)
            return self._pages[kind, lang]

    def counts(self) -> Counts:
        """What the store holds, counted once."""
        with self._drawing:
            if not self._counts:
                self._counts.append(description.count(self.store))
            return self._counts[0]


def _draw(kind: str, lang: str, store: stores.Store) -> bytes:
    import viz  # heavy, and not needed before the first page is asked for

    draw: Callable[..., str] = getattr(viz, PAGES[kind])
    return draw(graph.from_store(store), lang=lang).encode("utf-8")


def _in_place(path: Path) -> str:
    return read_marker(path).generation


class Service:
    """A store that is served: a new build is picked up at the next request."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.workers = Workers(path, settings)
        self._renewing = threading.Lock()
        self._snapshot = self._open()

    def snapshot(self) -> Snapshot:
        """The store as it is in place now; while one request opens a new build, the others see the one before."""
        current = self._snapshot
        if _in_place(self.path) == current.store.generation or not self._renewing.acquire(blocking=False):
            return current
        try:
            self._snapshot = self._open()
        finally:
            self._renewing.release()
        return self._snapshot

    def close(self) -> None:
        """End the query processes."""
        self.workers.close()

    def _open(self) -> Snapshot:
        store = stores.open(self.path)
        return Snapshot(store, Search(store))
