"""What a document is about before it is read: its date, the city it speaks for, the halves of a report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kg.extract.page import Page
from kg.lexicon import Unit
from kg.model import Document
from kg.patterns import alternatives
from kg.resolve import AUTONOMOUS

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_HEAD_LINES = 20
_HEADING_LENGTH = 40
_LONGEST_UNIT = 16
_HEADING_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]?|第[一二三四五六七八九十]+部分)\s*")
_PART = re.compile("[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分")
_IN_HEAD, _ELSEWHERE, _WITH_BODY, _OF_PAPER = 4.0, 2.0, 2.0, 1000.0
_BODY = re.compile("委|人民政府|第")
_DATED = re.compile(r"^[—―－–（( ]*(?:\d{4}年(?:\d{1,2}月\d{1,2}日)?在?)?")
_DAY_LENGTH = len("2020-04-29")


class Context:
    """Words by which a document tells of itself, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._review = re.compile(rf"(?:((?:19|20)\d\d)年)?[^，。]{{0,12}}(?:{alternatives(patterns['review'])})$")
        self._plan = re.compile(rf"((?:19|20)\d\d)年[^，。]{{0,12}}(?:{alternatives(patterns['plan'])})")
        self._report = re.compile(alternatives(patterns["report"]))
        self._plan_now = re.compile(f"(?:{alternatives(patterns['plan_now'])})")
        lead = alternatives(patterns["dateline_lead"])
        date = r"((?:19|20)\d\d)(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?"
        self._dateline = re.compile(rf"(?:{lead})?\s*{date}(?:\s.*)?")
        self._published = re.compile(rf"(?:{lead})\s*{date}")
        self._article = re.compile(rf"^(?:{alternatives(patterns['lede'])})", re.MULTILINE)
        self._levels: dict[str, list[str]] = patterns["divisions"]
        self._ends: dict[str, list[str]] = patterns["name_ends"]
        divisions = alternatives(list(self._levels))
        self._own = re.compile(f"(?:{alternatives(patterns['own'])})({divisions})")
        self._whole = re.compile(
            f"(?<![一-鿿])(?:{alternatives(patterns['whole'])})({divisions})(?!{alternatives(patterns['whole_traps'])})"
            f"|(?<![治一-鿿])({divisions})(?:{alternatives(patterns['bodies'])})(?!{alternatives(patterns['body_traps'])})"
        )
        self._autonomous = re.compile(f"(?<![一-鿿]){AUTONOMOUS}(?:{alternatives(patterns['autonomous_bodies'])})")
        self._issued_as = re.compile(rf"(?:\d{{4}}年)?(?:{alternatives(patterns['issued_as'])})|$")
        self._paper = re.compile(alternatives(patterns["papers"]))
        self._visits = re.compile(patterns["visits"])
        self._spoken_at = re.compile(patterns["spoken_at"])

    def issued(self, document: Document, text: str) -> str:
        """ISO date of the document: its card's, a dateline's near the head, the plan year of a report, or the year of
        the full dates in its text; empty if it tells none."""
        if document.issued:
            return document.issued
        for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
            match = self._dateline.fullmatch(line.strip()) or self._published.search(line)
            if match:
                return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        plan = self._plan_year(text)
        if plan:
            return plan
        years = Counter(match[1] for match in _DAY.finditer(text))
        return max(years, key=lambda y: (years[y], y)) if years else ""

    def dated(self, document: Document, text: str) -> Document:
        """The document with what its own head tells: a dateline is its date, a headline its title."""
        found = self.issued(document, text)
        issued = found if len(found) == _DAY_LENGTH else document.issued
        return replace(document, title=_title(document, text), issued=issued)

    def halves(self, text: str) -> list[tuple[int, str, str]]:
        """Where the review and the plan of a work report start, and the year that each is about: by the words or the
        year of their headings; of a report's numbered parts the first looks back and the others ahead."""
        plan_year = self._plan_year(text)
        if not plan_year:
            return []
        report = any(self._report.search(heading) for _, _, heading in _headings(text))
        found: list[tuple[int, str, str]] = []
        for start, number, heading in _headings(text):
            half, year = self._half(heading, plan_year)
            if not half and report and _PART.match(number) and not self._report.search(heading):
                half = "plan" if found else "review"
            if half:
                found.append((start, half, year or str(int(plan_year) - (half == "review"))))
        return found

    def _half(self, heading: str, plan_year: str) -> tuple[str, str]:
        """The half that a heading opens by its words, and the year that it tells; empty for any other line."""
        review, plan = self._review.search(heading), self._plan.search(heading)
        if self._report.search(heading):
            return "", ""
        if review or (plan and plan[1] < plan_year):
            return "review", (review[1] if review else plan[1] if plan else "") or ""
        if plan or self._plan_now.match(heading):
            return "plan", plan[1] if plan else plan_year
        return "", ""

    def _plan_year(self, text: str) -> str:
        """The year of a report's title or last heading of a plan."""
        years = [match[1] for _, _, heading in _headings(text) if (match := self._plan.search(heading))]
        return max(years, default="")

    def articles(self, text: str) -> list[int]:
        """Where the articles of a newspaper page start: at each lede after the first, with the headline above it."""
        starts = [match.start() for match in self._article.finditer(text)]
        return [_headline_start(text, start) for start in starts[1:]]

    def homes(self, page: Page, named: Sequence[tuple[int, tuple[Unit, ...]]]) -> list[tuple[int, Unit]]:
        """The unit that the document is of: its issuer, or the one of the level that it speaks for (我市, 全区, 省委)
        which its newspaper is, or which it names most and not as a guest; none for a text that speaks for nobody.
        ``named`` is where which units may be named."""
        issuer = self._issuer(page)
        level = self._level(page.text)
        if issuer or not level:
            return [(0, issuer)] if issuer else []
        votes: dict[str, float] = defaultdict(float)
        guests: set[str] = set()
        for position, units in named:
            fitting = [u for u in units if self._is_called(u, level)]
            for unit in fitting:
                votes[unit.key] += self._vote(page.text, position, unit) / len(fitting)
            guests.update(u.key for u in fitting if self._visits.match(page.text, position + len(u.short)))
        best = max(votes.keys() - guests, key=lambda key: (votes[key], key), default="")
        return [(0, page.lexicon.units[best])] if best else []

    def _is_called(self, unit: Unit, level: str) -> bool:
        """Whether 我市, 我区 or 我省 may mean the unit."""
        return unit.level in self._levels[level] and unit.name.endswith(tuple(self._ends[level]))

    def _vote(self, text: str, position: int, unit: Unit) -> float:
        """How much a name speaks for the unit as the one that the document is of."""
        in_head = position < len(text) // 20 + 50
        in_full = text.startswith(unit.name, position)
        if in_head and self._paper.match(text, position + len(unit.name if in_full else unit.short)):
            return _OF_PAPER
        with_body = in_full and _BODY.match(text, position + len(unit.name))
        return (_IN_HEAD if in_head else _ELSEWHERE) + (_WITH_BODY if with_body else 0.0)

    def _issuer(self, page: Page) -> Unit | None:
        """The unit that the card's issuer starts with, or a headline like 绵阳市2024年政府工作报告, or the line that
        tells at which people's congress a report was given."""
        heads = (page.document.issuer, page.document.title)
        found = (self._starting(page, head, self._issued_as) for head in heads)
        spoken = (self._starting(page, line, self._spoken_at) for line in _head_lines(page.text))
        return next((unit for unit in (*found, *spoken) if unit), None)

    def _starting(self, page: Page, head: str, follows: re.Pattern[str]) -> Unit | None:
        """The unit, under the one name that it has, that a line starts with if the words that follow it fit."""
        head = _DATED.sub("", head)
        for size in range(min(len(head), _LONGEST_UNIT), 1, -1):
            units = page.lexicon.latest(page.lexicon.units_named(head[:size], page.issued[:4]))
            if len(units) == 1 and follows.match(head, size):
                return units[0]
        return None

    def _level(self, text: str) -> str:
        """The division that the document speaks for, as one character; empty if none."""
        own = Counter(match[1] for match in self._own.finditer(text))
        if own:
            return max(own, key=lambda level: (own[level], level))
        whole = Counter(match[1] or match[2] for match in self._whole.finditer(text))
        whole[AUTONOMOUS] = sum(1 for _ in self._autonomous.finditer(text))
        for level in reversed(self._levels):  # the table names the highest first
            if whole[level] >= 2 or (whole[level] and sum(whole.values()) == whole[level]):
                return level
        return ""


def _title(document: Document, text: str) -> str:
    """The card's title, or a first line that reads as a headline; empty otherwise."""
    if document.title:
        return document.title
    first = text.split("\n", 1)[0].strip()
    return first if 5 <= len(first) <= _HEADING_LENGTH and not re.search("[，。；：:]", first) else ""


def _head_lines(text: str) -> list[str]:
    """The short lines at the head of a text."""
    return [line.strip() for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES] if len(line) <= _HEADING_LENGTH]


def _headings(text: str) -> Iterator[tuple[int, str, str]]:
    """Short lines with their starts and numbers."""
    start = 0
    for line in text.split("\n"):
        number = _HEADING_NUMBER.match(line.strip())
        heading = line.strip()[number.end() if number else 0 :]
        if len(heading) <= _HEADING_LENGTH:
            yield start, number[0] if number else "", heading
        start += len(line) + 1


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
