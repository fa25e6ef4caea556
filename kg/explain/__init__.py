"""Why: what led to a fact of a store, and what a document leaves open or had turned down."""

from kg.explain.documents import Listed, Overview, overview
from kg.explain.facts import (
    PREDICATES,
    Absent,
    Explained,
    NothingStated,
    Passage,
    UnknownPredicate,
    explain_assertion,
    explain_facts,
    is_assertion,
    predicate_named,
)
from kg.explain.mentions import End, Named, UnknownDocument, document_named

__all__ = [
    "PREDICATES",
    "Absent",
    "End",
    "Explained",
    "Listed",
    "Named",
    "NothingStated",
    "Overview",
    "Passage",
    "UnknownDocument",
    "UnknownPredicate",
    "document_named",
    "explain_assertion",
    "explain_facts",
    "is_assertion",
    "overview",
    "predicate_named",
]
