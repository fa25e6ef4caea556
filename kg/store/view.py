"""A read-only rdflib view of the store, for notebooks; imported only when one is asked for."""

from __future__ import annotations

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph


class _ReadOnly(OxigraphStore):
    """rdflib registers every graph that is looked at; here that is no reason to write."""

    def add_graph(self, graph: Graph) -> None:
        """Leave the store as it is."""


def rdflib_view(raw: ox.Store) -> Dataset:
    """The store as an rdflib dataset, whose default graph is the accepted view."""
    return Dataset(store=_ReadOnly(store=raw))
