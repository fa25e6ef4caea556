"""The paper that the document itself is: a title over one or several lines, opened by its sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import contains

_LINE = re.compile(r"[^\n]+")
_PERIOD = re.compile(r"\s*（[^（）\n]{4,20}）")
_BETWEEN = re.compile(r"(?:人民政府|党委|政府)?[\s与和、—－–-]*")
_LINES, _LONGEST, _SIDES = 7, 90, 2


class OwnPaper:
    """Heads of joint papers and what a paper says of itself, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        heads = [*patterns["agreement_heads"], *patterns["joint_heads"]]
        self._head = re.compile(f"(?:{alternatives(heads)})\\s*$")
        self._of_itself = re.compile(patterns["of_itself"])
        self._told_of = re.compile(alternatives([*patterns["sign"], *patterns["issue_verbs"]]))

    def find(self, page: Page) -> Iterator[Hit]:
        """The document's title, if it is an agreement and the text speaks as one (本协议, 甲方)."""
        start = end = -1
        for line in list(_LINE.finditer(page.text))[:_LINES]:
            if re.search("[。；：，！？《》]", line[0]) or line.end() - max(start, 0) > _LONGEST:
                return
            start = line.start() if start < 0 else start
            end = line.end()
            if self._head.search(line[0]):
                break
        if start < 0 or not self._head.search(page.text, start, end) or not self._is_its_own(page, start, end):
            return
        period = _PERIOD.match(page.text, end)
        end = period.end() if period else end
        name = canonical(re.sub(r"\s+", "", page.text[start:end]))
        yield Hit(start, end, EntityId("Agreement", name), "own title")

    def _is_its_own(self, page: Page, start: int, end: int) -> bool:
        """Whether two sides open the title, no verb tells of signing, and the text speaks of itself as the paper."""
        hits = page.between(start, end, "Place", "Organization")
        ids = [page.place_id(page.lexicon.units[h.id.scope]) for h in hits if h.id.scope in page.lexicon.units]
        sides = list(dict.fromkeys(ids))
        if len(sides) < _SIDES or hits[0].start != start or contains(page, sides[0], sides[1]):
            return False
        joined = _BETWEEN.fullmatch(page.text, hits[0].end, hits[1].start)
        told = self._told_of.search(page.text, start, end)
        return bool(joined and not told and self._of_itself.search(page.text, end))
