"""What a document is about before it is read: its date, the city it speaks for, the halves of a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.page import Page
from kg.lexicon import Unit
from kg.model import Document

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_DATELINE = re.compile(r"(?:时间：|日期：|发布日期：)?\s*((?:19|20)\d\d)(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?(?:\s.*)?")
_HEAD_LINES = 20
_REVIEW = re.compile(r"(?:((?:19|20)\d\d)年)?[^，。]{0,12}(?:工作回顾|主要工作回顾|工作总结|工作情况回顾)$")
_PLAN = re.compile(
    r"((?:19|20)\d\d)年[^，。]{0,12}(?:主要工作|重点工作|工作安排|工作任务|目标任务|工作建议|工作打算|工作总体|总体要求|工作部署)"
)
_HEADING_LENGTH = 40
_HEADING_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|第[一二三四五六七八九十]+部分)\s*")
_OWN = re.compile(r"我(省|市|区|县|州)")
_WHOLE = re.compile(r"(?<![一-鿿])全(省|市|区|县|州)(?!域|体|会|文)|(?<![治一-鿿])(?:中共)?(省|市|区|县|州)委(?!员会?员)")
_ARTICLE = re.compile(r"^本报讯", re.MULTILINE)
LEVEL_OF = {"省": ("province",), "市": ("prefecture", "county", "province"), "区": ("county", "province"), "县": ("county",), "州": ("prefecture",)}


def issued(document: Document, text: str) -> str:
    """ISO date of the document: its card's, a dateline's near the head, the plan year of a report, or the year of
    the full dates in its text; empty if it tells none."""
    if document.issued:
        return document.issued
    for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        match = _DATELINE.fullmatch(line.strip())
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    plan = _plan_year(text)
    if plan:
        return plan
    years = Counter(match[1] for match in _DAY.finditer(text))
    return max(years, key=lambda y: (years[y], y)) if years else ""


def title(document: Document, text: str) -> str:
    """The card's title, or a first line that reads as a headline; empty otherwise."""
    if document.title:
        return document.title
    first = text.split("\n", 1)[0].strip()
    return first if 5 <= len(first) <= _HEADING_LENGTH and not re.search("[，。；：:]", first) else ""


def dated(document: Document, text: str) -> Document:
    """The document with what its own head tells: a dateline is its date, a headline its title."""
    found = issued(document, text)
    return replace(document, title=title(document, text), issued=found if len(found) == 10 else document.issued)


def halves(text: str) -> list[tuple[int, str, str]]:
    """Where the review and the plan of a work report start, and the year that each is about."""
    plan_year = _plan_year(text)
    if not plan_year:
        return []
    found, start = [], 0
    for line in text.split("\n"):
        heading = _HEADING_NUMBER.sub("", line.strip())
        if len(heading) <= _HEADING_LENGTH:
            plan, review = _PLAN.search(heading), _REVIEW.search(heading)
            if review:
                found.append((start, "review", review[1] or str(int(plan_year) - 1)))
            elif plan or re.match(r"今年(?:的)?(?:主要|重点)?工作", heading):
                found.append((start, "plan", plan[1] if plan else plan_year))
        start += len(line) + 1
    return found


def _plan_year(text: str) -> str:
    for line in text.split("\n"):
        heading = _HEADING_NUMBER.sub("", line.strip())
        match = _PLAN.search(heading) if len(heading) <= _HEADING_LENGTH else None
        if match:
            return match[1]
    return ""


def homes(page: Page, named: Sequence[tuple[int, tuple[Unit, ...]]]) -> list[tuple[int, Unit]]:
    """The unit that the document speaks for as 我市, 全区 or 省委: the most named one of that level; none in a text
    that speaks for nobody."""
    levels = _levels(page.text)
    if not levels:
        return []
    votes: Counter[str] = Counter()
    for position, units in named:
        fitting = [u for u in units if u.level in LEVEL_OF[levels] and _suits(u, levels)]
        for unit in fitting:
            votes[unit.key] += (4 if position < len(page.text) // 20 + 50 else 2) / len(fitting)
            votes.update(_body_votes(page.text, position, unit))
    if not votes:
        return []
    best = max(votes, key=lambda key: (votes[key], key))
    return [(0, page.lexicon.units[best])]


def _suits(unit: Unit, level: str) -> bool:
    """我市 is said of prefecture cities, cities of county level and municipalities; 全区 of autonomous regions too."""
    return unit.name.endswith({"省": "省", "市": "市", "区": "区", "县": ("县", "旗"), "州": "州"}[level])


def _body_votes(text: str, position: int, unit: Unit) -> dict[str, float]:
    after = text[position : position + len(unit.name) + 6]
    return {unit.key: 2.0} if re.match(rf"{unit.name}(?:委|人民政府|第)", after) else {}


def _levels(text: str) -> str:
    """The division that the document speaks for, as one character; empty if none."""
    own = Counter(match[1] for match in _OWN.finditer(text))
    if own:
        return max(own, key=lambda level: (own[level], level))
    whole = Counter(match[1] or match[2] for match in _WHOLE.finditer(text))
    for level in ("县", "区", "州", "市", "省"):
        if whole[level] >= 2 or (whole[level] and sum(whole.values()) == whole[level]):
            return level
    return ""


def articles(text: str) -> list[int]:
    """Where the articles of a newspaper page start: at each 本报讯 after the first, with the headline above it."""
    starts = [match.start() for match in _ARTICLE.finditer(text)]
    return [_headline_start(text, start) for start in starts[1:]]


def _headline_start(text: str, lede: int) -> int:
    """The headlines are the short lines without a full stop above the lede."""
    start = lede
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above : start - 1]
        if len(line) > _HEADING_LENGTH or re.search("[。，]", line):
            break
        start = above
    return start
