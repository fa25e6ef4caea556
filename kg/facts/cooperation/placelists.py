"""Lists of places in running text: from a position on, up to one, and all those of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.page import Hit, Page
from kg.model import EntityId

_LIST_GAP = re.compile(r"(?:等地?|地区)?[、和及与](?:我市|全市)?|以及|等?(?:市|区|县)?[、]")
_PARTNER_MARK = re.compile("[与同](?=[一-鿿])")
_JOINTLY_NAMED = ("Region", "Zone", "Initiative", "Meeting", "Railway", "Road")


def place_of(page: Page, hit: Hit) -> EntityId | None:
    """A place itself, or the place that a zone or body carries in its name: 德阳经开区 acts for 德阳市."""
    if hit.cls == "Place":
        return hit.id
    inner = page.inside(hit, "Place")
    return inner[0].id if inner and inner[0].start - hit.start <= 2 else None


def partners_from(page: Page, start: int, end: int) -> tuple[list[EntityId], int]:
    """The places of a list that starts at a position, the members of joint names (京津冀) in it too, and where the list
    ends; areas in it are no places: 与长三角、京津冀等地区."""
    ids: list[EntityId] = []
    at = stop = start
    while True:
        item = _places_at(page, at, end, at > start) or _area_at(page, at, end)
        if not item:
            break
        ids += item[0]
        stop = item[1]
        gap = _LIST_GAP.match(page.text, stop, end)
        if not gap:
            break
        at = gap.end()
    return (ids, stop) if ids else ([], start)


def _places_at(page: Page, start: int, end: int, goes_on: bool) -> tuple[list[EntityId], int] | None:
    """Members of the joint name, or the list of places, that starts at a position, and its end."""
    joint = next((j for j in page.joints_between(start, end, named=True) if j.start == start), None)
    if joint and not page.covering(joint.start, joint.end, *_JOINTLY_NAMED):
        return list(joint.members), joint.end
    hits = list_from(page, start, end, goes_on)
    return ([hit.id for hit in hits], hits[-1].end) if hits else None


def _area_at(page: Page, start: int, end: int) -> tuple[list[EntityId], int] | None:
    """No place, and the end of the region that starts at a position."""
    area = next((hit for hit in page.between(start, end, "Region") if hit.start == start), None)
    return ([], area.end) if area else None


def list_from(page: Page, start: int, end: int, goes_on: bool = False) -> list[Hit]:
    """The list of places that starts at a position, or goes on there; of 重庆渝北 the district."""
    run: list[Hit] = []
    for start_of, hit in collapsed(page.between(start, end, "Place")):
        at = run[-1].end if run else start
        if start_of != at and not (run and _LIST_GAP.fullmatch(page.text, at, start_of)):
            break
        if (run or goes_on) and _PARTNER_MARK.match(page.text, hit.end):
            break
        run.append(hit)
    return run


def collapsed(places: Sequence[Hit]) -> list[tuple[int, Hit]]:
    """Of places that stand together without a mark (重庆渝北) the last, with the start of the first."""
    found: list[tuple[int, Hit]] = []
    for hit in places:
        if found and found[-1][1].end == hit.start:
            found[-1] = (found[-1][0], hit)
        else:
            found.append((hit.start, hit))
    return found


def list_to(page: Page, hits: Sequence[Hit]) -> list[Hit]:
    """The list that ends with the last hit."""
    run: list[Hit] = []
    for hit in reversed(hits):
        if run and hit.end == run[0].start:
            continue
        if run and not re.fullmatch(r"[、和及·]", page.text[hit.end : run[0].start]):
            break
        if run and page.text[hit.start - 1 : hit.start] in ("与", "同"):
            break
        run.insert(0, hit)
    return run


def runs(page: Page, places: Sequence[Hit]) -> Iterator[list[Hit]]:
    """Places side by side, list by list; of 重庆渝北 the district."""
    run: list[Hit] = []
    for hit in places:
        gap = page.text[run[-1].end : hit.start] if run else ""
        if run and not gap:
            run[-1] = hit
        elif run and re.fullmatch(r"[、和与及同·]|以及", gap):
            run.append(hit)
        else:
            if run:
                yield run
            run = [hit]
    if run:
        yield run
