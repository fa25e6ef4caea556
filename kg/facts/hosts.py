"""Where a meeting is held that a city hosts: 我市将举办, 由合肥市承办, 赴杭州举办."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.patterns import alternatives
from kg.resolve import contains

_ADVERBS = 5


class Hosts:
    """Verbs of hosting, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        verbs = alternatives(patterns["hosts"])
        self._verb = re.compile(verbs)
        self._by = re.compile(f"[^，。；]{{0,4}}?由(?P<who>[^，。；、]{{2,16}}?)(?:{verbs})")
        self._goes_to = re.compile(f"(?:{alternatives(patterns['goes_to'])})$")
        self._no_host = re.compile(patterns["no_host"])

    def before(self, page: Page, hit: Hit, verb: int) -> Iterator[Claim]:
        """``heldIn`` by the subject of the verb that stands before the meeting's name."""
        if self._verb.match(page.text, verb):
            yield from self._in(page, hit, page.clause_at(verb, verb)[0], verb)

    def behind(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """``heldIn`` by what follows the name: 第三届…交易会由合肥市承办."""
        by = self._by.match(page.text, hit.end, page.sentence_at(hit.start).end)
        if by:
            yield from self._in(page, hit, *by.span("who"))

    def _in(self, page: Page, hit: Hit, start: int, verb: int) -> Iterator[Claim]:
        """The one place right before the verb: who hosts, or where it goes to."""
        places = page.between(start, verb, "Place")
        near = places[-1] if places and verb - places[-1].end <= _ADVERBS else None
        if not near or self._no_host.search(page.text, near.end, verb):
            return
        abroad = self._goes_to.search(page.text, start, near.start)
        others = [p for p in places if not contains(page, p.id, near.id) and p.id != near.id]
        if abroad or not (others or page.joints_between(start, verb)):
            yield Claim(hit.id, "heldIn", near.id, min(near.start, hit.start), max(verb, hit.end), "hosted")
