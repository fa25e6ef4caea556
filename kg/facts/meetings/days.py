"""Which of the days in a sentence is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from kg.dates import Found
from kg.extract.page import Page

_TODAY = re.compile("今[天日](?!的)")
_TOMORROW = re.compile("明[天日](?!的)")
_THAT_DAY = re.compile("当[天日晚](?!的)")
DATELINE = re.compile(r"(?:本报|新华社|中新社|中新网|人民网|记者)[一-鿿]{0,10}(\d+月\d+日)[电讯]")
"""新华社南宁6月12日电: where and when a report was sent, its day as the group."""
_BARE_DAY = re.compile(r"(?<![\d月])(\d{1,2})日(?:[—－至到-]{1,2}\d{1,2}日)?")


def first_of_run(dates: Sequence[Found], stop: int) -> str:
    """The last date before the verb; of 19日—21日 the first day."""
    before = [d for d in dates if d.start < stop] or dates
    last = len(before) - 1
    while last > 0 and before[last].start - before[last - 1].end <= 1:
        last -= 1
    return before[last].iso


def bare_day(page: Page, start: int, stop: int) -> str:
    """今天, 明天, 当日 or 19日—21日 in a text whose day is known: of that month, or of the one before if it is still to
    come."""
    if len(page.issued) != len("2020-01-01"):
        return ""
    if _TODAY.search(page.text, start, stop):
        return _dateline(page, start) or page.issued
    if _TOMORROW.search(page.text, start, stop):
        return (date.fromisoformat(page.issued) + timedelta(days=1)).isoformat()
    if _THAT_DAY.search(page.text, start, stop):
        return _day_before(page, start)
    match = _BARE_DAY.search(page.text, start, stop)
    if not match:
        return ""
    year, month, today = (int(part) for part in page.issued.split("-"))
    day = int(match[1])
    if day > today:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else ""


def _day_before(page: Page, position: int) -> str:
    """The day that the paragraph told last before the position; '' if none."""
    start = page.text.rfind("\n", 0, position) + 1
    return next((d.iso for d in reversed(page.dates(start, position)) if d.kind == "date"), "")


def _dateline(page: Page, position: int) -> str:
    """The day of the dateline in the paragraph (本报6月5日讯), which its 今天 means; '' if it has none."""
    start = page.text.rfind("\n", 0, position) + 1
    line = DATELINE.search(page.text, start, page.sentence_at(position).end)
    days = page.dates(*line.span(1)) if line else []
    return days[0].iso if days and days[0].kind == "date" else ""
