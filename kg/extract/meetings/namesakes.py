"""Which names in a document mean the same meeting."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.extract.page import Page
from kg.extract.papers.phrases import ORDINAL, YEAR
from kg.model import EntityId

_LEADING_PLACES = re.compile("^[一-鿿]{2,12}?[两三四五](?:市|地|省市?|区)")
_SHORT_FORM = re.compile("(?:本届|首届|第[一二三四五六七八九十\\d]+届)?(?P<core>[一-鿿]{1,3}[博洽交贸]会)")
_FULL = 8
_SHORTEST = 4


def in_full(page: Page, names: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Names with those of a few characters (西洽会) read as the one full name of the document that holds the characters
    in their order: 第六届中国西部国际投资贸易洽谈会; but not as that of the other year that a report is about."""
    full: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (start, end), name in names.items():
        if end - start >= _FULL:
            full[name].add(page.half_at(start))
    found = dict(names)
    for start, end in names:
        short = _SHORT_FORM.fullmatch(page.text, start, end)
        half = page.half_at(start)
        of = [name for name, at in full.items() if short and half in at and re.search(".*".join(short["core"]), name)]
        if len(of) == 1:
            found[start, end] = of[0]
    return found


def identified(page: Page, names: dict[tuple[int, int], str]) -> dict[str, EntityId]:
    """One identity for each name; a name that lies within a longer one of the same document is short for it, unless
    that one has a number and a report names it in another year's half only."""
    years: dict[str, set[str]] = defaultdict(set)
    for (start, _), name in names.items():
        years[name].add(page.half_at(start)[1])
    longest: dict[str, str] = {}
    ends: dict[str, str] = {}
    for name in sorted(set(names.values()), key=lambda n: (not ORDINAL.search(n), -len(n), n)):
        core = _LEADING_PLACES.sub("", name)
        longer = ends.get(core) if len(core) >= _SHORTEST else None
        if longer and ORDINAL.search(longer) and not years[longer] & years[name]:
            longer = None
        full = longest[longer] if longer else longest.get(name, name)
        longest.update({name: full, name.partition("暨")[0]: full})
        for at in range(len(name) - _SHORTEST + 1):
            ends.setdefault(name[at:], name)
    scopes = {}
    for (start, _), name in sorted(names.items(), reverse=True):
        scopes[longest[name]] = "" if ORDINAL.search(name) or YEAR.search(name) else _year(page, start)
    return {name: EntityId("Meeting", full, scopes[full]) for name, full in longest.items()}


def _year(page: Page, position: int) -> str:
    return page.half_at(position)[1] or page.issued[:4]
