"""Members of a list that share the head of its last one: 什邡、绵竹经开区; 王圪堵、李家梁水库."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.names.chunks import PROPER, Edges
from kg.extract.naming import canonical
from kg.extract.page import CLAUSE_MARKS, Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

SHARED = "shared head"
DIVISIONS = ("省", "市", "区", "县", "自治州", "旗")
_JOINS = ("和", "与", "及")
_LONGEST_PLACE = 12
_SHORTEST, _LONGEST = 2, 5
_COUNTS = ("一批", "多个", "一些", "各类", "各级", "各个", "各")
_BARE = re.compile(r"[一-鿿]+")


class Sharing:
    """Heads that members without a known place may share, compiled once."""

    def __init__(self, patterns: dict[str, Any], edges: Edges) -> None:
        table = patterns["lists"]
        self._heads = re.compile(f"(?:{alternatives(patterns['sites'])})(?:工程|项目)?$")
        self._leads = re.compile(f"(?:{alternatives([*(edges.stops - edges.inner), *table['leads']])})+")
        ends = [*table["headed"], *table["item_ends"], *patterns["apart"], *patterns["not_sites"]]
        self._not_member = re.compile(f"(?:{alternatives(ends)})$")
        self._plain = edges.plain | frozenset(table["item_generic"])

    def members(self, page: Page, hit: Hit) -> Iterator[Hit]:
        """The members before a name that has the head that they share."""
        first = next((p for p in page.between(hit.start, hit.end, "Place") if p.start == hit.start), None)
        head = self._heads.search(page.text[hit.start : hit.end])
        bare = bool(head and head.start() <= _LONGEST) and not page.covering(hit.start, hit.end, hit.cls)
        bare = bare and (first is None or bool(head and first.end == hit.start + head.start()))
        if first and _is_common(page, first.end, hit.end):
            rest = canonical(page.text[first.end : hit.end])
        elif head and bare:
            rest = canonical(head[0])
        else:
            return
        start = hit.start
        while start > 0 and page.text[start - 1] in "、和与及":
            span = self._place(page, start) or (self._bare(page, start - 1) if bare else None)
            if span is None:
                return
            yield Hit(*span, EntityId(hit.cls, canonical(page.text[slice(*span)]) + rest), SHARED)
            start = span[0]

    @staticmethod
    def _place(page: Page, start: int) -> tuple[int, int] | None:
        """The place that ends before the mark; not one of two things side by side (绵阳市和德阳经开区)."""
        near = page.between(max(0, start - _LONGEST_PLACE), start - 1, "Place")
        place = next((p for p in near if p.end == start - 1), None)
        if place is None or (page.text[start - 1] != "、" and page.text[place.start : place.end].endswith(DIVISIONS)):
            return None
        return place.start, place.end

    def _bare(self, page: Page, end: int) -> tuple[int, int] | None:
        """The bare name that ends at a mark, freed from the verbs that lead the list."""
        left = max(page.text.rfind(mark, 0, end) + 1 for mark in (*CLAUSE_MARKS, "、"))
        joins = [w.end for w in page.words_between(left, end) if w.text in _JOINS]
        left = max(joins, default=left)
        left = max([left, *(h.end for h in page.between(left, end, "Project", "Zone", "Railway", "Road"))])
        lead = self._leads.match(page.text, left, end)
        start = lead.end() if lead else left
        name = page.text[start:end]
        if lead and lead[0].endswith(_COUNTS):
            return None
        named = _SHORTEST <= len(name) <= _LONGEST and _BARE.fullmatch(name) and name not in self._plain
        return (start, end) if named and not self._not_member.search(name) else None


def _is_common(page: Page, start: int, end: int) -> bool:
    """Whether what follows the place holds no name of its own: 国家物流枢纽, not 花湖机场."""
    if page.between(start, end, "Place") or page.text[start] in "—－-·与和":
        return False
    return not any(w.tag in PROPER and w.tag != "nz" and w.start >= start for w in page.words_between(start, end))
