"""How far lines, projects and zones have come: the state that the words next to a name tell.

A verb speaks for every member of the list that it leads or closes, also across members that are not recognised. A
verb before a name speaks of it only if the name is its whole object: 推动甲片区协调发展 tells nothing of building.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.model import Concept, EntityId
from kg.patterns import alternatives

CLASSES = ("Railway", "Road", "Project", "Zone")
WORKS = ("Railway", "Road", "Project")
_LIST_MARK = re.compile(
    r"(?:（[^（），。；]{1,14}）)?(?:等[^，。；：、等和及与]{0,16}?)?"
    r"(?:[、和及与]|以及|、(?:[^，。；：！？\n、]{1,26}、)+(?:以及)?)"
)
_LIST_REST = re.compile(r"(?:、[^，。；：！？\n、]{1,26}?)+(?=等)")
_OPENING, _REST, _REST_AGAIN = 6, 6, 1
"""Characters that may stand before a name that opens its sentence, and after a verb in a later clause; after one that
tells a second state, where an object would be another thing."""
_NOTE, _NUMBER = 16, 8
"""Characters of a sentence that is but a note on the one before it, and of that one's beside the name."""
_EACH = re.compile("(?:等?(?:项目|工程|高速|铁路)?)?(?:已|已经)?分别(?:已|已经)?(?:进入|实现|正在|处于)?")
_LATER = 2
"""Clauses behind its own in which a verb still speaks of a thing, not counting asides."""
_FARTHEST = 30
"""Characters between a name and a verb after it that still speaks of it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a state; ``plan`` is the state in the plan half of a report."""

    status: str
    plan: str
    weak: bool
    works: bool
    """Whether it tells only of lines and works, not of zones."""
    wish: bool
    """Whether it tells what is still to come, except in the review half of a report."""


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
        filler = patterns["filler"]
        after = [(f"(?:{c['cue']})(?!{patterns['not_yet']})", _cue(c)) for c in patterns["after"]]
        self._at_once = [(re.compile(filler + words), cue) for words, cue in after]
        self._after = [(re.compile(words), cue) for words, cue in after if not cue.weak]
        self._next = [(re.compile(f"(?:{patterns['goes_on']})*{words}"), cue) for words, cue in after if not cue.weak]
        self._before = [(re.compile(f"(?:{c['cue']})"), _cue(c)) for c in patterns["before"]]
        self._attributes = [(re.compile(f"(?:{c['cue']})$"), _cue(c)) for c in patterns["attributes"]]
        self._then, self._past = re.compile(patterns["then"]), re.compile(patterns["past"])
        self._around = [
            (re.compile(f"(?:{c['before']})[^，。；]*$"), re.compile(f"{filler}(?:{c['after']})"), _cue(c))
            for c in patterns["around"]
        ]
        self._not_built = re.compile(patterns["not_built"])
        self._whole = re.compile(patterns["whole_object"])
        self._near = re.compile(patterns["between"])
        self._breaks = re.compile(alternatives(patterns["breaks"]))
        self._aside = re.compile(patterns["aside"])
        self._denied = re.compile(alternatives(patterns["denied"]))
        self._future = re.compile("|".join(patterns["future"]))

    def state(self, page: Page) -> list[Claim]:
        """Status claims; a weak cue counts only for a thing of which the document says nothing stronger."""
        told: dict[EntityId, list[tuple[Claim, bool]]] = defaultdict(list)
        for group in self._groups(page):
            for hit in group.hits:
                for found in self._read(page, group, hit):
                    told[hit.id].append((self._claim(page, hit, found), found.cue.weak))
        return [claim for claims in told.values() for claim in _strongest(claims)]

    def _groups(self, page: Page) -> Iterator[Group]:
        """Hits that stand in one list, the verb of which holds for each."""
        run: list[Hit] = []
        for hit in (h for h in page.hits if h.cls in CLASSES):
            if run and not self._is_listed(page, run[-1].end, hit.start):
                yield Group(tuple(run), run[0].start, run[-1].end)
                run = []
            run.append(hit)
        if run:
            yield Group(tuple(run), run[0].start, run[-1].end)

    def _is_listed(self, page: Page, start: int, end: int) -> bool:
        return bool(_LIST_MARK.fullmatch(page.text, start, end)) and not self._breaks.search(page.text, start, end)

    def _claim(self, page: Page, hit: Hit, told: Told) -> Claim:
        half, year = page.half_at(hit.start)
        future = half == "plan" or bool(self._future.search(page.text, told.start, told.end))
        status = Concept(told.cue.plan if future else told.cue.status)
        return Claim(hit.id, "status", status, told.start, told.end, "status cue", year or page.issued)

    def _read(self, page: Page, group: Group, hit: Hit) -> list[Told]:
        """What the clause tells, and what a later one does that goes on about the same thing."""
        left, right = page.clause_at(group.start, group.end)
        if self._denied.search(page.text, left, right):
            return []
        cues = (cue for cue in self._told(page.text, left, group.start, group.end, right) if _fits(cue, hit))
        found = next(cues, None)
        now = [Told(found, left, right)] if found else []
        later = self._later(page, left, right, hit, _REST_AGAIN if now else _REST)
        return [*now, later] if later else now

    def _told(self, text: str, left: int, start: int, end: int, right: int) -> Iterator[Cue]:
        """Cues of the clause ``[left, right)`` for the list ``[start, end)``, the most telling first."""
        label = text.rfind("——", left, start)
        before, after = text[label + 2 if label >= 0 else left : start], text[end:right]
        rest = _LIST_REST.match(after)
        if rest and not self._breaks.search(rest[0]):
            after = after[rest.end() :]
        around = [c for b, a, c in self._around if a.match(after) and b.search(before)]
        around += [c for p, c in self._attributes if p.search(before)]
        at_once = _nearest((m.end(), c) for p, c in self._at_once if (m := p.match(after)) and self._is_real(after, m))
        led = self._led(before, after)
        yield from _by_strength([*around, *at_once, *led])
        far = ((m, c) for p, c in self._after if (m := p.search(after)) and self._is_real(after, m))
        yield from _nearest((-m.start(), c) for m, c in far if self._reaches(after[: m.start()]))

    def _led(self, before: str, after: str) -> list[Cue]:
        """The last cue before the list, if the list is its whole object."""
        if not self._whole.match(after) or self._not_built.search(after):
            return []
        found = [(m.end(), m.end() - m.start(), m, c) for p, c in self._before for m in p.finditer(before)]
        last = max(found, key=lambda f: f[:2], default=None)
        if last is None or not self._near.fullmatch(before, last[2].end()):
            return []
        return [last[3]]

    def _is_real(self, text: str, match: re.Match[str]) -> bool:
        """Whether a cue tells what is or will be, not what would follow: 建成通车后，…; 去年9月开通后 has been."""
        return not self._then.match(text, match.end()) or bool(self._past.search(text, 0, match.end()))

    def _reaches(self, gap: str) -> bool:
        """Whether a verb farther on still speaks of the name: near, or behind a list that the name begins."""
        if gap.startswith("、"):
            return not self._breaks.search(gap)
        return len(gap) <= _FARTHEST and not re.search("以及|、|（", gap)

    def _later(self, page: Page, left: int, right: int, hit: Hit, rest: int) -> Told | None:
        """正在加快建设 in the next clauses of a sentence that the name opens, as long as nothing else comes up."""
        end = page.sentence_at(left).end
        steps = _LATER if hit.start - left <= _OPENING else 0
        while steps:
            start, right = right + 1, _clause_end(page.text, right + 1, end)
            if start >= end or page.between(start, right, *CLASSES):
                return None
            text = page.text[start:right]
            steps -= 0 if self._aside.match(text) else 1
            near = ((m.end(), c) for p, c in self._next if (m := p.match(text)))
            cue = next(_nearest((m, c) for m, c in near if len(text) - m <= rest), None)
            if cue and _fits(cue, hit) and not self._denied.search(text):
                return Told(cue, start, right)
        return None


def _clause_end(text: str, start: int, end: int) -> int:
    return min((i for i in (text.find(mark, start, end) for mark in "，。；！？：\n") if i >= 0), default=end)


def _cue(row: dict[str, Any]) -> Cue:
    return Cue(row["status"], row.get("plan", row["status"]), *(bool(row.get(k)) for k in ("weak", "works", "wish")))


def _fits(cue: Cue, hit: Hit) -> bool:
    """Whether the cue may speak of the thing: a weak one of nothing that the lexicon knows to be there."""
    if cue.works and hit.cls not in WORKS:
        return False
    return not (cue.weak and hit.rule == "gazetteer" and hit.cls in ("Zone", "Project"))


def _nearest(found: Iterable[tuple[int, Cue]]) -> Iterator[Cue]:
    """The best of the cues by its rank; of equal ones the first in the table."""
    ranked = list(found)
    if ranked:
        yield max(ranked, key=lambda f: f[0])[1]


def _by_strength(cues: Sequence[Cue]) -> list[Cue]:
    return [c for c in cues if not c.weak] + [c for c in cues if c.weak]


def _strongest(claims: Sequence[tuple[Claim, bool]]) -> list[Claim]:
    strong = [claim for claim, weak in claims if not weak]
    return strong or [claim for claim, _ in claims]
