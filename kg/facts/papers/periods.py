"""For how long a paper holds: by its name, or by what the text says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.dates import find_dates
from kg.extract.page import Claim, Hit, Page
from kg.extract.papers.own import OWN
from kg.model import Date

_FIVE_YEARS = re.compile("第十([一二三四五六七八九])个五年")
_SINCE = re.compile("[自从于]([^，。；]{2,14}?)起")
_COUNT = re.compile(
    "(?:为|是|共)?(?:自(?P<since>[^，。；]{2,14}?)起(?:至|，)?)?(?:为期)?(?P<n>[1-9]|10|[一二两三五四六七八九十])年(?!度|来|内|间)"
)
_NUMBERS = {han: str(n) for n, han in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}
_FIRST_OF_YEAR = re.compile(r"\d{4}(?:-01(?:-01)?)?")
_TERM = 24
_BRACKET = re.compile(r"（[^（）]{6,14}）")


class Periods:
    """Words of terms and ends, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._term = re.compile(patterns["term"])
        self._until = re.compile(patterns["until"])

    def of(self, page: Page, hit: Hit, signed: str = "") -> list[Claim]:
        """``validFrom`` and ``validUntil`` of a paper that was signed on a date (ISO, empty if unknown)."""
        return list(_in_name(page, hit)) or self._told(page, hit, signed)

    def _told(self, page: Page, hit: Hit, signed: str) -> list[Claim]:
        """有效期自2021年至2025年, 为期三年, in the sentence that names the paper or the one after it."""
        index = page.sentence_index(hit.start)
        last = len(page.sentences) if hit.rule == OWN else index + 2
        for sentence in page.sentences[index:last]:
            for lead in self._term.finditer(page.text, max(hit.end, sentence.start), sentence.end):
                ends = self._ends(page, hit, lead) or self._years(page, hit, lead, signed)
                end = min(lead.end() + _TERM, sentence.end)
                if any(ends):
                    named = zip(("validFrom", "validUntil"), ends, strict=True)
                    return [Claim(hit.id, p, Date(y), hit.start, end, "period said") for p, y in named if y]
        return []

    def _ends(self, page: Page, hit: Hit, lead: re.Match[str]) -> tuple[str, ...]:
        """The first and last year that the text gives: 至2027年, 2021年至2025年."""
        found = find_dates(page.text[lead.end() : lead.end() + _TERM], page.issued)
        years = [d.iso[:4] for d in found if d.kind != "unresolved"]
        years = found[0].iso.split("/") if found and found[0].kind == "range" else years
        if not years or (len(years) == 1 and not self._until.match(page.text, lead.end())):
            return ()
        return (self._since(page, hit, lead.start())[:4], years[0]) if len(years) == 1 else tuple(years[:2])

    def _years(self, page: Page, hit: Hit, lead: re.Match[str], signed: str) -> tuple[str, ...]:
        """Three years from the day that the sentence gives, or from the signing."""
        count = _COUNT.match(page.text, lead.end())
        since = count and count["since"]
        found = find_dates(since, page.issued) if since else []
        first = found[0].iso if found and found[0].kind != "unresolved" else self._since(page, hit, lead.start())
        first = first or signed
        if not count or not first:
            return ()
        last = int(first[:4]) + int(_NUMBERS.get(count["n"], count["n"]))
        return first[:4], str(last - 1 if _FIRST_OF_YEAR.fullmatch(first) and first != signed else last)

    def _since(self, page: Page, hit: Hit, end: int) -> str:
        """The year from which the sentence says that a paper holds: 自2022年6月1日起施行，有效期至…."""
        floor = max(hit.end, page.sentence_at(end).start)
        since = _SINCE.search(page.text, floor, end)
        found = find_dates(since[1], page.issued) if since else []
        return found[0].iso if found and found[0].kind != "unresolved" else ""


def _in_name(page: Page, hit: Hit) -> Iterator[Claim]:
    """The years in the name, or in brackets right behind it: （2020—2022年）, “十四五”规划, 第十五个五年规划."""
    name = _FIVE_YEARS.sub(r"“十\1五”", hit.id.name)
    behind = _BRACKET.match(page.text, hit.end)
    for found in find_dates(name + (behind[0] if behind else "")):
        if found.kind == "range":
            first, last = found.iso.split("/")
            yield Claim(hit.id, "validFrom", Date(first), hit.start, hit.end, "period in name")
            yield Claim(hit.id, "validUntil", Date(last), hit.start, hit.end, "period in name")
            return
