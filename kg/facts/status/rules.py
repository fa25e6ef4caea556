"""How far lines, projects and zones have come: the state that the words next to a name tell.

A verb speaks for every member of the list that it leads or closes, also across members that are not recognised. A
verb before a name speaks of it only if the name is its whole object: 推动甲片区协调发展 tells nothing of building. A
later clause or sentence speaks of it where its subject is left out or is its kind alone (该线, 大桥).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.facts.status.cues import Cue, Cues
from kg.model import Concept, EntityId
from kg.text import Sentence

CLASSES = ("Railway", "Road", "Project", "Zone")
WORKS = ("Railway", "Road", "Project")
_LIST_MARK = re.compile(
    r"(?:（[^（），。；]{1,14}）)?(?:等[^，。；：、等和及与]{0,16}?)?"
    r"(?:[、和及与]|以及|、(?:[^，。；：！？\n、]{1,26}、)+(?:以及)?)"
)
_EACH = re.compile("(?:等?(?:项目|工程|高速|铁路)?)?(?:已|已经)?分别(?:已|已经)?(?:进入|实现|正在|处于)?")
_OWN_REST = re.compile(r"(?![获在由被为将与已入])[^，。；：！？\n、]{1,16}(?=、[^，。；：！？\n]*等)")
"""What the last member of a list says of itself, before more members: 甲、乙线丙至丁、戊等项目."""
_NOTE = re.compile("（([^（）]{2,12})）")
_STAGES = ("proposed", "preliminary", "underConstruction", "completed")
_OPENING, _REST, _REST_AGAIN = 6, 6, 1
"""Characters that may stand before a name that opens its sentence, and after a verb in a later clause; after one that
tells a second state, where an object would be another thing."""
_LATER = 2
"""Clauses behind its own in which a verb still speaks of a thing, not counting asides."""
_SHORT, _NUMBER = 16, 8
"""Characters of a sentence that is but a note on the one before it, and of that one's beside the name."""
_CLAUSE_MARK = re.compile("[，。；！？：\n]")
_FORMER, _POINTER = ("前者", "后者"), 2
_FIRST = 3
"""Clauses of a sentence, one of which may call a thing of the sentence before by its kind."""
_LABEL = 16
"""Characters of a label before a list: 在建项目："""


@dataclass(frozen=True, slots=True)
class Group:
    """Members of one list and the span from the first to the last."""

    hits: tuple[Hit, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """A cue and the span of the view that shows it."""

    cue: Cue
    start: int
    end: int


class Status:
    """Cues of states, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._cues = Cues(patterns)
        self._aside = re.compile(patterns["aside"])
        self._future, self._outlook = re.compile("|".join(patterns["future"])), re.compile(patterns["outlook"])
        self._label = re.compile(f"({patterns['label']})：$")
        self._place, self._site = re.compile(f"(?:{patterns['places']})$"), re.compile(patterns["sites"])
        self._role = re.compile(f"(?:{patterns['roles']})$")
        self._service = re.compile(patterns["services"])
        self._again = [(re.compile(row["words"]), tuple(row["ends"])) for row in patterns["again"]]

    def state(self, page: Page) -> list[Claim]:
        """Status claims; a weak cue counts only for a thing of which the document says nothing stronger."""
        told: dict[EntityId, list[tuple[Claim, bool]]] = defaultdict(list)
        for hit, found in self._all(page):
            told[hit.id].append((self._claim(page, hit, found), found.cue.weak))
        return [claim for claims in told.values() for claim in _strongest(claims)]

    def _all(self, page: Page) -> Iterator[tuple[Hit, Told]]:
        for group in self._groups(page):
            for hit in group.hits:
                yield from ((hit, told) for told in self._read(page, group, hit))
        yield from self._goes_on(page)

    def _groups(self, page: Page) -> Iterator[Group]:
        """Hits that stand in one list, the verb of which holds for each; trains and flights run and are not built."""
        run: list[Hit] = []
        for hit in (h for h in page.hits if h.cls in CLASSES and not self._service.search(h.id.name)):
            if run and not self._is_listed(page, run[-1].end, hit.start):
                yield Group(tuple(run), run[0].start, run[-1].end)
                run = []
            run.append(hit)
        if run:
            yield Group(tuple(run), run[0].start, run[-1].end)

    def _is_listed(self, page: Page, start: int, end: int) -> bool:
        return bool(_LIST_MARK.fullmatch(page.text, start, end)) and not self._cues.breaks(page.text, start, end)

    def _claim(self, page: Page, hit: Hit, told: Told) -> Claim:
        half, year = page.half_at(hit.start)
        opening = page.sentence_at(told.start).start
        future = half == "plan" or bool(self._future.search(page.text, told.start, told.end))
        future = future or (told.cue.wish and half != "review") or bool(self._outlook.match(page.text, opening))
        status = Concept(told.cue.plan if future else told.cue.status)
        return Claim(hit.id, "status", status, told.start, told.end, "status cue", year or page.issued)

    def _read(self, page: Page, group: Group, hit: Hit) -> list[Told]:
        """What the clause tells, or a later one that goes on about the same thing: of the two the one farther on
        (2016年开工，2021年建成)."""
        left, right = page.clause_at(group.start, group.end)
        if self._cues.is_denied(page.text, left, right):
            return []
        found = next((cue for cue in self._told(page, left, group, hit, right) if _fits(cue, hit)), None)
        now = [Told(found, left, right)] if found else []
        later = self._later(page, left, right, hit, _REST_AGAIN if now else _REST)
        both = [*now, later] if later else now
        return sorted(both, key=lambda told: _STAGES.index(told.cue.status))[-1:]

    def _told(self, page: Page, left: int, group: Group, hit: Hit, right: int) -> Iterator[Cue]:
        """Cues of the clause ``[left, right)`` for a member of the list, the most telling first."""
        text = page.text
        dash = text.rfind("——", left, group.start)
        before = text[dash + 2 if dash >= 0 else left : group.start]
        label = self._label.search(text, max(0, left - _LABEL), left)
        note = _NOTE.match(text, hit.end) or _NOTE.search(text, hit.start, hit.end)
        rest = text[right : page.sentence_at(group.start).end]
        after = _share(text[group.end : _modified(page, group, right)], group, hit)
        own = _OWN_REST.match(after) if hit != group.hits[-1] else None
        after = after[own.end() :] if own and not self._cues.breaks(own[0], 0, own.end()) else after
        if self._place.search(before) and not self._site.match(after):
            return iter(())
        return self._cues.around((label[1] if label else "") + before, after, note[1] if note else "", rest)

    def _later(self, page: Page, left: int, right: int, hit: Hit, rest: int) -> Told | None:
        """正在加快建设 in the next clauses of a sentence that the name opens, as long as nothing else comes up."""
        sentence = page.sentence_at(left)
        opens = hit.start - left <= _OPENING and not self._role.search(page.text, left, hit.start)
        if not opens and right == hit.end:
            opens, rest = True, _REST_AGAIN
        is_entry = opens and left <= sentence.start and right - hit.end <= _NUMBER
        end = _note_end(page, sentence) if is_entry else sentence.end
        return self._clauses(page, right + 1, end, hit, rest, opens)

    def _clauses(self, page: Page, start: int, end: int, hit: Hit, rest: int, opens: bool) -> Told | None:
        """The first state that the next clauses tell of the thing, named again where its own clause is of another."""
        steps = _LATER if opens else 0
        others: list[Hit] = []
        while start < end:
            right = _clause_end(page.text, start, end)
            text, again = page.text[start:right], self._named_again(page.text, start, right, hit)
            aside = self._aside.match(text)
            others += [] if aside else page.between(start, right, *CLASSES)
            steps = 0 if others or page.text[start - 1] == "；" else steps
            is_name = page.covering(start, start + 1, *CLASSES)
            again = 0 if is_name or self._called(page.text, start, right, [hit, *others]) != hit else again
            told = self._clause(page, start + again, right, hit, rest, bool(again)) if steps or again else None
            if told:
                return told
            steps -= 0 if aside or not steps else 1
            start = right + 1
        return None

    def _clause(self, page: Page, start: int, right: int, hit: Hit, rest: int, named: bool) -> Told | None:
        """What a clause tells whose subject is left out, at most ``rest`` characters behind the verb, or ``named``
        right before it by its kind."""
        if self._cues.is_denied(page.text, start, right):
            return None
        text, tail = page.text[start:right], page.text[right : page.sentence_at(start).end]
        cues = self._cues.around("", text, "", tail) if named else self._cues.going_on(text, tail, rest)
        cue = next((cue for cue in cues if _fits(cue, hit)), None)
        return Told(cue, start, right) if cue else None

    def _named_again(self, text: str, start: int, end: int, hit: Hit) -> int:
        """How many characters of the clause call the thing by its kind alone: 该线, 大桥, 项目, or the end of its
        name."""
        name = hit.id.name
        found = [words.match(text, start, end) for words, ends in self._again if name.endswith(ends)]
        tails = (size for size in (4, 3, 2) if start + size < end and name.endswith(text[start : start + size]))
        return max((match.end() - start for match in found if match), default=next(tails, 0))

    def _goes_on(self, page: Page) -> Iterator[tuple[Hit, Told]]:
        """States of the thing that a sentence calls by its kind alone: the only such one of the sentence before."""
        for before, sentence in zip(page.sentences, page.sentences[1:], strict=False):
            hits = page.between(before.start, before.end, *CLASSES)
            if not hits:
                continue
            for start in _clause_starts(page.text, sentence):
                hit = _pointed_at(page.text, start, hits)
                right = _clause_end(page.text, start, sentence.end)
                if hit:
                    told = self._clause(page, start + _POINTER, right, hit, _REST, True)
                else:
                    hit = self._called(page.text, start, sentence.end, hits)
                    told = self._clauses(page, start, sentence.end, hit, _REST, True) if hit else None
                yield from [(hit, told)] if hit and told else []

    def _called(self, text: str, start: int, end: int, hits: Sequence[Hit]) -> Hit | None:
        """The only thing that the clause calls by its kind."""
        meant = [hit for hit in hits if self._named_again(text, start, end, hit)]
        return meant[-1] if len({hit.id for hit in meant}) == 1 else None


def _pointed_at(text: str, start: int, hits: Sequence[Hit]) -> Hit | None:
    """Which of two things of the sentence before 前者 and 后者 are; 它的 is the first."""
    if text.startswith(_FORMER, start) and len(hits) == len(_FORMER):
        return hits[_FORMER.index(text[start : start + _POINTER])]
    return hits[0] if text.startswith("它的", start) else None


def _clause_starts(text: str, sentence: Sentence) -> Iterator[int]:
    """Where the first clauses of the sentence start: 该线…; 开通两年来，该线…"""
    start = sentence.end - len(text[sentence.start : sentence.end].lstrip())
    for _ in range(_FIRST):
        yield start
        start = _clause_end(text, start, sentence.end) + 1


def _modified(page: Page, group: Group, right: int) -> int:
    """Where the clause turns to a thing that the list only describes: 甲与乙联手打造的丙."""
    following = page.between(group.end, right, *CLASSES)
    start = following[0].start if following else right
    return start if page.text[start - 1] == "的" else right


def _share(after: str, group: Group, hit: Hit) -> str:
    """What 分别 gives to the member: 甲、乙分别进入铺轨和联调联试阶段."""
    each = _EACH.match(after)
    shares = re.split("[、和及与]", after[each.end() :]) if each else []
    return shares[group.hits.index(hit)] if len(shares) == len(group.hits) else after


def _note_end(page: Page, entry: Sentence) -> int:
    """The end of a sentence that is but a note on the entry of a list before it: 3.某机场。在建。"""
    index = page.sentence_index(entry.start) + 1
    if index >= len(page.sentences):
        return entry.end
    note = page.sentences[index]
    return note.end if note.end - note.start <= _SHORT else entry.end


def _clause_end(text: str, start: int, end: int) -> int:
    mark = _CLAUSE_MARK.search(text, start, end)
    return mark.start() if mark else end


def _fits(cue: Cue, hit: Hit) -> bool:
    """Whether the cue may speak of the thing: a weak one of nothing that the lexicon knows to be there."""
    if cue.works and hit.cls not in WORKS:
        return False
    return not (cue.weak and hit.rule == "gazetteer" and hit.cls in ("Zone", "Project"))


def _strongest(claims: Sequence[tuple[Claim, bool]]) -> list[Claim]:
    strong = [claim for claim, weak in claims if not weak]
    return strong or [claim for claim, _ in claims]
