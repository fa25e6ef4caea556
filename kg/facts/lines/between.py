"""Places that a sentence sets on either side of a line before it names it: 甲、乙之间，一条丙城际; 甲经丙铁路直达乙."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.facts.cooperation.placelists import list_to
from kg.patterns import alternatives

RULE = "places on either side"
_NEAR = 14
"""Characters between 之间 and the line, and around a line that a journey takes."""
_SEVERAL = 2


class Between:
    """Words that set places on either side of a line, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        table = patterns["either_side"]
        self._between = re.compile(f"(?:{alternatives(table['parts'])})?(?:之间|间)[的，][^，。；]{{0,{_NEAR}}}$")
        self._takes = re.compile(f"(?:{alternatives(table['takes'])})$")
        self._reaches = re.compile(f"(?:{alternatives(table['reaches'])})")

    def state(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """``connects`` claims of one line."""
        places = [*self._set_apart(page, hit), *self._on_the_way(page, hit)]
        for place in places:
            start, end = min(place.start, hit.start), max(place.end, hit.end)
            yield Claim(hit.id, "connects", place.id, start, end, RULE)

    def _set_apart(self, page: Page, hit: Hit) -> list[Hit]:
        """汕头、揭阳、潮州三地之间，一条城际铁路…: the list that 之间 closes, right before the line."""
        sentence = page.sentence_at(hit.start)
        near = self._between.search(page.text, max(sentence.start, hit.start - 2 * _NEAR), hit.start)
        if not near or page.between(near.start(), hit.start):
            return []
        run = list_to(page, page.between(sentence.start, near.start(), "Place"))
        return run if len(run) >= _SEVERAL and near.start() - run[-1].end <= 1 else []

    def _on_the_way(self, page: Page, hit: Hit) -> list[Hit]:
        """成都经川青铁路直达松潘; 煤炭由此经甘泉铁路运抵包头: where a journey on the line begins and ends."""
        left, right = page.clause_at(hit.start, hit.end)
        takes = self._takes.search(page.text, left, hit.start)
        reaches = self._reaches.match(page.text, hit.end, right)
        if not takes or not reaches:
            return []
        ends = [p for p in page.between(reaches.end(), right, "Place") if p.start == reaches.end()]
        starts = [p for p in page.between(left, takes.start(), "Place") if p.end == takes.start()]
        return [*starts, *ends]
