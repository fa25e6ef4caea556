"""Members of a list that its tail names: 中江燃气发电等209个重大项目, 红雨村、金鑫等片区更新改造."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.chunks import PROPER, Edges, chunk
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

_LONGEST_ITEM = 24
_KINDS_OF_OWN = ("Railway", "Road", "Zone", "Project", "Region", "Meeting", "Policy", "Agreement")


class Lists:
    """Tails of lists, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["lists"]
        self._edges = edges
        self._generic = frozenset(table["item_generic"])
        self._tail = re.compile(
            rf"等(?:(\d+)个)?(?:[一-鿿“”（）]{{0,8}}?)(?:{alternatives(table['tails'])})(?![一-鿿]{{0,2}}(?:标准|资金|建设者|办))"
        )
        self._shared = re.compile(rf"等({alternatives(patterns['shared_tails'])})")

    def find(self, page: Page) -> list[Hit]:
        """Projects named as members of a list of projects."""
        found = []
        for match in self._tail.finditer(page.text):
            found += [h for h in self._members(page, match.start(), counted=bool(match[1]))]
        for match in self._shared.finditer(page.text):
            found += [
                Hit(h.start, h.end, EntityId("Project", h.id.name + match[1]), "shared tail")
                for h in self._members(page, match.start(), counted=True)
                if match[1] not in h.id.name
            ]
        return found

    def _members(self, page: Page, end: int, *, counted: bool) -> Iterator[Hit]:
        """Items before the tail, from the last to the first; the list ends at a clause mark or a verb."""
        while True:
            sentence = page.sentence_at(end - 1)
            words = [w for w in page.words[page.sentence_index(end - 1)] if w.end <= end]
            if not words or end - 1 < sentence.start:
                return
            last = words[-1]
            phrase = chunk(page, last.start, end, self._edges)
            if self._is_project(page, phrase.start, end, counted):
                name = canonical(page.text[phrase.start : end])
                yield Hit(phrase.start, end, EntityId("Project", name), "project list")
            if phrase.start <= sentence.start or page.text[phrase.start - 1] != "、":
                return
            end = phrase.start - 1

    def _is_project(self, page: Page, start: int, end: int, counted: bool) -> bool:
        name = page.text[start:end]
        if not 3 <= end - start <= _LONGEST_ITEM or name in self._generic:
            return False
        if any(h.start <= start and end <= h.end for h in page.between(start, end, *_KINDS_OF_OWN)):
            return False
        if any(h.end == end and h.start == start for h in page.between(start, end, "Place")):
            return False
        proper = any(w.tag in PROPER for w in page.words_between(start, end))
        return proper or bool(page.between(start, end, "Place")) or (counted and end - start >= 5)
