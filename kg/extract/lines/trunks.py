"""Lines that the lexicon knows, told by their characters alone: 陇海、兰新两条干线."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.letters import LEAST
from kg.extract.lines.body import HAN
from kg.extract.lines.names import LineNames
from kg.extract.page import Hit, Page
from kg.model import EntityId
from kg.patterns import alternatives

RULE = "shared head"
_HEAD = "铁路"


class Trunks:
    """The words that count trunk lines, compiled once."""

    def __init__(self, nouns: Sequence[str], names: LineNames) -> None:
        self._names = names
        count = r"(?:等)?[两三四五六七八九十\d]+[条大](?:国家)?"
        self._list = re.compile(f"({HAN}{{2,5}}(?:[、和]{HAN}{{2,5}})+){count}(?:{alternatives(nouns)})")

    def find(self, page: Page) -> Iterator[Hit]:
        """Every member of a counted list that is a railway of the lexicon."""
        for match in self._list.finditer(page.text):
            for member in re.finditer(f"{HAN}+?(?=[、和]|$)", match[1]):
                yield from self._known(page, match.start() + member.start(), match.start() + member.end())

    def _known(self, page: Page, start: int, end: int) -> Iterator[Hit]:
        """The line whose characters end a member, behind whatever verb stands before the first one."""
        for first in range(start, end - LEAST + 1):
            term = self._names.known(page.text[first:end] + _HEAD, "Railway", _HEAD)
            if term:
                yield Hit(first, end, EntityId("Railway", term.name), RULE)
                return
