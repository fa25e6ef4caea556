"""All documents of a store against a folder of gold facts: totals, means, evidence, one name under two IRIs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.documents import load
from kg.evaluate.gold import Gold, fold, read_golds
from kg.evaluate.scoring import Scores, Tally, part, score, total
from kg.evaluate.stated import NOTHING, SYMMETRIC, VOCABULARY, Node, Stated, Triple, local, read_stated
from kg.model import DocumentError
from kg.store import Store

SHARED = frozenset({"Place", "Region", "Zone", "Railway", "Road"})
"""Of these classes, one name is one thing in every document."""
QUOTE_LENGTHS = range(4, 301)
"""Characters of a quote, white space apart."""

_TRIPLES = """SELECT ?s ?p ?o (IF(isLiteral(?o), "", "iri") AS ?kind) (IF(isLiteral(?o), LANG(?o), "") AS ?lang)
WHERE { GRAPH <%s> { ?s ?p ?o } }"""
_EVIDENCE = """SELECT ?s ?p ?o ?quote ?start ?end WHERE { GRAPH <%s> {
  ?fact a rc:Assertion ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; rc:evidence ?evidence .
  ?evidence dcterms:source <%s> ; rc:quote ?quote ; rc:start ?start ; rc:end ?end } }"""

Quotes = Mapping[tuple[str, str, str], Sequence[tuple[str, int, int]]]


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One file of gold facts against the document whose identifier starts with its name."""

    name: str
    document: str
    """Its identifier; empty where the store has no such document."""
    scores: Scores

    def f1(self, *, entities: bool) -> float | None:
        """F1 over classes or predicates; None where nothing is stated and nothing required."""
        counted = total(part(self.scores.tallies, entities=entities).values())
        return counted.f1 if counted.total else None


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of a store."""

    documents: tuple[DocumentScore, ...]
    twice: tuple[tuple[str, str, int], ...]
    """Class, folded name, and under how many IRIs it stands, where they are several."""
    tallies: Mapping[str, Tally]
    quoted: int
    facts: int
    """Facts with their own evidence at its offsets, of so many; both 0 where no sources were given."""

    def mean(self, *, entities: bool) -> float:
        """The mean of the documents' F1."""
        values = [f1 for document in self.documents if (f1 := document.f1(entities=entities)) is not None]
        return sum(values) / len(values) if values else 0.0


def evaluate(store: Store, gold: Path, sources: Path | None = None) -> Report:
    """Score a store against the ``*.tsv`` files in ``gold``; with ``sources``, check each quote against its text."""
    golds = read_golds(gold)
    graphs = {entry.id: entry.iri for entry in store.documents()}
    stated = {name: read_stated(_triples(store, iri)) for name, iri in graphs.items()}
    scored = [_score(known, stated) for known in golds]
    twice = _under_several(stated.values())
    tallies: dict[str, Tally] = defaultdict(Tally)
    for document in scored:
        for kind, tally in document.scores.tallies.items():
            tallies[kind].add(tally)
    for kind, _, iris in twice:
        tallies[kind].wrong += iris - 1
    quoted, facts = _check_quotes(store, scored, graphs, stated, sources) if sources else (0, 0)
    return Report(tuple(scored), twice, tallies, quoted, facts)


def _triples(store: Store, graph: str) -> Iterator[Triple]:
    for subject, predicate, text, kind, lang in store.select(_TRIPLES % graph).texts():
        yield subject, predicate, Node(text, bool(kind), lang)


def _score(gold: Gold, stated: Mapping[str, Stated]) -> DocumentScore:
    document = next((name for name in sorted(stated) if name.startswith(gold.name)), "")
    return DocumentScore(gold.name, document, score(gold, stated.get(document, NOTHING)))


def _under_several(documents: Iterable[Stated]) -> tuple[tuple[str, str, int], ...]:
    iris: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in documents:
        for iri, thing in document.things.items():
            if thing.cls in SHARED:
                iris[thing.cls, fold(thing.label)].add(iri)
    return tuple((cls, name, len(found)) for (cls, name), found in sorted(iris.items()) if len(found) > 1)


def _check_quotes(
    store: Store,
    scored: Sequence[DocumentScore],
    graphs: Mapping[str, str],
    stated: Mapping[str, Stated],
    sources: Path,
) -> tuple[int, int]:
    texts = {document.id: document.text for document in load([sources])[0]}
    quoted = facts = 0
    for name in [document.document for document in scored if document.document]:
        if name not in texts:
            raise DocumentError(f"{sources}: no source of {name}")
        good, of = _quoted(store, graphs[name], stated[name], texts[name])
        quoted, facts = quoted + good, facts + of
    return quoted, facts


def _quoted(store: Store, graph: str, stated: Stated, text: str) -> tuple[int, int]:
    quotes: dict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for s, p, o, quote, start, end in store.select(_EVIDENCE % (graph, graph)).texts():
        quotes[s, p, o].append((quote, int(start), int(end)))
    facts = [
        (s, p, node.text) for s, p, node in _triples(store, graph) if s in stated.things and p.startswith(VOCABULARY)
    ]
    return sum(_has_quote(fact, quotes, text) for fact in facts), len(facts)


def _has_quote(fact: tuple[str, str, str], quotes: Quotes, text: str) -> bool:
    subject, predicate, target = fact
    spans = quotes.get(fact) or (quotes.get((target, predicate, subject)) if local(predicate) in SYMMETRIC else None)
    return any(
        len(_bare(quote)) in QUOTE_LENGTHS and _bare(text[start:end]) == _bare(quote)
        for quote, start, end in spans or ()
    )


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def lines(report: Report, errors: int = 0) -> Iterator[str]:
    """The report as text, with up to ``errors`` missing and wrong facts of each document."""
    for document in report.documents:
        yield _document_line(document)
        yield from (f"    missing  {fact}" for fact in document.scores.missing[:errors])
        yield from (f"    wrong    {fact}" for fact in document.scores.wrong[:errors])
    for cls, name, iris in report.twice:
        yield f"{cls}: {name} stands under {iris} IRIs"
    yield from _table("entities", report, entities=True)
    yield from _table("relations", report, entities=False)
    if report.facts:
        yield f"\nevidence: {report.quoted} of {report.facts} facts quote their text at their offsets"


def _document_line(document: DocumentScore) -> str:
    entities, relations = document.f1(entities=True), document.f1(entities=False)
    shown = ["–" if value is None else f"{value:.3f}" for value in (entities, relations)]
    missing = "" if document.document else "  (no such document in the store)"
    return f"{document.name}: entities F1 {shown[0]}, relations F1 {shown[1]}{missing}"


def _table(title: str, report: Report, *, entities: bool) -> Iterator[str]:
    rows = part(report.tallies, entities=entities)
    yield f"\n{title:<16}{'P':>7}{'R':>7}{'F1':>7}   right wrong missing"
    for kind, tally in [*sorted(rows.items(), key=lambda row: (-row[1].total, row[0])), ("all", total(rows.values()))]:
        measures = f"{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}"
        yield f"  {kind:<14}{measures}   {tally.right:5d} {tally.wrong:5d} {tally.missing:5d}"
    yield f"  mean over documents{report.mean(entities=entities):16.3f}"
