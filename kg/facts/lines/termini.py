"""Places that a line's name spells and that the page does not know by themselves: 海拉尔 is 海拉尔区, 镇江关 a town."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from kg.extract.letters import LEAST, NEAR, distance
from kg.extract.page import Hit, Page
from kg.lexicon import Unit
from kg.model import EntityId, Undecided

_ENDS = ("", "镇", "乡", "街道", "县", "区", "市", "旗")
_FARTHEST = 1200.0
"""Kilometres to the other end within which the only unit of a name is meant."""

_WORKS = ("站", "港", "机场", "枢纽", "口岸", "线", "区", "园")

_UNLISTED = "a terminus that no list of places knows"
Span = tuple[int, int]


def exact(page: Page, start: int, end: int) -> Unit | None:
    """The unit whose name ends a span, or with the first character of 市域铁路."""
    last = end + page.text.startswith("市域", end)
    places = page.nested_between(start, last, "Place")
    return next((page.unit_of(p.id) for p in places if p.end in (end, last)), None)


def crosses(place: Hit, span: Span) -> bool:
    """Whether a place lies in a span."""
    return place.start < span[1] and span[0] < place.end


def town(page: Page, name: str) -> Unit | None:
    """The one town or county of the home's province whose name begins so, else the only one."""
    home = page.home_at(0)
    units = _named(page, name)
    near = [u for u in units if home and page.lexicon.within(u, (home, *page.lexicon.ancestors(home))[-1])]
    towns = near or units
    larger = [u for u in towns if u.level != "town" and not u.valid_until]
    return larger[0] if len(larger) == 1 else towns[0] if len(towns) == 1 else None


def unknown_ends(page: Page, hit: Hit, spans: Sequence[Span]) -> Iterator[tuple[int, Unit | None]]:
    """Where the name of a terminus starts that ends in no known place, and its unit: in the place that leads it, or
    near the others. A province that leads an unknown one only says where it lies."""
    home = page.home_at(0)
    known = [unit for span in spans if (unit := exact(page, *span))] or ([home] if home else [])
    for start, end in spans if known else ():
        if exact(page, start, end) is None:
            leads = next((p for p in page.nested_between(start, end, "Place") if p.start == start), None)
            area, rest = page.unit_of(leads.id) if leads else None, page.text[leads.end if leads else start : end]
            unit = _beside(page, rest, known, area) if len(rest) >= LEAST else None
            if unit or (area and area.name.endswith(("省", "自治区")) and len(rest) >= LEAST):
                yield end - len(rest), unit


def unlisted(page: Page, spans: Sequence[Span]) -> Iterator[EntityId]:
    """Termini that no list knows and that the tagger takes for places: 罗布泊. Which unit is meant stays undecided."""
    for start, end in spans:
        words = page.words_over(start, end)
        alone = len(words) == 1 and (words[0].start, words[0].end, words[0].tag) == (start, end, "LOC")
        if alone and not page.nested_between(start, end) and not page.text[start:end].endswith(_WORKS):
            name = page.text[start:end]
            page.undecided.append(Undecided(start, end, name, _UNLISTED))
            yield EntityId("Place", name)


def _beside(page: Page, name: str, known: Sequence[Unit], area: Unit | None) -> Unit | None:
    units = [u for u in _named(page, name) if not u.valid_until and (area is None or page.lexicon.within(u, area))]
    ranked = sorted((min(distance(u, other) for other in known), u.key, u) for u in units)
    if not ranked:
        return None
    nearest, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else inf
    alone = len(ranked) == 1 and (area is not None or nearest <= _FARTHEST)
    return ranked[0][2] if alone or (nearest <= NEAR and second > 2 * nearest) else None


def _named(page: Page, name: str) -> list[Unit]:
    found = [u for end in _ENDS for u in page.lexicon.units_named(name + end, page.issued[:4])]
    return list(dict.fromkeys(found))
