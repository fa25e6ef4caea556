"""Works that are called by a quotation alone, behind what they are: 小型核反应堆“玲龙一号”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

CALLED = "called by a quotation"


class Quoted:
    """Kinds of works that are known by quoted names, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._called = re.compile(rf"(?:{alternatives(patterns['quoted'])})(“[一-鿿][^“”，。]{{1,11}}”)")

    def find(self, page: Page) -> Iterator[Hit]:
        """Each place of the text where a name stands in quotes that a kind of work is said before once."""
        for quotation in sorted({match[1] for match in self._called.finditer(page.text)}):
            work = EntityId("Project", canonical(quotation))
            for match in re.finditer(re.escape(quotation), page.text):
                yield Hit(match.start(), match.end(), work, CALLED)
