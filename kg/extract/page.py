"""One document under the reader's eye: its view, sentences, words, and what has been found in it so far.

Offsets here are into the view. Finders append hits, the facts' rules append claims; ``kg.reading`` turns both into a
Reading with offsets into the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import NamedTuple

from kg.dates import Found, find_dates
from kg.lexicon import Lexicon, Unit
from kg.model import Document, EntityId, Object, TurnedDown, Undecided
from kg.text import Sentence, View

CLAUSE_MARKS = "，。；！？：\n"
_MARK = re.compile(f"[{CLAUSE_MARKS}]")
DECIDING = frozenset({"shared head", "named with a state", "counted list", "signed apart"})
"""Rules that say more of what a span names than its words do: of two hits of one span, theirs stands."""
_start = attrgetter("start")


class Word(NamedTuple):
    """A word of the tagger: tags are LAC's (n, v, vn, p, c, w, PER, LOC, ORG …)."""

    start: int
    end: int
    tag: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A span of the view that names a thing, already resolved."""

    start: int
    end: int
    id: EntityId
    rule: str

    @property
    def cls(self) -> str:
        """Class of the thing."""
        return self.id.cls


@dataclass(frozen=True, slots=True, order=True)
class Joint:
    """A span that names several places at once: 川渝, 成德眉资, 两地."""

    start: int
    end: int
    members: tuple[EntityId, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact before assembly; ``[start, end)`` is the span of the view that its evidence must cover."""

    subject: EntityId
    predicate: str
    object: Object
    start: int
    end: int
    rule: str
    as_of: str = ""


@dataclass(slots=True)
class Page:
    """The working state of one document; finders and rules share nothing else."""

    document: Document
    lexicon: Lexicon
    view: View
    sentences: list[Sentence]
    words: list[list[Word]]
    """One list a sentence, in the order of ``sentences``."""
    issued: str = ""
    """ISO date of the document, from its card or its text; empty if unknown."""
    homes: list[tuple[int, Unit]] = field(default_factory=list)
    """Where each article starts, and the unit that it is of."""
    articles: list[int] = field(default_factory=list)
    """Where each article of a newspaper page starts; empty for a single text."""
    halves: list[tuple[int, str, str]] = field(default_factory=list)
    """Where each part of a report starts, 'review' or 'plan', and its year."""
    hits: list[Hit] = field(default_factory=list)
    nested: list[Hit] = field(default_factory=list)
    """Hits inside longer names."""
    joints: list[Joint] = field(default_factory=list)
    """Sorted, as ``hits`` and ``nested`` are."""
    claims: list[Claim] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    turned_down: list[TurnedDown] = field(default_factory=list)
    candidates: dict[EntityId, tuple[str, ...]] = field(default_factory=dict)
    text: str = field(init=False)
    """The view's text."""
    _starts: list[int] = field(init=False)
    _top: list[int] = field(default_factory=list)
    _inner: list[int] = field(default_factory=list)
    """Where the sentences, the top-level and the nested hits start."""

    def __post_init__(self) -> None:
        self.text = self.view.text
        self._starts = [sentence.start for sentence in self.sentences]

    def sentence_index(self, position: int) -> int:
        """Index of the sentence that the position stands in (or that starts before it)."""
        return max(0, bisect_right(self._starts, position) - 1)

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that the position stands in (or that starts before it)."""
        return self.sentences[self.sentence_index(position)]

    def words_between(self, start: int, end: int) -> list[Word]:
        """Words that lie wholly in ``[start, end)`` of one sentence."""
        return [w for w in self.words_over(start, end) if w.start >= start and w.end <= end]

    def words_over(self, start: int, end: int) -> list[Word]:
        """Words of one sentence that a part of ``[start, end)`` stands in."""
        words = self.words[self.sentence_index(start)]
        first = max(0, bisect_right(words, start, key=_start) - 1)
        first += bool(words) and words[first].end <= start
        return words[first : bisect_left(words, end, lo=first, key=_start)]

    def clause_at(self, start: int, end: int) -> tuple[int, int]:
        """The clause around a span: between commas, semicolons, colons and full stops of its sentence."""
        sentence = self.sentence_at(start)
        left = start
        while left > sentence.start and self.text[left - 1] not in CLAUSE_MARKS:
            left -= 1
        right = _MARK.search(self.text, end, sentence.end)
        return left, right.start() if right else sentence.end

    def home_at(self, position: int) -> Unit | None:
        """The unit that the article around the position is of."""
        found = None
        for start, unit in self.homes:
            if start > position:
                break
            found = unit
        return found

    def half_at(self, position: int) -> tuple[str, str]:
        """('review' | 'plan' | '', year) of the part of a report that the position stands in."""
        found = ("", "")
        for start, half, year in self.halves:
            if start > position:
                break
            found = (half, year)
        return found

    def dates(self, start: int, end: int) -> list[Found]:
        """Dates of a span, offsets within it; a day or month without a year is of the year that this half of a report
        is about, else of the year that the document's own date tells."""
        year = self.half_at(start)[1]
        found = find_dates(self.text[start:end], self.issued)
        if not year or year == self.issued[:4]:
            return found
        return [_in_year(date, year) if self.text[start + date.start].isdigit() else date for date in found]

    def place_id(self, unit: Unit) -> EntityId:
        """The Place that is the unit."""
        return EntityId("Place", unit.name, unit.key)

    def unit_of(self, id: EntityId) -> Unit | None:
        """The gazetteer unit behind a Place, None for one that is undecided or of no gazetteer."""
        return self.lexicon.units.get(id.scope)

    def between(self, start: int, end: int, *classes: str) -> list[Hit]:
        """Top-level hits wholly in ``[start, end)``, in order, of the classes given (all if none)."""
        return _within(self.hits, self._top, start, end, classes)

    def joints_between(self, start: int, end: int, *, named: bool = False) -> list[Joint]:
        """Joint names and references wholly in ``[start, end)``, in order; ``named`` leaves out 两地 and 双方."""
        found = []
        for index in range(bisect_left(self.joints, start, key=_start), len(self.joints)):
            joint = self.joints[index]
            if joint.start >= end:
                break
            if joint.end <= end and not (named and joint.rule == "pair"):
                found.append(joint)
        return found

    def covering(self, start: int, end: int, *classes: str) -> Hit | None:
        """The top-level hit of the classes that the span stands in, None if there is none."""
        index = bisect_right(self._top, start) - 1
        hit = self.hits[index] if index >= 0 else None
        return hit if hit and end <= hit.end and hit.cls in classes else None

    def nested_between(self, start: int, end: int, *classes: str) -> list[Hit]:
        """The same among the hits inside longer names."""
        return _within(self.nested, self._inner, start, end, classes)

    def inside(self, hit: Hit, *classes: str) -> list[Hit]:
        """Nested hits of a hit, in order."""
        return self.nested_between(hit.start, hit.end, *classes)

    def turn_down(self, start: int, end: int, rule: str, reason: str) -> None:
        """Remember that a rule proposed a name here and why it was not taken, for whoever asks."""
        self.turned_down.append(TurnedDown(start, end, self.text[start:end], rule, reason))

    def add(self, hits: Iterable[Hit]) -> None:
        """Add hits; where names overlap the longest stands, then the earliest, then one of a deciding rule, then the
        one added first."""
        new = list(hits)
        touched = {at for hit in new for at in self._touched(hit)}
        ranked = [*(self.hits[at] for at in sorted(touched)), *new]
        ranked.sort(key=lambda h: (h.start - h.end, h.start, h.rule not in DECIDING))
        taken: list[tuple[int, int]] = []
        decided = {(h.start, h.end) for h in ranked if h.rule in DECIDING}
        top, nested = [], list[Hit]()
        for hit in ranked:
            over = _overlapping(taken, hit)
            if over is None:
                top.append(hit)
                taken.insert(bisect_left(taken, (hit.start, hit.end)), (hit.start, hit.end))
            elif over[0] <= hit.start and hit.end <= over[1] and (over != (hit.start, hit.end) or over in decided):
                nested.append(hit)
            elif over != (hit.start, hit.end):
                self.turn_down(hit.start, hit.end, hit.rule, f"overlaps the longer name {self.text[over[0] : over[1]]}")
        kept = (hit for at, hit in enumerate(self.hits) if at not in touched)
        self.hits = sorted((*kept, *top), key=_start)
        self.nested = sorted({*self.nested, *nested}) if nested else self.nested
        self._top, self._inner = [hit.start for hit in self.hits], [hit.start for hit in self.nested]

    def _touched(self, hit: Hit) -> Iterator[int]:
        """Which of the top-level hits, which are disjoint, the hit overlaps."""
        at = max(0, bisect_right(self._top, hit.start) - 1)
        while at < len(self.hits) and self.hits[at].start < hit.end:
            if self.hits[at].end > hit.start:
                yield at
            at += 1


def _in_year(date: Found, year: str) -> Found:
    """9月26日 in the half of a report that is about the year; a date that tells its year stays."""
    bare = date.kind in ("date", "month", "unresolved") and date.end - date.start <= len("12月31日")
    return replace(date, iso=year + date.iso[4 if date.iso[0].isdigit() else 1 :]) if bare and date.iso else date


def _within(hits: Sequence[Hit], starts: Sequence[int], start: int, end: int, classes: tuple[str, ...]) -> list[Hit]:
    found = []
    for index in range(bisect_left(starts, start), len(hits)):
        hit = hits[index]
        if hit.start >= end:
            break
        if hit.end <= end and (not classes or hit.cls in classes):
            found.append(hit)
    return found


def _overlapping(taken: Sequence[tuple[int, int]], hit: Hit) -> tuple[int, int] | None:
    """A taken span that the hit overlaps; spans in ``taken`` are disjoint and sorted."""
    after = bisect_left(taken, (hit.start, hit.end))
    for span in taken[max(0, after - 1) : after + 1]:
        if span[0] < hit.end and hit.start < span[1]:
            return span
    return None
