"""Zones, projects, regions: names that end in a telling head noun, and the members of lists of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ahocorasick

from kg.extract.chunks import Chunk, Edges, chunk
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.resolve import body_place

_COUNT_AFTER = re.compile(r"\d+(?:\.\d+)?万?(?:余|多)?(?:个|家|座|条|项|处|所|户|只|套|公里|万|亿|平方米|人)")
_OWN_DIVISION = re.compile(r"(省|市|区|县|州)(?=[一-鿿]{2})")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """Head nouns of one class, and what must stand before them."""

    cls: str
    needs: str
    generic: frozenset[str]
    proper: frozenset[str]


class Names:
    """Head nouns in one automaton; built once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self.edges = Edges(*(frozenset(patterns[key]) for key in ("stops", "trims", "inner", "plain")))
        self._automaton = ahocorasick.Automaton()
        for table in patterns["kinds"]:
            kind = Kind(table["class"], table["needs"], frozenset(table["generic"]), frozenset(table.get("proper", ())))
            for suffix in table["suffixes"]:
                self._automaton.add_word(suffix, (suffix, kind))
        self._automaton.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Names by their head nouns; the longest head that ends at a word's end decides the class."""
        found = []
        for head, end, suffix, kind in self._heads(page):
            phrase = chunk(page, head, end, self.edges)
            hit = self._named(page, phrase, suffix, kind)
            if hit:
                found.append(hit)
        return found

    def _heads(self, page: Page) -> Iterator[tuple[int, int, str, Kind]]:
        longest: dict[int, tuple[str, Kind]] = {}
        for last, (suffix, kind) in self._automaton.iter(page.text):
            if len(suffix) > len(longest.get(last + 1, ("", kind))[0]):
                longest[last + 1] = (suffix, kind)
        for end, (suffix, kind) in sorted(longest.items()):
            if _ends_word(page, end) and not _longer(longest, end, suffix):
                yield end - len(suffix), end, suffix, kind

    def _named(self, page: Page, phrase: Chunk, suffix: str, kind: Kind) -> Hit | None:
        surface = page.text[phrase.start : phrase.end]
        name = canonical(surface)
        if name in kind.generic or name == suffix or phrase.counted or len(name) > _LONGEST:
            return None
        if any(place.end == phrase.end for place in page.between(phrase.start, phrase.end, "Place")):
            return None  # 天津市滨海新区 is an administrative unit
        if _COUNT_AFTER.match(page.text, phrase.end) or not self._is_proper(page, phrase, suffix, kind):
            return None
        return Hit(phrase.start, phrase.end, EntityId(kind.cls, owned(page, phrase.start, name)), "name pattern")

    def _is_proper(self, page: Page, phrase: Chunk, suffix: str, kind: Kind) -> bool:
        head = phrase.end - len(suffix)
        placed = bool(page.between(phrase.start, head, "Place")) or _joint_in(page, phrase.start, head)
        if kind.needs == "place":
            return placed or phrase.proper
        own = bool(_OWN_DIVISION.match(page.text, phrase.start))
        if placed or phrase.proper or own:
            return True
        return suffix not in kind.proper and phrase.specific >= 2


def owned(page: Page, start: int, name: str) -> str:
    """市博物馆 is 德阳市博物馆 in a text of 德阳."""
    match = _OWN_DIVISION.match(name)
    unit = body_place(page, start, match[1]) if match else None
    return unit.name + name[1:] if unit else name


def _joint_in(page: Page, start: int, end: int) -> bool:
    return any(start <= j.start and j.end <= end for j in page.joints if j.rule != "pair")


def _ends_word(page: Page, end: int) -> bool:
    return any(w.end == end for w in page.words[page.sentence_index(end - 1)])


def _longer(longest: dict[int, tuple[str, Kind]], end: int, suffix: str) -> bool:
    """Whether a longer head goes on from this one: 产业园 in 产业园区."""
    return any(later in longest and later - len(longest[later][0]) <= end - len(suffix) for later in range(end + 1, end + 4))
