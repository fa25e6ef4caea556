"""Which meeting an article is about."""

from __future__ import annotations

from bisect import bisect_left

from kg.extract.page import Hit, Page
from kg.facts.meetings.rules import MeetingFacts
from kg.model import EntityId
from kg.resolve import article

_NEAR = 2
_HEADLINES = 3


class Focus:
    """Which meeting an article is about at a position, for 会议, 会上 and speakers without an object."""

    def __init__(self, page: Page, facts: MeetingFacts) -> None:
        self._page = page
        self._told = facts.told
        held = {held.hit for held in facts.held(page) if not held.ahead}
        self._held = sorted(held | {hit for hit in page.hits if hit.cls == "Meeting" and _opens(page, hit, facts)})
        self._brought_in = [hit for hit in self._held if self._brings_in(hit)]

    def at(self, position: int) -> EntityId | None:
        """The meeting last brought in before the position, in its article; for a headline the first one after it."""
        start, end = article(self._page, position)
        before = bisect_left(self._brought_in, position, key=lambda hit: hit.start) - 1
        if before >= 0 and self._brought_in[before].start >= start:
            return self._brought_in[before].id
        first = bisect_left(self._held, start, key=lambda hit: hit.start)
        index = min(self._page.sentence_index(position) + _HEADLINES, len(self._page.sentences) - 1)
        end = min(end, self._page.sentences[index].end)
        return self._held[first].id if first < len(self._held) and self._held[first].start < end else None

    def _brings_in(self, hit: Hit) -> bool:
        """Whether the meeting stands in the first or second sentence of its paragraph, as news bring a meeting in."""
        index = self._page.sentence_index(hit.start)
        floor = self._page.sentences[max(0, index - 1)].start
        return "\n" in self._page.text[max(0, floor - 1) : hit.start] or floor == 0

    def is_near(self, position: int) -> bool:
        """Whether one of the last sentences says that a meeting was held, or tells what was done 会上."""
        index = self._page.sentence_index(position)
        floor = self._page.sentences[max(0, index - _NEAR)].start
        first = bisect_left(self._held, floor, key=lambda hit: hit.start)
        if first < len(self._held) and self._held[first].start < position:
            return True
        near = self._page.sentences[max(0, index - _NEAR) : index + 1]
        return any(self._page.text.startswith(self._told, sentence.start) for sentence in near)


def _opens(page: Page, hit: Hit, facts: MeetingFacts) -> bool:
    """在第25届洽谈会上，…: a sentence tells what was done there."""
    start = page.sentence_at(hit.start).start
    return page.text[start : hit.start].strip() in ("", "在") and bool(facts.told_at.match(page.text, hit.end))
