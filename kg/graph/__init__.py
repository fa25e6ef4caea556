"""The networkx graph of the accepted view, and the analyses on it."""

from kg.graph.measures import Analysis, Centrality, Group, Link, Pair, analyse, cooperation, fields_of_pairs
from kg.graph.read import Attribute, KnowledgeGraph, Queryable, Quote, from_store, segment
from kg.graph.tables import write_tables

__all__ = [
    "Analysis",
    "Attribute",
    "Centrality",
    "Group",
    "KnowledgeGraph",
    "Link",
    "Pair",
    "Queryable",
    "Quote",
    "analyse",
    "cooperation",
    "fields_of_pairs",
    "from_store",
    "segment",
    "write_tables",
]
