"""Where zones, projects and organisations lie: by their names, or because the text says it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.facts.anaphora import Anaphora
from kg.facts.cooperation.placelists import list_from
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives, load
from kg.resolve import contains

CLASSES = ("Zone", "Project", "Organization")
_ORGANIZATION_LEAD = 6
"""How far into an organisation's name its place may stand: 中国科学院重庆…"""
_PAIR_MARKS = ("—", "-", "－", "–")
_REACH, _TWO = 8, 2


class Location:
    """Words that tell where a thing lies, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._zones = {
            t.name: lexicon.units[t.places[0]] for t in lexicon.terms if t.cls == "Zone" and len(t.places) == 1
        }
        self._bodies = re.compile("|".join(patterns["bodies"]))
        self._sits_in = re.compile(f"，?(?:项目|工程|园区)?(?:{alternatives(patterns['sits_in'])})$")
        self._across = re.compile(alternatives(patterns["across"]))
        self._scope = re.compile(patterns["scope"])
        self._anaphora = Anaphora(load("cooperation")["anaphora"])
        self._at = re.compile(f"(?:{alternatives(patterns['at'])})$")
        first, last = alternatives(patterns["does_first"]), alternatives(patterns["does_last"])
        self._does = re.compile(f"^(?:{first})?(?:{alternatives(patterns['does'])})(?:{last})*$")

    def state(self, page: Page) -> list[Claim]:
        """``locatedIn`` claims, each with the smallest place that is told."""
        found = [claim for hit in page.hits if hit.cls in CLASSES for claim in self._of(page, hit)]
        for hit in self._anaphora.find(page):
            if hit.cls in CLASSES:
                found += [*self._told(page, hit, None), *self._crosses(page, hit)]
        return _smallest(page, found)

    def _of(self, page: Page, hit: Hit) -> Iterator[Claim]:
        if hit.cls == "Organization" and self._bodies.search(hit.id.name):
            return
        by_name = named_place(page, hit)
        known = None if by_name or _is_joint(page, hit) else self._zones.get(hit.id.name) if hit.cls == "Zone" else None
        for place in [by_name] if by_name else _two_cities(page, hit):
            yield Claim(hit.id, "locatedIn", place, hit.start, hit.end, "place in the name")
        if known:
            yield Claim(hit.id, "locatedIn", page.place_id(known), hit.start, hit.end, "gazetteer")
        if hit.cls != "Organization":
            yield from self._told(page, hit, by_name)
            yield from self._crosses(page, hit)
            if not by_name:
                yield from self._in_scope(page, hit)

    def _crosses(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """新区地跨西安、咸阳两市: it lies in each."""
        across = self._across.match(page.text, hit.end) if hit.cls == "Zone" else None
        places = list_from(page, across.end(), page.clause_at(hit.end, hit.end)[1]) if across else []
        for place in places if len(places) > 1 else []:
            yield Claim(hit.id, "locatedIn", place.id, hit.start, place.end, "said to lie in")

    def _in_scope(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """在江苏盐城，某枢纽主体工程完工: the place that opens the sentence, if no other stands before the thing."""
        sentence = page.sentence_at(hit.start)
        scope = self._scope.match(page.text, sentence.start, hit.start)
        if not scope:
            return
        end = page.text.find("，", scope.end(), hit.start)
        opening = page.between(scope.end(), end, "Place") if end > 0 else []
        if opening and opening[-1].end == end and not page.between(end, hit.start, "Place", "Zone", "Railway", "Road"):
            yield Claim(hit.id, "locatedIn", opening[-1].id, sentence.start, hit.end, "place that opens the sentence")

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


def _smallest(page: Page, claims: list[Claim]) -> list[Claim]:
    """The claims without those of a place in which another place of the same thing lies."""
    told: dict[EntityId, set[EntityId]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.object, EntityId):
            told[claim.subject].add(claim.object)
    return [
        claim
        for claim in claims
        if not isinstance(claim.object, EntityId)
        or not any(contains(page, claim.object, other) for other in told[claim.subject])
    ]


def named_place(page: Page, hit: Hit) -> EntityId | None:
    """The smallest place that a name says it lies in; none for a name of several cities (罗江—成华产业合作园区)."""
    own = _owner(page, hit) or _bracketed(page, hit)
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


def _two_cities(page: Page, hit: Hit) -> list[EntityId]:
    """宁波舟山港, 西安咸阳国际机场 lie in both cities."""
    places = [p for p in page.inside(hit, "Place") if (unit := page.unit_of(p.id)) and unit.level == "prefecture"]
    if hit.cls != "Project" or len(places) != _TWO or places[0].start != hit.start:
        return []
    return [p.id for p in places] if places[0].end == places[1].start else []


def _bracketed(page: Page, hit: Hit) -> EntityId | None:
    """津冀（涉县·天铁）循环经济产业示范区, 深圳（哈尔滨）产业园区: a name of two sides lies where the bracket says."""
    places = [p for p in page.inside(hit, "Place") if page.text[p.start - 1] == "（"]
    sides = [p for p in page.inside(hit, "Place") if p.start == hit.start]
    joint = page.joints_between(hit.start, hit.end, named=True)
    return places[0].id if len(places) == 1 and hit.cls == "Zone" and (sides or joint) else None


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
