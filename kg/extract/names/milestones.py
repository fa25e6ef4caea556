"""What a milestone of building is said of, whatever it is called: 岳阳楼新媒体大厦启用; 张江科学会堂、前滩太古里建成.

A milestone licenses any head: the last word before it, and before each mark of the list that it closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.extract.page import CLAUSE_MARKS, Page
from kg.patterns import alternatives

_LONGEST_LIST, _LONGEST_HEAD = 120, 2
_HEAD_TAGS = frozenset({"n", "nz", "nw", "vn", "LOC", "ORG", "nt", "s"})
BODIES = frozenset({"LOC", "ORG"})
WHERE = "[在于][^，。；、的]{2,9}?"
"""Where a work is told to be opened, between its name and the milestone."""
_WHOLE = frozenset({"工程", "项目"})
"""Fillers that belong to the name that they end."""
_STAGE = re.compile(r"[一二三四五六]期$")


@dataclass(frozen=True, slots=True)
class Head:
    """The head noun of a name that may be there, and where the name stops."""

    start: int
    end: int
    stop: int
    cls: str
    tags: frozenset[str]
    """Tags of words that make the name particular, where no known place or body does."""
    quoted: bool
    """Whether a quotation does."""
    told: bool
    """Whether nothing but a milestone tells that it is a work; a part of a known work is none (大桥|钢栈桥)."""


class Milestones:
    """Milestones and what may stand before them, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        table = patterns["open"]
        fillers = alternatives(sorted({*table["fillers"]} - _WHOLE))
        said = alternatives(table["milestones"])
        self._said = re.compile(f"(?<=[一-鿿）”])(?:{said})(?={'|'.join(table['closes'])})")
        self._fillers = re.compile(f"(?:(?:{fillers})+|(?:{WHERE})(?:{fillers})*)$")
        self._area = tuple(table["areas"])
        self._no_head = tuple(table["no_heads"])

    def heads(self, page: Page) -> Iterator[Head]:
        """The heads of what milestones are said of, from the last member of a list to its first."""
        for match in self._said.finditer(page.text):
            clause = self._clause(page, match.start())
            filler = self._fillers.search(page.text, clause, match.start())
            end = filler.start() if filler else match.start()
            while end > clause:
                head = self._head(page, end)
                if head:
                    yield head
                end = page.text.rfind("、", clause, end)

    @staticmethod
    def _clause(page: Page, at: int) -> int:
        first = max(page.sentence_at(at).start, at - _LONGEST_LIST)
        return max(first, *(page.text.rfind(mark, first, at) + 1 for mark in CLAUSE_MARKS))

    def _head(self, page: Page, end: int) -> Head | None:
        """The noun that ends a member; none where the tagger sees another word end."""
        word = next((w for w in page.words_over(end - 1, end) if w.end == end), None)
        if word is None or (word.tag not in _HEAD_TAGS and not _STAGE.search(word.text)):
            return None
        if page.text.endswith(self._no_head, word.start, end):
            return None
        start = max(word.start, end - _LONGEST_HEAD)
        cls = "Zone" if page.text.endswith(self._area, start, end) else "Project"
        return Head(start, end, end, cls, BODIES, quoted=True, told=True)
