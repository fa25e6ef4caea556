"""Where zones, projects and organisations lie: by their names, or because the text says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.page import Claim, Hit, Page
from kg.lexicon import Unit
from kg.model import EntityId

CLASSES = ("Zone", "Project", "Organization")
_BODIES = re.compile(r"^(?:中共|中国共产党|中国人民政治协商|共青团)|人民政府$|人民代表大会|委员会$|代表团$|管理委员会$|人民法院|检察院|局$|厅$|办公室$")
_ORGANIZATION_LEAD = 6
"""How far into an organisation's name its place may stand: 中国科学院重庆…"""
_SITS_IN = re.compile(r"[，]?(?:项目|工程)?(?:位于|坐落于|坐落在|落户于|落户|落地|选址于|选址|地处|布局在|建在|设在|设于)$")
_AT = re.compile(r"(?:在|于)$")
_OF = re.compile(r"(?:市|区|县)?(?:的)?$")
_DOES = re.compile(r"^(?:加快|积极|深入|高水平|高质量|高标准)?(?:建设|创建|打造|新建|布局|建成|开工建设|规划建设|推进建设|成功创建)(?:省级|国家级|全省|全国|国家|首批|“)*$")


def state(page: Page) -> list[Claim]:
    """``locatedIn`` claims, each with the smallest place that is told."""
    return [claim for hit in page.hits if hit.cls in CLASSES for claim in _of(page, hit)]


def _of(page: Page, hit: Hit) -> Iterator[Claim]:
    if hit.cls == "Organization" and _BODIES.search(hit.id.name):
        return
    by_name = named_place(page, hit)
    if by_name:
        yield Claim(hit.id, "locatedIn", by_name, hit.start, hit.end, "place in the name")
    elif not _is_joint(page, hit):
        known = _known_place(page, hit)
        if known:
            yield Claim(hit.id, "locatedIn", page.place_id(known), hit.start, hit.end, "gazetteer")
    if hit.cls != "Organization":
        yield from _told(page, hit, by_name)


def named_place(page: Page, hit: Hit) -> EntityId | None:
    """The smallest place that a name says it lies in; none for a name of several cities (罗江—成华产业合作园区)."""
    own = _owner(page, hit)
    if own or _is_joint(page, hit):
        return own
    places = [p for p in page.inside(hit, "Place") if p.end < hit.end and page.text[p.end] not in "路街"]
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


def _owner(page: Page, hit: Hit) -> EntityId | None:
    """德阳市 for 市博物馆, which the name spells out."""
    for _, home in page.homes:
        for unit in (home, *page.lexicon.ancestors(home)):
            if hit.id.name.startswith(unit.name) and not page.text.startswith(unit.name, hit.start):
                return page.place_id(unit) if page.text[hit.start] == unit.name[-1] else None
    return None


def _is_joint(page: Page, hit: Hit) -> bool:
    if any(hit.start <= j.start and j.end <= hit.end and j.rule != "pair" for j in page.joints):
        return True
    places = page.inside(hit, "Place")
    return any(page.text[a.end : b.start] in ("—", "-", "－", "–", "·", "与", "、") for a, b in zip(places, places[1:], strict=False))


def _known_place(page: Page, hit: Hit) -> Unit | None:
    """What the lexicon knows of a zone: 两江新区 lies in 重庆市."""
    terms = [t for t in page.lexicon.terms if t.cls == hit.cls and t.name == hit.id.name]
    places = terms[0].places if terms and hit.cls == "Zone" else ()
    return page.lexicon.units[places[0]] if len(places) == 1 else None


def _told(page: Page, hit: Hit, by_name: EntityId | None) -> Iterator[Claim]:
    left, right = page.clause_at(hit.start, hit.end)
    place = next((p for p in page.between(hit.end, right, "Place") if _SITS_IN.search(page.text, hit.end, p.start)), None)
    if place:
        yield Claim(hit.id, "locatedIn", place.id, hit.start, place.end, "said to lie in")
    before = page.between(left, hit.start, "Place")
    if not before or by_name:
        return
    last = before[-1]
    gap = page.text[last.end : hit.start]
    stands_at = bool(_AT.search(page.text[left : last.start]))
    if gap == "" or (stands_at and len(gap) <= 8) or _DOES.match(gap):
        yield Claim(hit.id, "locatedIn", last.id, last.start, hit.end, "place before the name")
