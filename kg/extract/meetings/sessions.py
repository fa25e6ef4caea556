"""Sessions of committees, congresses and councils by their numbers: 市委八届五次全会, 省十四届人大四次会议."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.organizations.bodies import said_before
from kg.extract.page import Hit, Page
from kg.lexicon import Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place

_NUMBER = r"[一二三四五六七八九十百\d]+"
_COUNCIL = re.compile("政协|政治协商")
_DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
_OUTER = ("重庆市", "北京市", "上海市", "天津市")


class Sessions:
    """Patterns of sessions, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._names: dict[str, str] = patterns["sessions"]
        self._patterns = _session_patterns(alternatives(patterns["levels"]))

    def find(self, page: Page) -> Iterator[Hit]:
        """Sessions that the page names, with the body's place resolved."""
        for kind, pattern in self._patterns:
            for match in pattern.finditer(page.text):
                name = self._name(page, kind, match)
                if name:
                    yield Hit(_start(page, match), match.end(), EntityId("Meeting", name), "session")

    def _name(self, page: Page, kind: str, match: re.Match[str]) -> str:
        numbers = {"n": _words(match["n"]), "m": _words(match["m"])}
        if kind.startswith("national"):
            return self._names[kind].format(**numbers)
        if kind in ("plenum", "council") and _COUNCIL.search(page.text, _start(page, match), match.end()):
            kind = "council"
        elif kind == "council":
            return ""
        at = match.start("level")
        unit = body_place(page, at, match["level"]) or said_before(page, at, match["level"])
        return self._names[kind].format(place=_full(page, unit), **numbers) if unit else ""


def _start(page: Page, match: re.Match[str]) -> int:
    """Before the places and the party's name that stand before the division."""
    start = match.start()
    while True:
        floor = max(0, start - 20)
        places = [*page.between(floor, match.end(), "Place"), *page.nested_between(floor, match.end(), "Place")]
        outer = [h.start for h in places if h.start < start <= h.end < match.end()]
        if not outer:
            break
        start = min(outer)
    for lead in ("中国共产党", "中共", "政协", "中国人民政治协商会议"):
        if page.text.startswith(lead, max(0, start - len(lead)), start):
            return start - len(lead)
    return start


def _session_patterns(levels: str) -> list[tuple[str, re.Pattern[str]]]:
    """Kind and pattern of each sort of session."""
    n, m, gap = rf"第?(?P<n>{_NUMBER})届", rf"[ \n]?第?(?P<m>{_NUMBER})次", "[ \n]?"
    level = f"(?P<level>{levels})"
    return [
        ("plenum", re.compile(f"{level}(?:党?委)?{n}(?:委员会)?{m}(?:全会|全体(?:（扩大）|扩大)?会议)")),
        ("standing", re.compile(f"{level}{n}(?:人民代表大会|人大){gap}(?:常务委员会|常委会){m}会议")),
        ("congress", re.compile(f"{level}{n}(?:人民代表大会|人大){m}会议")),
        ("council_standing", re.compile(f"{level}(?:政协)?{n}(?:委员会|政协)?{gap}(?:常务委员会|常委会){m}会议")),
        ("council", re.compile(f"{level}(?:政协)?{n}(?:政协|委员会)?{m}(?:全体)?会议")),
        ("national_standing", re.compile(f"{n}全国(?:人民代表大会|人大){gap}(?:常务委员会|常委会){m}会议")),
        ("national", re.compile(f"{n}全国(?:人民代表大会|人大){m}会议")),
        ("national_council", re.compile(f"全国政协{n}{m}(?:全体)?会议")),
        ("national_council", re.compile(f"(?:政协)?{n}全国(?:政协|委员会){m}(?:全体)?会议")),
    ]


def _words(number: str) -> str:
    """A number in characters: 12 is 十二."""
    if not number.isdigit():
        return number
    value = int(number)
    tens, ones = divmod(value, 10)
    if value >= 100:
        return "".join(_DIGITS[d] for d in number)
    return (
        ("" if tens < 2 else _DIGITS[str(tens)])
        + ("十" if tens else "")
        + ("" if tens and not ones else _DIGITS[str(ones)])
    )


def _full(page: Page, unit: Unit) -> str:
    """A district of a municipality is named with it: 重庆市永川区."""
    top = (*page.lexicon.ancestors(unit), unit)[-2 if page.lexicon.ancestors(unit) else -1]
    return (top.name if top.name in _OUTER and top.key != unit.key else "") + unit.name
