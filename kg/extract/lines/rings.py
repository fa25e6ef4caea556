"""Ring roads: 郑州西四环, 杭州中环, 哈尔滨都市圈环线; without the city only where works are told of (南三环改造)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

_AREA = "都市圈"
_FARTHEST = 10
"""Characters within which the city or metropolitan area before a ring starts."""


class Rings:
    """The words of rings, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._ring = re.compile(f"(?:{patterns['ring']})(?!{alternatives(patterns['no_ring'])})")
        self._worked = re.compile(alternatives(patterns["ring_worked"]))

    def find(self, page: Page) -> Iterator[Hit]:
        """Every ring with its city, or with works on it."""
        for match in self._ring.finditer(page.text):
            city = self._owner(page, match.start())
            if city or (match["plain"] and self._worked.match(page.text, match.end())):
                start = city.start if city else match.start()
                yield Hit(start, match.end(), EntityId("Road", canonical(page.text[start : match.end()])), "ring road")

    @staticmethod
    def _owner(page: Page, end: int) -> Hit | None:
        """The city that ends at a position, or the metropolitan area that does but for its last word."""
        near = page.between(max(0, end - _FARTHEST), end + len(_AREA), "Place", "Region")
        return next((hit for hit in near if hit.end == (end if hit.cls == "Place" else end + len(_AREA))), None)
