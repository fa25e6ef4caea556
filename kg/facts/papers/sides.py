"""The places, governments and firms that a paper's title names."""

from __future__ import annotations

import re

from kg.extract.page import Hit, Joint, Page
from kg.model import EntityId
from kg.resolve import contains

_NO_SIDES = re.compile(
    "[一-鿿]{0,2}?(?:地区|双城|经济圈|都市圈|城市群)|公路|铁路|高速|高铁|航线|航道|运河|班列|[一-鿿]?线"
)
"""What a joint name in a title is the first part of where it tells no sides: 川藏公路养护协议."""


def in_title(page: Page, hit: Hit) -> list[EntityId]:
    """Governments, places or firms that stand in the title one by one."""
    bodies = page.inside(hit, "Organization")
    scopes = [h.id.scope for h in bodies if h.rule == "body" and h.id.scope in page.lexicon.units]
    if len(set(scopes)) > 1:
        return list(dict.fromkeys(page.place_id(page.lexicon.units[scope]) for scope in scopes))
    named = list(dict.fromkeys(h.id for h in bodies if h.rule != "body"))
    return _places(page, hit) or (named if len(named) > 1 else [])


def _joints(page: Page, hit: Hit) -> list[Joint]:
    return page.joints_between(hit.start, hit.end, named=True)


def _places(page: Page, hit: Hit) -> list[EntityId]:
    """Two or more places of a title, without joint names and those that only say where the next one lies."""
    joints = _joints(page, hit)
    places = [p for p in page.inside(hit, "Place") if not any(j.start <= p.start < j.end for j in joints)]
    kept = [p.id for i, p in enumerate(places) if i + 1 == len(places) or not contains(page, p.id, places[i + 1].id)]
    ids = list(dict.fromkeys(kept))
    return ids if len(ids) > 1 else []


def members(page: Page, hit: Hit) -> list[EntityId]:
    """The places of a title, or those of the joint name that it bears."""
    joints = _joints(page, hit)
    acting = joints and not _NO_SIDES.match(page.text, joints[0].end)
    return _places(page, hit) or (list(joints[0].members) if acting else [])


def governs(page: Page, start: int, hit: Hit) -> bool:
    """Whether the name is the verb's object, alone or in a list of papers."""
    gap = page.text[start : hit.start]
    for other in page.between(start, hit.start, "Policy", "Agreement"):
        gap = gap.replace(page.text[other.start : other.end], "", 1)
    gap = gap.removesuffix("的")
    return len(re.sub("[、和及与《》“”]", "", gap)) <= 6 and not re.search("[，。；：的]", gap)
