"""What led to a fact: its rules, the sentences that say it, and what is named in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg import neighbors
from kg.explain.mentions import End, Named, mentions_of
from kg.graph import segment
from kg.model import CLASSES, KgError
from kg.rdf import NS, SYMMETRIC
from kg.store import DocumentEntry, Store

PREDICATES = tuple(sorted((*neighbors.PREDICATES, "domain", "heldOn", "signedOn", "status", "validFrom", "validUntil")))
"""The predicates that documents state facts with."""

_ASSERTION = re.compile(r"(?:(?:.*/)?(Document-[^/<>\"{}|^`\\\s]+)/)?(assertion-[0-9a-f]{20})")
_LABELS = "SELECT ?p ?label (LANG(?label) AS ?lang) WHERE { VALUES ?p { %s } ?p rdfs:label ?label }"
_FACTS = """SELECT DISTINCT ?fact ?s ?p ?o ?doc ?id ?title ?issued ?asOf WHERE {
  %s ?fact a rc:Assertion ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; rc:evidence ?evidence .
  ?evidence dcterms:source ?doc . ?doc dcterms:identifier ?id .
  OPTIONAL { ?doc dcterms:title ?title } OPTIONAL { ?doc dcterms:issued ?issued }
  OPTIONAL { ?fact rc:asOf ?asOf } }"""
_OF_THING = "<%s> (owl:sameAs|^owl:sameAs)* ?thing . VALUES ?p { rc:%s } ?fact rdf:%s ?thing ."
_OF_ASSERTIONS = "VALUES ?fact { %s }"
_WHY = """SELECT ?fact ?rule ?quote ?start ?end WHERE { VALUES ?fact { %s } ?fact rc:evidence ?evidence .
  ?evidence rc:quote ?quote ; rc:start ?start ; rc:end ?end . OPTIONAL { ?fact rc:rule ?rule } }"""
_ENDS = """SELECT ?x ?class ?label (LANG(?label) AS ?lang) ?main ?at ?body WHERE { VALUES ?x { %s }
  { ?x skos:prefLabel ?label BIND("1" AS ?main) } UNION { ?x skos:altLabel|skos:notation ?label }
  OPTIONAL { ?x a ?class } OPTIONAL { ?x rc:at ?at . ?at skos:prefLabel ?body } }"""


class UnknownPredicate(KgError):
    """No predicate that documents use has the name."""


class NothingStated(KgError):
    """No document of the store states such a fact."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that says the fact, and what is named in it."""

    start: int
    end: int
    quote: str
    mentions: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """An end of the fact that no sentence of its evidence names: the context means it (我市, 会议, no subject)."""

    thing: End
    elsewhere: int
    """How often the document names it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One fact of one document and all that led to it."""

    assertion: str
    """The IRI's last two segments: the document's and the assertion's own."""
    document: DocumentEntry
    subject: End
    predicate: str
    object: End
    as_of: str
    rules: tuple[str, ...]
    evidence: tuple[Passage, ...]
    absent: tuple[Absent, ...]


@dataclass(frozen=True, slots=True)
class _Spelt:
    """An end with every name that it may be asked for by, and for a post the body that it is in."""

    end: End
    names: frozenset[str]
    meant: End
    """What a mention of this end names: the end itself, or the body of a post."""


def predicate_named(store: Store, name: str) -> str:
    """The local name of a predicate by that name or by its label in the vocabulary; 合作 is short for 与…合作."""
    if name in PREDICATES:
        return name
    for iri, label, _ in store.select(_LABELS % _values(NS + p for p in PREDICATES)).texts():
        if name in (label, label.rpartition("…")[2]):
            return iri.removeprefix(NS)
    raise UnknownPredicate(f"{name!r} is no predicate of facts; they are {' '.join(PREDICATES)}")


def is_assertion(name: str) -> bool:
    """Whether a text is an assertion's IRI or the end of one."""
    return _ASSERTION.fullmatch(name) is not None


def explain_assertion(store: Store, name: str, lang: str = "zh") -> list[Explained]:
    """The fact of an assertion by its IRI or last segment; without its document's segment, of each that states it.

    ``lang``, zh or en, is the language of states and fields. Raises NothingStated.
    """
    found = _ASSERTION.fullmatch(name)
    document, last = found.groups() if found else ("", "")
    nodes = [f"{entry.iri}/{last}" for entry in store.documents() if document in (None, segment(entry.iri))]
    explained = _explained(store, store.select(_FACTS % (_OF_ASSERTIONS % _values(nodes))).texts(), "", lang)
    if not explained:
        raise NothingStated(f"the store has no assertion {name!r}")
    return explained


def explain_facts(store: Store, subject: str, predicate: str, target: str = "", lang: str = "zh") -> list[Explained]:
    """The facts of a subject with a predicate, and with one object unless that is empty, by document.

    A subject is a name, another spelling or the last segment of an IRI; an object any name of what it is: a thing, a
    state, a field, a post, a date. Raises what ``kg.neighbors.resolve`` raises, UnknownPredicate and NothingStated.
    """
    local, start = predicate_named(store, predicate), neighbors.resolve(store, subject)
    explained = _explained(store, _rows_about(store, start.iri, local), target, lang)
    if not explained:
        raise NothingStated(f"no document states: {subject} {local} {target}".rstrip())
    return explained


_Row = tuple[str, ...]
"""Assertion, subject, predicate, object, document, its identifier, title and date, as-of."""


def _rows_about(store: Store, iri: str, predicate: str) -> Iterator[_Row]:
    """The facts about a thing, which stands first in those of a symmetric predicate."""
    yield from store.select(_FACTS % (_OF_THING % (iri, predicate, "subject"))).texts()
    if predicate in SYMMETRIC:
        for fact, one, verb, other, *rest in store.select(_FACTS % (_OF_THING % (iri, predicate, "object"))).texts():
            yield fact, other, verb, one, *rest


def _explained(store: Store, rows: Iterable[_Row], target: str, lang: str) -> list[Explained]:
    listed = list(rows)
    ends = _ends(store, {iri for _, subject, _, object_, *_ in listed for iri in (subject, object_)}, lang)
    chosen = [row for row in listed if not target or target in ends[row[3]].names]
    why = _why(store, [row[0] for row in chosen])
    mentions = {document: mentions_of(store, document) for document in sorted({row[4] for row in chosen})}
    found = [_one(row, ends, why[row[0]], mentions[row[4]]) for row in chosen]
    return sorted(found, key=lambda f: (f.document.id, f.subject.name, f.object.name, f.as_of, f.assertion))


def _one(row: _Row, ends: Mapping[str, _Spelt], why: _Why, mentions: Sequence[Named]) -> Explained:
    fact, subject, predicate, object_, *document, as_of = row
    passages = tuple(
        Passage(start, end, quote, tuple(named for named in mentions if named.start < end and start < named.end))
        for start, end, quote in sorted(why.passages)
    )
    meant = [ends[iri].meant for iri in (subject, object_)]
    said = {named.thing.id for passage in passages for named in passage.mentions}
    missing = [end for end in meant if end.cls and end.id not in said]
    absent = tuple(Absent(end, sum(named.thing.id == end.id for named in mentions)) for end in missing)
    assertion = "/".join(fact.rsplit("/", 2)[1:])
    rules = tuple(sorted(why.rules))
    local = segment(predicate)
    return Explained(
        assertion, DocumentEntry(*document), ends[subject].end, local, ends[object_].end, as_of, rules, passages, absent
    )


@dataclass(slots=True)
class _Why:
    """Rules and quotes of an assertion as they are gathered."""

    rules: set[str] = field(default_factory=set)
    passages: set[tuple[int, int, str]] = field(default_factory=set)


def _why(store: Store, assertions: Sequence[str]) -> Mapping[str, _Why]:
    found: dict[str, _Why] = defaultdict(_Why)
    for fact, rule, quote, start, end in store.select(_WHY % _values(assertions)).texts():
        found[fact].passages.add((int(start), int(end), quote))
        found[fact].rules.update(filter(None, [rule]))
    return found


def _ends(store: Store, terms: Iterable[str], lang: str) -> dict[str, _Spelt]:
    rows: dict[str, list[_Row]] = {term: [] for term in terms}
    for iri, *row in store.select(_ENDS % _values(term for term in rows if "://" in term)).texts():
        rows[iri].append(tuple(row))
    return {term: _spelt(term, found, lang) for term, found in rows.items()}


def _spelt(term: str, rows: Sequence[_Row], lang: str) -> _Spelt:
    """One end from its rows of (class, label, language, main, body, body's name); a date has none."""
    cls = next((segment(row[0]) for row in rows if segment(row[0]) in CLASSES), "")
    main = {row[2]: row[1] for row in rows if row[3]}
    name = (main.get("") or main.get("zh", term)) if cls or "" in main else main.get(lang, term)
    body, in_body = next(((row[4], row[5]) for row in rows if row[4]), ("", ""))
    end = End(segment(term), f"{name} @ {in_body}" if body else name, cls)
    meant = End(segment(body), in_body, "Organization") if body else end
    return _Spelt(end, frozenset({term, segment(term), name, *(row[1] for row in rows)}), meant)


def _values(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)
