"""One document's statements against its gold facts: what is right, wrong and missing.

Stated things are taken in the order of their IRIs. The first that a gold thing's spellings name, and whose class is the
gold thing's, is right; a second one is a duplicate and wrong. The ends of a stated fact stand for the gold things that
they were matched with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.evaluate.gold import Gold, GoldFact, GoldThing, fold
from kg.evaluate.stated import LITERAL_ENDS, SYMMETRIC, Relation, Stated, Thing
from kg.model import CLASSES


@dataclass(slots=True)
class Tally:
    """How many facts of a kind are right, wrong and missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def add(self, other: Tally) -> None:
        """Count the other's facts as well."""
        self.right += other.right
        self.wrong += other.wrong
        self.missing += other.missing

    @property
    def total(self) -> int:
        """All facts counted."""
        return self.right + self.wrong + self.missing

    @property
    def precision(self) -> float:
        """Right of stated, 0 where nothing is stated."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Right of required, 0 where nothing is required."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Scores:
    """Tallies by class and predicate, with the facts that are wrong and missing in words."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def tally(self, kind: str) -> Tally:
        """The tally of a class or predicate."""
        return self.tallies.setdefault(kind, Tally())

    def count_wrong(self, kind: str, words: str) -> None:
        """Count a wrong fact."""
        self.tally(kind).wrong += 1
        self.wrong.append(f"{kind}: {words}")

    def count_missing(self, kind: str, words: str) -> None:
        """Count a missing fact."""
        self.tally(kind).missing += 1
        self.missing.append(f"{kind}: {words}")


def part(tallies: Mapping[str, Tally], *, entities: bool) -> dict[str, Tally]:
    """The tallies of the classes, or those of the predicates."""
    return {kind: tally for kind, tally in tallies.items() if (kind in CLASSES) == entities}


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    result = Tally()
    for tally in tallies:
        result.add(tally)
    return result


Meanings = dict[str, frozenset[str]]
"""Which gold things, by key, each stated thing's IRI stands for."""


def _named_by(gold: Gold, thing: Thing) -> list[int]:
    label = fold(thing.label)
    hits = [number for number, known in enumerate(gold.things) if known.is_named(label)]
    if hits:
        return hits
    by_other_names = (n for n, known in enumerate(gold.things) if known.cls == thing.cls and known.key in thing.names)
    return list(by_other_names)[:1]


def _score_things(gold: Gold, stated: Stated, scores: Scores) -> Meanings:
    meanings: Meanings = {}
    taken: set[int] = set()
    for iri, thing in sorted(stated.things.items()):
        named = _named_by(gold, thing)
        same_class = [number for number in named if gold.things[number].cls == thing.cls]
        meanings[iri] = frozenset(gold.things[number].key for number in same_class or named)
        free = next((number for number in same_class if number not in taken), None)
        if free is not None:
            taken.add(free)
            scores.tally(thing.cls).right += not gold.things[free].optional
        elif same_class or not any(gold.things[number].optional for number in named):
            scores.count_wrong(thing.cls, thing.label + _why_wrong(gold.things, same_class, named))
    for number, known in enumerate(gold.things):
        if number not in taken and not known.optional:
            scores.count_missing(known.cls, known.shown)
    return meanings


def _why_wrong(things: tuple[GoldThing, ...], same_class: list[int], named: list[int]) -> str:
    if same_class:
        return " (duplicate)"
    return f" (should be {things[named[0]].cls})" if named else ""


class _Facts:
    """The comparison of stated relations with gold facts, given what the stated things stand for."""

    def __init__(self, gold: Gold, stated: Stated, meanings: Meanings) -> None:
        self._gold = gold
        self._stated = stated
        self._meanings = meanings

    def hits(self, relation: Relation) -> list[int]:
        """The numbers of the gold facts that a stated relation meets."""
        return [
            number
            for number, fact in enumerate(self._gold.facts)
            if fact.predicate == relation.predicate and self._meets(relation, fact)
        ]

    def _meets(self, relation: Relation, fact: GoldFact) -> bool:
        left = self._meanings[relation.subject]
        if relation.predicate == "holdsPost":
            return fact.subject_key in left and self._is_post(relation, fact)
        if relation.predicate in LITERAL_ENDS:
            return fact.subject_key in left and fold(relation.object) in map(fold, fact.object)
        right = self._meanings[relation.object]
        if fact.subject_key in left and fact.object_key in right:
            return True
        return relation.predicate in SYMMETRIC and fact.subject_key in right and fact.object_key in left

    def _is_post(self, relation: Relation, fact: GoldFact) -> bool:
        """Equal titles, and the organisation (where the gold fact names one) by any spelling of either side."""
        names = self._names_of(relation.at)
        for spelling in fact.object:
            title, _, at = spelling.partition("@")
            if fold(title) == fold(relation.object) and (not at or fold(at) in names):
                return True
        return False

    def _names_of(self, iri: str) -> frozenset[str]:
        known = (thing.names for thing in self._gold.things if thing.key in self._meanings[iri])
        return self._stated.things[iri].names.union(*known)


def _score_facts(gold: Gold, stated: Stated, meanings: Meanings, scores: Scores) -> None:
    facts = _Facts(gold, stated, meanings)
    found: set[int] = set()
    for relation in sorted(stated.relations):
        hits = facts.hits(relation)
        found.update(hits)
        if not hits:
            scores.count_wrong(relation.predicate, stated.words(relation))
    for number, fact in enumerate(gold.facts):
        if fact.optional:
            continue
        if number in found:
            scores.tally(fact.predicate).right += 1
        else:
            scores.count_missing(fact.predicate, f"{fact.subject[0]} → {fact.object[0]}")


def score(gold: Gold, stated: Stated) -> Scores:
    """Compare what a document's graph states with its gold facts; breaches of the shape are wrong facts."""
    scores = Scores()
    for breach in stated.breaches:
        scores.count_wrong(breach.kind, f"{breach.words} (shape)")
    meanings = _score_things(gold, stated, scores)
    _score_facts(gold, stated, meanings, scores)
    return scores
