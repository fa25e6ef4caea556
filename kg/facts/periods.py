"""For how long a paper holds: by its name, or by what the text says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.dates import find_dates
from kg.extract.page import Claim, Hit, Page
from kg.model import Date

_FIVE_YEARS = re.compile("第十([一二三四五六七八九])个五年")
_SINCE = re.compile("自([^，。；]{2,14}?)起")
_TERM = 24


class Periods:
    """Words of terms and ends, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._term = re.compile(patterns["term"])
        self._until = re.compile(patterns["until"])

    def of(self, page: Page, hit: Hit) -> list[Claim]:
        """``validFrom`` and ``validUntil`` of a paper."""
        return list(_in_name(hit)) or self._said(page, hit)

    def _said(self, page: Page, hit: Hit) -> list[Claim]:
        """有效期自2021年至2025年, in the sentence that names the paper or the one after it."""
        index = page.sentence_index(hit.start)
        for sentence in page.sentences[index : index + 2]:
            lead = self._term.search(page.text, max(hit.end, sentence.start), sentence.end)
            found = find_dates(page.text[lead.end() : lead.end() + _TERM], page.issued) if lead else []
            years = [d.iso[:4] for d in found if d.kind != "unresolved"]
            years = found[0].iso.split("/") if found and found[0].kind == "range" else years
            if lead and years and (len(years) > 1 or self._until.match(page.text, lead.end())):
                end = min(lead.end() + _TERM, sentence.end)
                ends = (self._since(page, hit, lead.start()), years[0]) if len(years) == 1 else years[:2]
                named = zip(("validFrom", "validUntil"), ends, strict=True)
                return [Claim(hit.id, p, Date(y), hit.start, end, "period said") for p, y in named if y]
        return []

    def _since(self, page: Page, hit: Hit, end: int) -> str:
        """The year from which the sentence says that a paper holds: 自2022年6月1日起施行，有效期至…."""
        floor = max(hit.end, page.sentence_at(end).start)
        since = _SINCE.search(page.text, floor, end)
        found = find_dates(since[1], page.issued) if since else []
        return found[0].iso[:4] if found and found[0].kind != "unresolved" else ""


def _in_name(hit: Hit) -> Iterator[Claim]:
    """The years in the name: （2020—2022年）, “十四五”规划, 第十五个五年规划."""
    name = _FIVE_YEARS.sub(r"“十\1五”", hit.id.name)
    for found in find_dates(name):
        if found.kind == "range":
            first, last = found.iso.split("/")
            yield Claim(hit.id, "validFrom", Date(first), hit.start, hit.end, "period in name")
            yield Claim(hit.id, "validUntil", Date(last), hit.start, hit.end, "period in name")
            return
