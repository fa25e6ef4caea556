"""Words that tell a state, and what they tell of a name that stands before, behind or between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.patterns import alternatives

_LIST_REST = re.compile(r"(?:、[^，。；：！？\n、]{1,26}?)+(?=等|建设(?![一-鿿])|前期工作|开工|建成|通车|投用)")
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


class Cues:
    """The tables of cues, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        filler = patterns["filler"]
        after = [(f"(?:{c['cue']})(?!{patterns['not_yet']})", _cue(c)) for c in patterns["after"]]
        self._any = re.compile("|".join(words for words, _ in after))
        """Whether any cue stands in a text at all: most clauses hold none, and need not be asked cue by cue."""
        self._at_once = [(re.compile(filler + words), cue) for words, cue in after]
        self._after = [(re.compile(words), cue) for words, cue in after if not cue.weak]
        self._next = [(re.compile(f"(?:{patterns['goes_on']})*{words}"), cue) for words, cue in after if not cue.weak]
        self._before = [(re.compile(f"(?:{c['cue']})"), _cue(c)) for c in patterns["before"]]
        self._attributes = [(re.compile(f"(?:{c['cue']})$"), _cue(c)) for c in patterns["attributes"]]
        self._around = [
            (re.compile(f"(?:{c['before']})[^，。；]*$"), re.compile(f"{filler}(?:{c['after']})"), _cue(c))
            for c in patterns["around"]
        ]
        self._not_built = re.compile(patterns["not_built"])
        self._whole = re.compile(patterns["whole_object"])
        self._near = re.compile(patterns["between"])
        self._breaks = re.compile(alternatives(patterns["breaks"]))
        self._denied = re.compile(alternatives(patterns["denied"]))
        self._agent = re.compile(f"^(?:{patterns['agent']})")
        self._other = re.compile(alternatives(patterns["other_subjects"]))
        self._then, self._past = re.compile(patterns["then"]), re.compile(patterns["past"])
        self._due, self._promise = re.compile(patterns["due"]), re.compile(patterns["promise"])

    def is_denied(self, text: str, start: int, end: int) -> bool:
        """Whether the span says that nothing has come about."""
        return bool(self._denied.search(text, start, end))

    def breaks(self, text: str, start: int, end: int) -> bool:
        """Whether the gap between two members of a list holds a verb of its own."""
        return bool(self._breaks.search(text, start, end))

    def around(self, before: str, after: str, note: str, rest: str) -> Iterator[Cue]:
        """Cues around a name in its clause, the most telling first: ``note`` stands behind it in brackets, ``rest`` is
        the rest of the sentence."""
        after = self._agent.sub("", after, count=1)
        members = _LIST_REST.match(after)
        if members and not self._breaks.search(members[0]):
            after = after[members.end() :]
        told = self._any.search(after)
        at_once = (
            (m.end(), c)
            for p, c in (self._at_once if told else ())
            if (m := p.match(after)) and self._holds(after, m, c, rest)
        )
        near = [*self.going_on(note), *self._enclosing(before, after), *_nearest(at_once), *self._led(before, after)]
        yield from (cue for cue in near if not cue.weak)
        far = (
            (m, c)
            for p, c in (self._after if told else ())
            if (m := p.search(after)) and self._holds(after, m, c, rest)
        )
        yield from _nearest((-m.start(), c) for m, c in far if self._reaches(after[: m.start()]))
        yield from (cue for cue in near if cue.weak)

    def going_on(self, text: str, rest: str = "", left_over: int = 0) -> Iterator[Cue]:
        """The cue that a clause begins with, at most ``left_over`` characters behind it."""
        cues = self._next if self._any.search(text) else ()
        found = ((m.end(), c) for p, c in cues if (m := p.match(text)) and self._holds(text, m, c, rest))
        yield from _nearest((end, cue) for end, cue in found if len(text) - end <= left_over)

    def _enclosing(self, before: str, after: str) -> Iterator[Cue]:
        for first, last, cue in self._around:
            match = last.match(after)
            if match and first.search(before) and not self._other.search(match[0]):
                yield cue
        yield from (cue for words, cue in self._attributes if words.search(before))

    def _led(self, before: str, after: str) -> list[Cue]:
        """The last cue before the list, if the list is its whole object; not one that closes the member before."""
        if not self._whole.match(after) or self._not_built.search(after):
            return []
        found = [(m.end(), m.end() - m.start(), m, c) for p, c in self._before for m in p.finditer(before)]
        for end, _, _, cue in sorted(found, key=lambda f: f[:2], reverse=True):
            if not before.startswith("、", end):
                return [cue] if self._near.fullmatch(before, end) else []
        return []

    def _holds(self, after: str, match: re.Match[str], cue: Cue, rest: str) -> bool:
        """Whether a cue speaks of the name and tells what is or will be, not what would follow: 建成通车后，…将…;
        去年9月开通后 has been."""
        if self._other.search(after, 0, match.end()):
            return False
        if not self._then.match(after, match.end()) or self._due.search(after, 0, match.end()):
            return True
        begun = cue.status == "underConstruction" or self._past.search(after, 0, match.end())
        return bool(begun) and not self._promise.search(rest)

    def _reaches(self, gap: str) -> bool:
        """Whether a verb farther on still speaks of the name: near, or behind a list that the name begins."""
        if gap.startswith("、"):
            return not self._breaks.search(gap)
        return len(gap) <= _FARTHEST and not re.search("以及|、|（|的(?!工程|项目|主体|建设)", gap)


def _cue(row: dict[str, Any]) -> Cue:
    return Cue(row["status"], row.get("plan", row["status"]), *(bool(row.get(k)) for k in ("weak", "works", "wish")))


def _nearest(found: Iterable[tuple[int, Cue]]) -> Iterator[Cue]:
    """The best of the cues by its rank; of equal ones the first in the table."""
    ranked = list(found)
    if ranked:
        yield max(ranked, key=lambda f: f[0])[1]
