"""Meetings: sessions of committees and congresses, conferences, joint meetings, fairs and games."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.phrases import ORDINAL, WIDE, YEAR, Spans, Walker, opens_name, word_over
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place

_NUMBER = r"[一二三四五六七八九十百\d]+"
_TELLING = 4
_URGED = re.compile("(?:推动|推进|支持|加快|促进|保障)(?=中国|国际|全国|世界|第[一二三四五六七八九十\\d]+届)")
_COUNCIL = re.compile("政协|政治协商")
_LEADING_PLACES = re.compile("^[一-鿿]{2,12}?[两三四五](?:市|地|省市?|区)")
_PLACE = 20
_LONGEST, _SHORTEST = 46, 4
_DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
_OUTER = ("重庆市", "北京市", "上海市", "天津市")


class Meetings:
    """Patterns of meetings' names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._fairs = _fairs(lexicon)
        self._fair = re.compile(f"(?:{alternatives(list(self._fairs))})$")
        self._sessions: dict[str, str] = patterns["sessions"]
        self._session_patterns = _session_patterns(alternatives(patterns["levels"]))
        heads = alternatives([*patterns["heads"], *self._fairs])
        self._head = re.compile(
            f"(?:(?:{heads})议?|{patterns['tours']}|{patterns['seasonal']})(?!{alternatives(patterns['goes_on'])})"
        )
        self._seasonal = re.compile(patterns["seasonal"])
        self._weak = tuple(patterns["weak"])
        self._walker = Walker(patterns, self._head)
        self._generic = re.compile(f"(?:{alternatives([*patterns['generic'], *patterns['heads']])})*")
        self._held = re.compile(f"[^，。；！？\n]{{0,30}}?(?:{alternatives(patterns['held_after'])})")
        self._hosted = re.compile(f"(?:{alternatives(patterns['held_before'])})了?$")
        self._campaign = re.compile(f"(?:{alternatives(patterns['held_before'])})“([^”]{{2,12}})”系列(?:主题)?活动")
        self._proper = frozenset([*patterns["proper"], *self._fairs])

    def find(self, page: Page) -> list[Hit]:
        """Meetings that the page names; a short form of a longer name stands for the same meeting."""
        sessions = list(self._find_sessions(page))
        taken = Spans((hit.start, hit.end) for hit in sessions)
        named = [span for span in self._named(page) if not taken.touches(*span)]
        names = {span: self._name(page, *span) for span in named}
        ids = _identified(page, names)
        return [*sessions, *(Hit(start, end, ids[name], "name pattern") for (start, end), name in names.items())]

    def _find_sessions(self, page: Page) -> Iterator[Hit]:
        for kind, pattern in self._session_patterns:
            for match in pattern.finditer(page.text):
                name = self._session_name(page, kind, match)
                if name:
                    yield Hit(self._session_start(page, match), match.end(), EntityId("Meeting", name), "session")

    def _session_name(self, page: Page, kind: str, match: re.Match[str]) -> str:
        numbers = {"n": _words(match["n"]), "m": _words(match["m"])}
        if kind.startswith("national"):
            return self._sessions[kind].format(**numbers)
        if kind in ("plenum", "council") and _COUNCIL.search(page.text, self._session_start(page, match), match.end()):
            kind = "council"
        elif kind == "council":
            return ""
        unit = body_place(page, match.start("level"), match["level"])
        return self._sessions[kind].format(place=_full(page, unit), **numbers) if unit else ""

    def _session_start(self, page: Page, match: re.Match[str]) -> int:
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

    def _named(self, page: Page) -> list[tuple[int, int]]:
        """Spans of names by their head nouns, the longest where they overlap."""
        spans = [
            _with_quotes(page, s, m.end())
            for m in self._head.finditer(page.text)
            if (s := self._start(page, m)) is not None
        ]
        spans += [(m.start(1) - 1, m.end()) for m in self._campaign.finditer(page.text)]
        kept = Spans()
        for span in sorted(spans, key=lambda s: (s[0] - s[1], s)):
            kept.add(*span)
        return list(kept)

    def _start(self, page: Page, match: re.Match[str]) -> int | None:
        """Where the name with this head starts; None if it names no meeting in particular."""
        last = word_over(page, match.end() - 1)
        if not last or (last.end != match.end() and last.tag in ("ORG", "PER", "LOC")):
            return None
        start = self._walker.left(page, match.start(), match.end())
        start = self._with_places(page, self._with_area(page, start))
        urged = _URGED.match(page.text, start)
        start = urged.end() if urged else start
        surface = page.text[start : match.end()]
        first = word_over(page, start) or last
        if surface in self._proper:
            return start
        if (
            len(surface) > _LONGEST
            or len(canonical(surface)) < _SHORTEST
            or not self._is_particular(page, start, match)
        ):
            return None
        if self._seasonal.fullmatch(match[0]) and (last.end != match.end() or not opens_name(page, first)):
            return None
        if match[0] in self._weak and not self._is_held(page, start, match.end()):
            return None
        return start

    def _with_area(self, page: Page, start: int) -> int:
        """The name with the region that it begins with, though the tagger splits it: 皖江城市带承接产业转移座谈会."""
        areas = page.between(max(0, start - _PLACE), start, "Region", "Zone")
        return areas[-1].start if areas and areas[-1].end == start else start

    def _with_places(self, page: Page, start: int) -> int:
        """The name with all that it is named after: 长沙市、岳阳市合作座谈会."""
        kinds = ("Place", "Organization")
        if not any(hit.start == start for hit in page.between(start, start + _PLACE, *kinds)):
            return start
        while start and page.text[start - 1] in "、与和":
            before = [hit for hit in page.between(max(0, start - _PLACE), start, *kinds) if hit.end == start - 1]
            if not before:
                break
            start = before[0].start
        return start

    def _is_particular(self, page: Page, start: int, match: re.Match[str]) -> bool:
        surface = page.text[start : match.end()]
        places = page.between(start, match.end(), "Place")
        own = len(places) == 1 and places[0].start == start and places[0].rule == "reference"
        if own and self._generic.fullmatch(canonical(page.text[places[0].end : match.start()])):
            return self._is_held(page, start, match.end())
        if places or page.joints_between(start, match.end()):
            return True
        body = canonical(surface[: match.start() - start])
        bare = ORDINAL.sub("", re.sub(r"^(?:本届|历届|首次|\d+)", "", body))
        if match[0] in self._proper and bare != body:
            return True
        if any(w.tag in ("nz", "nw") for w in page.words_between(start, match.start())):
            return True
        if (
            bare == body
            and len(bare) < _TELLING
            and not WIDE.match(bare)
            and not self._is_held(page, start, match.end())
        ):
            return False
        return not self._generic.fullmatch(bare)

    def _is_held(self, page: Page, start: int, end: int) -> bool:
        return bool(self._held.match(page.text, end)) or bool(self._hosted.search(page.text, max(0, start - 8), start))

    def _name(self, page: Page, start: int, end: int) -> str:
        """The canonical name: 全市 and 市委 at its left edge by the place that is meant."""
        surface = page.text[start:end]
        fair = self._fair.search(surface)
        if fair:
            surface = surface[: fair.start()] + self._fairs[fair[0]]
        whole = re.match("[全我本](省|市|区|县|州|自治区)|(省|市|区|县|州|自治区)(?=第|首届)", surface)
        if whole:
            unit = body_place(page, start, whole[1] or whole[2])
            return canonical((unit.name if unit else whole[0]) + surface[whole.end() :])
        for hit in page.between(start, end, "Organization"):
            if hit.start == start and hit.rule == "body" and hit.end < end:
                return canonical(_short_body(hit.id.name) + surface[hit.end - start :])
        return canonical(surface)


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


def _short_body(name: str) -> str:
    """市委经济工作会议 is 中共德阳市委经济工作会议, that of an autonomous region's 党委 bears its name."""
    return re.sub(r"^(中共.+)委员会$", lambda m: m[1] + ("党委" if m[1].endswith("自治区") else "委"), name)


def _fairs(lexicon: Lexicon) -> dict[str, str]:
    """Names of the fairs that the lexicon knows, short and full → full names."""
    fairs = [term for term in lexicon.terms if term.cls == "Meeting"]
    return {name: term.name for term in fairs for name in (term.name, *term.aliases)}


def _with_quotes(page: Page, start: int, end: int) -> tuple[int, int]:
    """A name in quotation marks with the ordinal before them: 第三届“世界航商大会”."""
    if page.text[start - 1 : start] != "“" or page.text[end : end + 1] != "”":
        return start, end
    before = word_over(page, start - 2) if start > 1 else None
    return (before.start, end + 1) if before and ORDINAL.fullmatch(before.text) else (start, end)


def _identified(page: Page, names: dict[tuple[int, int], str]) -> dict[str, EntityId]:
    """One identity for each name; a name that lies within a longer one of the same document is short for it."""
    longest: dict[str, str] = {}
    ends: dict[str, str] = {}
    for name in sorted(set(names.values()), key=lambda n: (not ORDINAL.search(n), -len(n), n)):
        core = _LEADING_PLACES.sub("", name)
        longer = ends.get(core) if len(core) > _SHORTEST else None
        full = longest[longer] if longer else longest.get(name, name)
        longest.update({name: full, name.partition("暨")[0]: full})
        for at in range(len(name) - _SHORTEST):
            ends.setdefault(name[at:], name)
    scopes = {}
    for (start, _), name in sorted(names.items(), reverse=True):
        scopes[longest[name]] = "" if ORDINAL.search(name) or YEAR.search(name) else _year(page, start)
    return {name: EntityId("Meeting", full, scopes[full]) for name, full in longest.items()}


def _year(page: Page, position: int) -> str:
    return page.half_at(position)[1] or page.issued[:4]
