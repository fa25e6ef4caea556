"""How far lines, projects and zones have come: the state that the cue next to a name tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.model import Concept, EntityId
from kg.patterns import alternatives

CLASSES = ("Railway", "Road", "Project", "Zone")
_LIST_MARK = re.compile(r"[、和及与]|以及")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a state; ``plan`` is the state in the plan half of a report."""

    status: str
    plan: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Members of one list and the span from the first to the last."""

    hits: tuple[Hit, ...]
    start: int
    end: int


class Status:
    """Cues of states, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._filler = patterns["filler"]
        self._after = [(re.compile(f"(?:{c['cue']})"), _cue(c)) for c in patterns["after"]]
        self._at_once = [(re.compile(f"{self._filler}(?:{c['cue']})"), _cue(c)) for c in patterns["after"]]
        self._before = [(re.compile(f"(?:{c['cue']})"), _cue(c)) for c in patterns["before"]]
        self._around = [
            (re.compile(f"(?:{c['before']})[^，。；]*$"), re.compile(f"{self._filler}(?:{c['after']})"), _cue(c))
            for c in patterns["around"]
        ]
        self._denied = re.compile(alternatives(patterns["denied"]))
        self._future = re.compile(alternatives(patterns["future"]))

    def state(self, page: Page) -> list[Claim]:
        """Status claims; a weak cue counts only for a thing of which the document says nothing stronger."""
        told: dict[EntityId, list[tuple[Claim, bool]]] = defaultdict(list)
        for group in _groups(page):
            found = self._read(page, group)
            if found:
                for hit in group.hits:
                    told[hit.id].append((self._claim(page, hit, group, found), found.weak))
        return [claim for claims in told.values() for claim in _strongest(claims)]

    def _claim(self, page: Page, hit: Hit, group: Group, cue: Cue) -> Claim:
        half, year = page.half_at(hit.start)
        clause = page.clause_at(group.start, group.end)
        future = half == "plan" or bool(self._future.search(page.text, *clause))
        status = Concept(cue.plan if future else cue.status)
        return Claim(hit.id, "status", status, clause[0], clause[1], "status cue", year or page.issued)

    def _read(self, page: Page, group: Group) -> Cue | None:
        left, right = page.clause_at(group.start, group.end)
        if self._denied.search(page.text, left, right):
            return None
        before, after = page.text[left : group.start], page.text[group.end : right]
        around = next((c for b, a, c in self._around if a.match(after) and b.search(before)), None)
        if around:
            return around
        at_once = _nearest([(m.start(), m.end(), c) for p, c in self._at_once if (m := p.match(after))])
        if at_once:
            return at_once
        led = _last([(m.end(), m.end() - m.start(), c) for p, c in self._before for m in p.finditer(before)])
        if led:
            return led
        return _first([(m.start(), m.end() - m.start(), c) for p, c in self._after if (m := p.search(after))])


def _cue(row: dict[str, Any]) -> Cue:
    return Cue(row["status"], row.get("plan", row["status"]), bool(row.get("weak")))


def _nearest(found: Sequence[tuple[int, int, Cue]]) -> Cue | None:
    """Of cues that match from the name on, the longest stands; of equal ones the first in the table."""
    return max(found, key=lambda f: f[1])[2] if found else None


def _last(found: Sequence[tuple[int, int, Cue]]) -> Cue | None:
    return max(found, key=lambda f: (f[0], f[1]))[2] if found else None


def _first(found: Sequence[tuple[int, int, Cue]]) -> Cue | None:
    return min(found, key=lambda f: (f[0], -f[1]))[2] if found else None


def _strongest(claims: Sequence[tuple[Claim, bool]]) -> list[Claim]:
    strong = [claim for claim, weak in claims if not weak]
    return strong or [claim for claim, _ in claims]


def _groups(page: Page) -> Iterator[Group]:
    """Hits that stand in one list, the verb of which holds for each."""
    run: list[Hit] = []
    for hit in (h for h in page.hits if h.cls in CLASSES):
        if run and not _LIST_MARK.fullmatch(page.text, run[-1].end, hit.start):
            yield Group(tuple(run), run[0].start, run[-1].end)
            run = []
        run.append(hit)
    if run:
        yield Group(tuple(run), run[0].start, run[-1].end)
