"""Meetings: conferences, joint meetings, fairs and games."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from kg.extract.meetings.namesakes import identified, in_full
from kg.extract.meetings.sessions import Sessions
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.extract.papers.phrases import ORDINAL, WIDE, Spans, Walker, opens_name, word_over
from kg.lexicon import Lexicon
from kg.patterns import alternatives
from kg.resolve import body_place

_TELLING = 4
_URGED = re.compile("(?:推动|推进|支持|加快|促进|保障)(?=中国|国际|全国|世界|第[一二三四五六七八九十\\d]+届)")
_PLACE = 20
_FIRST_HALF = re.compile("[^在的了召举出参于等、，；]{2,20}")
_LARGE = re.compile("全国|世界|亚洲|全球|国际|中国")
_LONGEST, _SHORTEST = 46, 4


class Meetings:
    """Patterns of meetings' names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._fairs = _fairs(lexicon)
        self._fair = re.compile(f"(?:{alternatives(list(self._fairs))})$")
        self._sessions = Sessions(patterns)
        self._heads = frozenset(patterns["heads"])
        heads = alternatives([*patterns["heads"], *self._fairs])
        goes_on = alternatives(patterns["goes_on"])
        kinds = (f"(?:{heads})议?", patterns["tours"], patterns["seasonal"])
        self._scans = [re.compile(f"(?:{kind})(?!{goes_on})") for kind in kinds]
        self._head = re.compile(f"(?:{'|'.join(kinds)})(?!{goes_on})")
        self._seasonal = re.compile(patterns["seasonal"])
        self._commissions = tuple(patterns["commissions"])
        self._commission_of = re.compile(patterns["commission_of"])
        self._trims = frozenset(patterns["trims"])
        self._weak = tuple(patterns["weak"])
        self._openings = tuple(patterns["openings"])
        self._ends = re.compile(f"(?:{heads})$")
        self._second = re.compile(f"(?:(?:{heads})|[一-鿿]{{2}})”?(?P<and>暨)[^，。；！？、的\n]{{0,30}}$")
        self._beside = re.compile(f"(?:{heads})”?[、和]$")
        self._listed = re.compile(f"[、和][^，。；！？\n]{{2,16}}?(?:{heads})")
        self._walker = Walker(patterns, self._head)
        self._generic = re.compile(f"(?:{alternatives([*patterns['generic'], *patterns['heads']])})*")
        held = f"(?:{alternatives(patterns['held_after'])}|{patterns['settles']})"
        self._held = re.compile(f"[^，。；！？\n]{{0,30}}?{held}")
        self._hosted = re.compile(f"(?:{alternatives(patterns['held_before'])})[了的]?$")
        self._host_list = re.compile(f"(?:{alternatives(patterns['held_before'])})了?[^的]{{2,60}}$")
        self._large = frozenset(patterns["large"])
        self._campaign = re.compile(f"(?:{alternatives(patterns['held_before'])})“([^”]{{2,12}})”系列(?:主题)?活动")
        self._proper = frozenset([*patterns["proper"], *self._fairs])

    def find(self, page: Page) -> list[Hit]:
        """Meetings that the page names; a short form of a longer name stands for the same meeting."""
        sessions = list(self._sessions.find(page))
        taken = Spans((hit.start, hit.end) for hit in sessions)
        named = [span for span in self._named(page) if not taken.touches(*span)]
        names = {span: self._name(page, *span) for span in named}
        names = in_full(page, names)
        ids = identified(page, names)
        return [*sessions, *(Hit(start, end, ids[name], "name pattern") for (start, end), name in names.items())]

    def _named(self, page: Page) -> list[tuple[int, int]]:
        """Spans of names by their head nouns, the longest where they overlap."""
        spans = [
            _with_quotes(page, s, m.end())
            for m in chain.from_iterable(head.finditer(page.text) for head in self._scans)
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
        if not last or (last.end != match.end() and last.tag in ("ORG", "PER", "LOC")) or self._opens(page, match):
            return None
        start = self._walker.left(page, match.start(), match.end())
        start = self._with_places(page, self._with_area(page, self._with_commission(page, start)))
        start = _with_quote(page, self._with_first(page, start, match), match.end())
        urged = _URGED.match(page.text, start)
        start = urged.end() if urged else _without_seat(page, start)
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
        if self._is_only_seasonal(match[0]) and (last.end != match.end() or not opens_name(page, first)):
            return None
        end = match.end()
        if match[0] in self._weak and not (self._is_held(page, start, end) or self._is_in_list_held(page, start, end)):
            return None
        return start

    def _is_only_seasonal(self, head: str) -> bool:
        """Whether a word is no head by itself, but only where the name opens as names do: 观鸟节."""
        return head not in self._heads and self._seasonal.fullmatch(head) is not None

    def _opens(self, page: Page, match: re.Match[str]) -> bool:
        """Whether the head is but the opening of the meeting named before it: 第三十届洽谈会开幕式."""
        before = page.text[max(0, match.start() - _SHORTEST) : match.start()]
        return match[0] in self._openings and bool(self._ends.search(before))

    def _with_first(self, page: Page, start: int, match: re.Match[str]) -> int:
        """The name with that before 暨, which belongs to it: 丝绸之路博览会暨中国东西部合作与投资洽谈会."""
        floor = page.sentence_at(match.start()).start
        second = self._second.search(page.text, max(floor, match.start() - _LONGEST), match.start())
        if not second or self._head.search(page.text, second.end("and"), match.start()):
            return start
        first = self._head.search(page.text, second.start(), second.start("and"))
        first_start = self._start(page, first) if first else self._place_before(page, second.start("and"))
        return start if first_start is None else min(start, first_start)

    def _place_before(self, page: Page, end: int) -> int | None:
        """Where a first half without a head starts: 淄博市优化营商环境暨民营经济高质量发展大会."""
        left = page.clause_at(end, end)[0]
        opens = [(p.start, p.end) for p in page.between(left, end, "Place") if end - p.end <= _PLACE]
        opens += [m.span() for m in _LARGE.finditer(page.text, max(left, end - _PLACE), end)]
        start, after = max(opens, default=(0, end))
        return start if after < end and _FIRST_HALF.fullmatch(page.text, after, end) else None

    def _with_commission(self, page: Page, start: int) -> int:
        """The name with the whole of the commission whose last word it begins with: 市委深化改革委员会第九次会议."""
        if not page.text.startswith(self._commissions, start):
            return start
        clause = page.clause_at(start, start)[0]
        of = self._commission_of.search(page.text, clause, start)
        bodies = [h.start for h in page.between(clause, start, "Organization") if of and h.start <= of.start() < h.end]
        return bodies[0] if bodies else start

    def _with_area(self, page: Page, start: int) -> int:
        """The name with the region or drive that it begins with, though the tagger splits it, and with what was trimmed
        behind it: 皖江城市带承接产业转移座谈会, 长江经济带高质量发展论坛."""
        areas = page.between(max(0, start - _PLACE), start + _PLACE, "Region", "Zone", "Initiative")
        areas = [area for area in areas if area.start < start]
        if areas and areas[-1].end > start:
            return areas[-1].start
        gap = page.text[areas[-1].end : start] if areas else "，"
        return areas[-1].start if not gap or gap in self._trims else start

    def _with_places(self, page: Page, start: int) -> int:
        """The name with all that it is named after: 长沙市、岳阳市合作座谈会."""
        kinds = ("Place", "Organization", "Zone", "Region")
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
        bodies = [h for h in page.between(start, match.end(), "Organization") if h.start == start and h.rule == "body"]
        whose = bodies or (places if own else [])
        if whose and self._generic.fullmatch(canonical(page.text[whose[0].end : match.start()])):
            return self._is_held(page, start, match.end())
        if places or page.joints_between(start, match.end()):
            return True
        body = canonical(surface[: match.start() - start])
        bare = ORDINAL.sub("", re.sub(r"^(?:本届|历届|首次|\d+周年|\d+)", "", body))
        if match[0] in self._proper and bare != body:
            return True
        if any(w.tag in ("nz", "nw") for w in page.words_between(start, match.end())):
            return True
        if bodies and bare != body:
            return True
        if bare != body and _LARGE.match(bare) and match[0] in self._large:
            return True
        if (
            bare == body
            and len(bare) < _TELLING
            and not WIDE.match(bare)
            and not self._is_held(page, start, match.end())
            and not self._is_listed(page, start, match.end())
        ):
            return False
        return not self._generic.fullmatch(bare)

    def _is_held(self, page: Page, start: int, end: int) -> bool:
        return bool(self._held.match(page.text, end)) or bool(self._hosted.search(page.text, max(0, start - 8), start))

    def _is_in_list_held(self, page: Page, start: int, end: int) -> bool:
        """Whether it stands in a list of which the clause says before it that all are held: 办好运动会、马拉松."""
        clause = page.clause_at(start, end)[0]
        return page.text[start - 1] in "、和及" and bool(self._host_list.search(page.text, clause, start))

    def _is_listed(self, page: Page, start: int, end: int) -> bool:
        """Whether it stands in a list of meetings: 青岛峰会、儒商大会、高质量发展大会."""
        return bool(self._beside.search(page.text, max(0, start - _SHORTEST * 2), start)) or bool(
            self._listed.match(page.text, end)
        )

    def _name(self, page: Page, start: int, end: int) -> str:
        """The canonical name: 全市 and 市委 at its left edge by the place that is meant."""
        surface = page.text[start:end]
        fair = self._fair.search(surface)
        if fair and not self._head.search(surface[: fair.start()]):
            surface = surface[: fair.start()] + self._fairs[fair[0]]
        whole = re.match("[全我本](省|市|区|县|州|自治区)(?!性)|(省|市|区|县|州|自治区)(?=第|首届)", surface)
        if whole:
            unit = body_place(page, start, whole[1] or whole[2])
            return canonical((unit.name if unit else whole[0]) + surface[whole.end() :])
        for hit in page.between(start, end, "Organization"):
            if hit.start == start and hit.rule == "body" and hit.end < end:
                return canonical(_short_body(hit.id.name) + surface[hit.end - start :])
        return canonical(surface)


def _short_body(name: str) -> str:
    """市委经济工作会议 is 中共德阳市委经济工作会议, that of an autonomous region's 党委 bears its name."""
    name = name.replace("委员会常务委员会", "委常委会")
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


def _without_seat(page: Page, start: int) -> int:
    """Where the name starts behind the place that it is held at: 鞍山全国钢铁产业发展现场会."""
    place = next((p for p in page.between(start, start + _PLACE, "Place") if p.start == start), None)
    return place.end if place and page.text.startswith("全国", place.end) else start


def _with_quote(page: Page, start: int, end: int) -> int:
    """The whole of the quotation that a name ends: “共建陆海新通道川渝总量突破60万标箱发车仪式”."""
    if page.text[end : end + 1] != "”" or page.text.startswith(("为主题", "为题"), end + 1):
        return start
    opening = page.text.rfind("“", max(0, end - _LONGEST), start)
    return start if opening < 0 or re.search("[”，。；：！？\n]", page.text[opening:start]) else opening + 1
