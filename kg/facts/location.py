"""Where zones, projects and organisations lie: by their names, or because the text says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives

CLASSES = ("Zone", "Project", "Organization")
_ORGANIZATION_LEAD = 6
"""How far into an organisation's name its place may stand: 中国科学院重庆…"""
_PAIR_MARKS = ("—", "-", "－", "–")
_REACH = 8


class Location:
    """Words that tell where a thing lies, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._zones = {
            t.name: lexicon.units[t.places[0]] for t in lexicon.terms if t.cls == "Zone" and len(t.places) == 1
        }
        self._bodies = re.compile("|".join(patterns["bodies"]))
        self._sits_in = re.compile(f"，?(?:项目|工程)?(?:{alternatives(patterns['sits_in'])})$")
        self._at = re.compile(f"(?:{alternatives(patterns['at'])})$")
        first, last = alternatives(patterns["does_first"]), alternatives(patterns["does_last"])
        self._does = re.compile(f"^(?:{first})?(?:{alternatives(patterns['does'])})(?:{last})*$")

    def state(self, page: Page) -> list[Claim]:
        """``locatedIn`` claims, each with the smallest place that is told."""
        return [claim for hit in page.hits if hit.cls in CLASSES for claim in self._of(page, hit)]

    def _of(self, page: Page, hit: Hit) -> Iterator[Claim]:
        if hit.cls == "Organization" and self._bodies.search(hit.id.name):
            return
        by_name = named_place(page, hit)
        known = None if by_name or _is_joint(page, hit) else self._zones.get(hit.id.name) if hit.cls == "Zone" else None
        if by_name:
            yield Claim(hit.id, "locatedIn", by_name, hit.start, hit.end, "place in the name")
        elif known:
            yield Claim(hit.id, "locatedIn", page.place_id(known), hit.start, hit.end, "gazetteer")
        if hit.cls != "Organization":
            yield from self._told(page, hit, by_name)

    def _told(self, page: Page, hit: Hit, by_name: EntityId | None) -> Iterator[Claim]:
        left, right = page.clause_at(hit.start, hit.end)
        places = page.between(hit.end, right, "Place")
        place = next((p for p in places if self._sits_in.fullmatch(page.text, hit.end, p.start)), None)
        if place:
            yield Claim(hit.id, "locatedIn", place.id, hit.start, place.end, "said to lie in")
        before = [p for p in page.between(left, hit.start, "Place") if p.rule != "reference"]
        if not before or by_name:
            return
        last = before[-1]
        gap = page.text[last.end : hit.start]
        stands_at = bool(self._at.search(page.text[left : last.start])) and len(gap) <= _REACH
        if not gap or stands_at or self._does.match(gap):
            yield Claim(hit.id, "locatedIn", last.id, last.start, hit.end, "place before the name")


def named_place(page: Page, hit: Hit) -> EntityId | None:
    """The smallest place that a name says it lies in; none for a name of several cities (罗江—成华产业合作园区)."""
    own = _owner(page, hit)
    if own or _is_joint(page, hit):
        return own
    places = [p for p in page.inside(hit, "Place") if _is_told(page, hit, p)]
    places = [p for p in places if p.rule != "reference"]
    units = [(p, unit) for p in places if (unit := page.unit_of(p.id))]
    if not units:
        return None
    first, smallest = units[0]
    if hit.cls == "Organization" and first.start - hit.start > _ORGANIZATION_LEAD:
        return None
    for place, unit in units[1:]:
        if page.lexicon.within(unit, smallest):
            first, smallest = place, unit
        elif unit.level == smallest.level:
            return None
    return first.id


def _is_told(page: Page, hit: Hit, place: Hit) -> bool:
    """Whether a place inside a name's span is where the thing lies: not 成都路, but the whole of a list's member that
    shares its head (什邡 in 什邡、绵竹经开区)."""
    return hit.rule == "shared head" if place.end == hit.end else page.text[place.end] not in "路街"


def _owner(page: Page, hit: Hit) -> EntityId | None:
    """德阳市 for 市博物馆, which the name spells out."""
    for _, home in page.homes:
        for unit in (home, *page.lexicon.ancestors(home)):
            if hit.id.name.startswith(unit.name) and not page.text.startswith(unit.name, hit.start):
                return page.place_id(unit) if page.text[hit.start] == unit.name[-1] else None
    return None


def _is_joint(page: Page, hit: Hit) -> bool:
    if page.joints_between(hit.start, hit.end, named=True):
        return True
    places = page.inside(hit, "Place")
    if any(page.text[p.end : p.end + 1] in _PAIR_MARKS for p in places):
        return True
    return any(page.text[a.end : b.start] in ("—", "-", "－", "–", "·", "与", "、") for a, b in pairwise(places))
