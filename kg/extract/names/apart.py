"""What stands before a name and is no part of it, whatever the words say: a line, a label, a verb, a kind of thing, the
province that it lies in."""

from __future__ import annotations

import re
from typing import Any

from kg.extract.names.sharing import DIVISIONS
from kg.extract.page import Hit, Page
from kg.patterns import alternatives

_LINE, _OWN_LEAST, _KIND_LEAST = 40, 2, 3
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


class Apart:
    """Labels, verbs and kinds of things, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        heads = {suffix for kind in patterns["kinds"] for suffix in kind["suffixes"]}
        self._label = re.compile(f"[^，。]*?(?:{alternatives(patterns['labels'])})(?!技术|研究|中心)")
        self._glued = re.compile(f"(?:{alternatives(patterns['glued'])})+")
        self._jointly = re.compile(patterns["jointly"])
        self._praise = re.compile(alternatives(patterns["superlatives"]))
        self._parts = re.compile(alternatives(patterns["parts_of_zones"]))
        self._kinds = tuple({*heads, *patterns["kinds_before"]})

    def start(self, page: Page, start: int, head: int) -> int:
        """Where the name starts of which a phrase from ``start`` has its head at ``head``."""
        start = _after_line(page, start, head)
        for pattern in (self._label, self._glued):
            match = pattern.match(page.text, start, head)
            start = match.end() if match and head > match.end() else start
        jointly = [m.end() for m in self._jointly.finditer(page.text, start, head) if head - m.end() >= _OWN_LEAST]
        start = self._after_kind(page, max(jointly, default=start), head)
        return _after_province(page, _after_division(page, start, head), head)

    def _after_kind(self, page: Page, start: int, head: int) -> int:
        """Behind what only says what sort of thing it is: 离岸式人工岛机场|大连金州湾国际机场, 最长隧洞|香炉山隧洞."""
        if self._parts.match(page.text, head):
            return start
        known = page.between(start, head, "Place", "Zone", "Project")
        words = (
            w.start
            for w in page.words[page.sentence_index(start)]
            if w.tag in ("LOC", "ORG") and not w.text.startswith("中国")
        )
        places = {*(p.start for p in known), *(at for at in words if at < head)}
        for at in sorted(p for p in places if p >= start + _KIND_LEAST):
            said = page.text[start:at]
            praised = self._praise.search(said)
            own = "“" in said or any(h.start < at for h in known) or page.joints_between(start, at, named=True)
            if (praised or not own) and said.endswith(self._kinds) and said not in self._kinds:
                return at
        return start


def _place_at(page: Page, start: int, head: int) -> Hit | None:
    return next((p for p in page.between(start, head, "Place") if p.start == start), None)


def _after_division(page: Page, start: int, head: int) -> int:
    """浙江省杭州市|浙北换流站."""
    while True:
        place = _place_at(page, start, head)
        if place is None or not page.text[place.start : place.end].endswith(DIVISIONS) or place.end >= head:
            return start
        rest = page.words_between(place.end, head)
        named = page.text[place.end : head] in page.lexicon.by_name
        if not named and not any(w.tag in ("LOC", "ORG") for w in rest):
            return start
        start = place.end


def _after_province(page: Page, start: int, head: int) -> int:
    """甘肃|兰州新区: the province before a place of it."""
    first = _place_at(page, start, head)
    second = next((h for h in page.between(first.end, head + _LINE) if h.start == first.end), None) if first else None
    if first is None or second is None or second.start >= head or page.text[first.start : first.end] in _MUNICIPALITIES:
        return start
    outer, inner = page.unit_of(first.id), page.unit_of(second.id)
    if outer is None or outer.level != "province":
        return start
    within = page.lexicon.within(inner, outer) if inner else second.cls in ("Zone", "Project")
    return second.start if within else start


def _after_line(page: Page, start: int, head: int) -> int:
    """Where a work's own name starts behind the line that it belongs to: 渝昆高铁|缙云山隧道."""
    lines = page.between(max(0, start - _LINE), head - 1, "Railway", "Road")
    line = next((h for h in lines if h.start <= start < h.end and head - h.end >= _OWN_LEAST), None)
    return line.end if line else _after_drive(page, start, head)


def _after_drive(page: Page, start: int, head: int) -> int:
    """西部陆海新通道|平陆运河: a drive before a place's name is a thing of its own."""
    drive = next((h for h in page.between(start, head, "Initiative") if h.start == start), None)
    if drive and any(w.tag == "LOC" and w.start == drive.end for w in page.words_between(drive.end, head + _OWN_LEAST)):
        return drive.end
    return start
