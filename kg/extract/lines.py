"""Railways and roads: their names, sections and works, and the places that a name itself tells.

One-character abbreviations are read by geography and by the document: of the units that 宜 or 万 may stand for, the
choice is the one that the document names or that lies nearest to the line's other places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import cos, hypot, radians
from typing import Any

from kg.extract.chunks import Edges, chunk
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon, Term, Unit
from kg.model import EntityId
from kg.patterns import alternatives

_HAN = "[一-鿿]"
_NUMBER = re.compile(r"[GS]\d{1,4}(?:/[GS]\d{1,4})?")
_LIST_ITEM = re.compile(r"([GS]\d{1,4})?([一-鿿]{2,4})、$")
_LIVE_BONUS = 600.0
"""Kilometres that a unit named by the document may lie farther off than one that is not."""
_UNPLACED = 2000.0
_MOST_READINGS = 4096


@dataclass(frozen=True, slots=True)
class LineKind:
    """Head nouns of one class of line."""

    cls: str
    heads: re.Pattern[str]
    generic: frozenset[str]


class Lines:
    """The grammar of line names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any], edges: Edges) -> None:
        self._lexicon = lexicon
        self._edges = Edges(edges.stops | frozenset(patterns["stops"]), edges.trims, edges.inner, edges.plain)
        works = alternatives(patterns["works"])
        self._kinds = [
            LineKind(k["class"], re.compile(f"(?:{alternatives(k['heads'])})"), frozenset(k["generic"]))
            for k in patterns["kinds"]
        ]
        self._numbered = [
            (n["class"], re.compile(f"(?:({_HAN}{{2,4}}))?(?:{alternatives(n['prefixes'])})?{n['number']}(?![一-鿿]?路)"))
            for n in patterns["numbered"]
        ]
        self._highway = re.compile(rf"[GS]\d{{1,4}}({_HAN}{{2,4}}?)(?:高速公路|高速|(?=(?:{works})))")
        self._part = re.compile(rf"(?:项目|工程)?(?:{works})*(?:({_HAN}{{2,12}}?)段)?(?:{works})*(?:（[^）]{{2,20}}）)?")
        self._terms = {name: t for t in lexicon.terms if t.cls in ("Railway", "Road") for name in (t.name, *t.aliases)}

    def find(self, page: Page) -> list[Hit]:
        """Lines with the sections and works that belong to their names; a list shares its last member's head."""
        live = live_units(page)
        found = [hit for kind in self._kinds for hit in self._by_heads(page, kind, live)]
        found += self._by_numbers(page)
        return [self._with_part(page, hit) for hit in found]

    def _by_heads(self, page: Page, kind: LineKind, live: Sequence[Unit]) -> Iterator[Hit]:
        for match in kind.heads.finditer(page.text):
            if not _ends_word(page, match.end()):
                continue
            start = self._start(page, match.start(), match.end())
            name = canonical(page.text[start : match.end()])
            if self._is_generic(page, start, match.end(), kind) or start == match.start() or len(name) > 20:
                continue
            if self._is_named(page, start, match.start(), live):
                yield Hit(start, match.end(), self._id(kind.cls, name), "line name")
                yield from self._list(page, kind.cls, start, match[0], live)

    def _is_generic(self, page: Page, start: int, end: int, kind: LineKind) -> bool:
        """高速铁路, 全省高铁, 中国高铁."""
        own = next((p.end for p in page.between(start, end, "Place") if p.start == start), start)
        return {page.text[start:end], page.text[own:end]} & kind.generic != set()

    def _start(self, page: Page, head: int, end: int) -> int:
        """Left edge: 西安至安康高铁 starts at its first terminus, other names where their noun phrase does."""
        phrase = chunk(page, head, end, self._edges)
        start = phrase.start
        while True:
            before = re.search(rf"({_HAN}{{2,8}})[至—–－-]$", page.text[max(0, start - 9) : start])
            place = self._place_ending(page, start - 1) if before else None
            if place is None:
                return start
            start = place

    def _place_ending(self, page: Page, end: int) -> int | None:
        return next((h.start for h in page.between(max(0, end - 12), end, "Place") if h.end == end), None)

    def _is_named(self, page: Page, start: int, head: int, live: Sequence[Unit]) -> bool:
        if page.between(start, head, "Place", "Region") or any(start <= j.start and j.end <= head for j in page.joints):
            return True
        body = _NUMBER.sub("", page.text[start:head])
        words = page.words_between(start, head)
        return bool(decode(self._lexicon, body, live)) or any(w.tag in ("LOC", "nz", "ORG", "PER") for w in words)

    def _id(self, cls: str, name: str) -> EntityId:
        term = self._terms.get(name)
        return EntityId(term.cls, term.name) if term else EntityId(cls, name)

    def _list(self, page: Page, cls: str, start: int, head: str, live: Sequence[Unit]) -> Iterator[Hit]:
        """Members before the last: 德中、德罗快速通道; G5成绵、G42成南高速."""
        while True:
            match = _LIST_ITEM.search(page.text, max(0, start - 12), start)
            if not match or not decode(self._lexicon, match[2], live):
                return
            begin = match.start()
            yield Hit(begin, start - 1, self._id(cls, canonical(match[0][:-1]) + head), "shared head")
            start = begin

    def _by_numbers(self, page: Page) -> Iterator[Hit]:
        for match in self._highway.finditer(page.text):
            name = match[0] if "高速" in match[0] else match[0] + "高速"
            yield Hit(match.start(), match.end(), self._id("Road", name), "numbered line")
        for cls, pattern in self._numbered:
            for match in pattern.finditer(page.text):
                start = match.start()
                if match[1] and match[1] not in self._lexicon.by_name:
                    start = match.end(1)
                name = canonical(page.text[start : match.end()])
                if re.search(r"[SRL]\d|号线", name):
                    yield Hit(start, match.end(), self._id(cls, name), "numbered line")

    def _with_part(self, page: Page, hit: Hit) -> Hit:
        """A section or an upgrade is called by its line: 渝昆高铁云南段, G5成绵扩容德阳段."""
        match = self._part.match(page.text, hit.end)
        if not match or not match[0]:
            return hit
        section = match[1]
        if section and not self._names_places(page, match.start(1), match.end(1)):
            return hit
        return Hit(hit.start, match.end(), hit.id, hit.rule)

    def _names_places(self, page: Page, start: int, end: int) -> bool:
        return bool(page.between(start, end, "Place")) or any(w.tag == "LOC" for w in page.words_between(start, end))


def decode(lexicon: Lexicon, letters: str, live: Sequence[Unit]) -> tuple[Unit, ...]:
    """Units behind the characters of a line's name, in order; empty unless every character stands for one.

    A name without any unit of the document counts only if all its characters are known abbreviations.
    """
    if not 2 <= len(letters) <= 5:
        return ()
    options = [_options(lexicon, letter, live) for letter in letters]
    size = 1
    for choice in options:
        size *= len(choice)
    if not 0 < size <= _MOST_READINGS:
        return ()
    keys = {unit.key for unit in live}
    best = min(product(*options), key=lambda units: (_length(units, keys), [u.key for u in units]))
    return best if len({u.key for u in best}) == len(best) else ()


def _options(lexicon: Lexicon, letter: str, live: Sequence[Unit]) -> list[Unit]:
    known = [lexicon.units[key] for key in lexicon.abbreviations.get(letter, ())]
    local = [unit for unit in live if unit.short.startswith(letter) and unit.level != "town"]
    return list(dict.fromkeys([*local, *known]))


def _length(units: Sequence[Unit], live: set[str]) -> float:
    """Kilometres along the line, less a bonus for every unit that the document names."""
    return sum(_distance(a, b) for a, b in pairwise(units)) - _LIVE_BONUS * sum(u.key in live for u in units)


def _distance(one: Unit, other: Unit) -> float:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return _UNPLACED
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return 111.2 * hypot(east, one.lat - other.lat)


def live_units(page: Page) -> list[Unit]:
    """Units that the page names, the ones it speaks for and those above them; for counties also none farther off."""
    units: dict[str, Unit] = {}
    for hit in page.hits:
        unit = page.unit_of(hit.id) if hit.cls == "Place" else None
        if unit:
            units[unit.key] = unit
    for _, home in page.homes:
        units.update({u.key: u for u in (home, *page.lexicon.ancestors(home))})
    return [units[key] for key in sorted(units)]


def term_of(lexicon: Lexicon, id: EntityId) -> Term | None:
    """The lexicon's line of that name."""
    return next((t for t in lexicon.terms if t.cls == id.cls and t.name == id.name), None)


def _ends_word(page: Page, end: int) -> bool:
    return any(w.end == end for w in page.words[page.sentence_index(end - 1)])
