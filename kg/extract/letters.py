"""What the characters of a line's name stand for: 沈 and 白 in 沈白高铁.

A character is the first of a unit's short name, or an agreed abbreviation (沪, 渝). Of the units that it may mean, one
that the document names is taken before one that it does not; one that it does not name must lie near the document's
own unit or near the line's other places. A character that stays open between two units is left open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import cos, hypot, inf, radians
from typing import Any

from kg.extract.page import Page
from kg.lexicon import Lexicon, Unit

MOST, LEAST = 5, 2
"""How many characters a name of characters has."""
NEAR = 400.0
"""Kilometres within which a unit that the document does not name may be meant."""
_UNPLACED = 2000.0
_OPEN, _MARGIN = 420.0, 36.0
_MARGIN_UNHOMED = 65.0
"""How much better than the next a unit must be that is not named, in a document that is of no place."""
_LINK = 2.5
_FARTHEST = 1200.0
"""Kilometres between two places of a line unless the document names both."""
_UNNAMED = {
    ("prefecture", True): 120.0,
    ("prefecture", False): 180.0,
    ("county", True): 260.0,
    ("county", False): 340.0,
}
"""How far-fetched a near unit is that the document does not name, by its level and whether it lies in its province."""
_CAPITAL, _CAPITAL_NEAR, _WIDER = 60.0, 480.0, 150.0
"""How much less far-fetched a province's capital is, and how far its name reaches; how much more a province is than
a city of it that its character stands for, too (贵 is 贵阳 before 贵州)."""
_OWN = {"prefecture": 130.0, "province": 60.0}
"""The same for a county of the prefecture, or a district of the municipality, that the document is of."""
_ELSEWHERE = 160.0
"""The same for an abbreviation of several places (康 for 安康) that lies in another province."""
_MOST_OPTIONS = 8
_MOST_CENTRES = 12

Choice = tuple[Unit | None, float]
Ranked = tuple[float, list[Unit | None]]


@dataclass(frozen=True, slots=True)
class Silence:
    """Characters that stand for no unit (雄), those of countries (中老), and names of lines abroad (雅万)."""

    letters: str = ""
    countries: str = ""
    abroad: frozenset[str] = frozenset()

    @classmethod
    def of(cls, patterns: dict[str, Any]) -> Silence:
        """The silence of a pattern table."""
        return cls("".join(patterns["silent"]), "".join(patterns["foreign"]), frozenset(patterns["abroad"]))


class Initials:
    """First characters of the short names of prefectures and counties; built once."""

    def __init__(self, lexicon: Lexicon) -> None:
        units: dict[str, list[Unit]] = defaultdict(list)
        for unit in lexicon.units.values():
            if not unit.valid_until and _names_lines(lexicon, unit):
                units[unit.short[:1]].append(unit)
        self.units: Mapping[str, tuple[Unit, ...]] = {letter: tuple(found) for letter, found in units.items()}
        self._prefectures: dict[str, list[Unit]] = defaultdict(list)
        for unit in lexicon.units.values():
            if unit.level == "prefecture" and not unit.valid_until:
                self._prefectures[unit.parent].append(unit)

    def within(self, unit: Unit) -> list[Unit]:
        """The unit, or the prefectures of a province: where it lies."""
        return self._prefectures.get(unit.key) or [unit]


class Letters:
    """The characters on one page, in the light of what it names and whose it is."""

    def __init__(self, page: Page, initials: Initials, silence: Silence) -> None:
        self._page = page
        self._lexicon = page.lexicon
        self._initials = initials
        self._silent, self._foreign, self._abroad = silence.letters, silence.countries, silence.abroad
        self._live = _live(page)
        self._homed = bool(page.homes)
        self._homes = list(dict.fromkeys(home for _, home in page.homes)) or _centres(self._live.values())
        self._points = [p for home in self._homes for p in initials.within(home)]
        self._provinces = {self._province(home) for home in self._homes}
        self._options_of: dict[str, list[Choice]] = {}
        self._read: dict[str, tuple[Unit | None, ...]] = {}

    def plausible(self, body: str) -> bool:
        """Whether every character of a name may stand for a unit here, or all but one inside it (乍 in 沪乍杭)."""
        unknown = [
            place for place, letter in enumerate(body) if letter not in self._silent and not self._options(letter)
        ]
        between = all(0 < place < len(body) - 1 for place in unknown)
        agreed = all(len(self._lexicon.abbreviations.get(letter, ())) == 1 for letter in (body[:1], body[-1:]))
        return LEAST <= len(body) <= MOST and len(unknown) <= 1 and (not unknown or (between and agreed))

    def is_live(self, unit: Unit) -> bool:
        """Whether the document names the unit."""
        return unit.key in self._live

    def read(self, body: str) -> tuple[Unit | None, ...]:
        """The unit behind each character, None where it stays open; empty if the name is no name of characters."""
        if self._is_abroad(body):
            return ()
        if not self.plausible(body):
            return self._of_live(body)
        if body not in self._read:
            self._read[body] = self._decide(body)
        return self._read[body]

    def along(self, body: str, passed: Sequence[Unit]) -> tuple[Unit | None, ...]:
        """The same for a line of which it is known what it passes."""
        return tuple(self._on_line(letter, passed) for letter in body)

    def may_mean(self, letter: str, unit: Unit) -> bool:
        """Whether a character may be short for the unit or for what it lies in: 万 for 万州区, 川 for 成都市."""
        keys = self._lexicon.abbreviations.get(letter, ())
        return letter in unit.short or any(area.key in keys for area in (unit, *self._lexicon.ancestors(unit)))

    def _is_abroad(self, body: str) -> bool:
        """中越, 中老泰: countries; 雅万, 匈塞: places of others."""
        return body in self._abroad or (body[:1] == "中" and all(letter in self._foreign for letter in body[1:]))

    def _on_line(self, letter: str, passed: Sequence[Unit]) -> Unit | None:
        keys = self._lexicon.abbreviations.get(letter, ())
        if letter in self._silent:
            return None
        on_line = [u for u in passed if u.key in keys or u.short.startswith(letter)]
        agreed = [self._lexicon.units[key] for key in keys]
        above = [area for area in agreed if any(self._lexicon.within(u, area) for u in passed)]
        return next(iter([*on_line, *above]), None)

    def _of_live(self, body: str) -> tuple[Unit | None, ...]:
        """惠霞 in a paper of 惠州: what the page names, beside one character that nothing explains."""
        open_letters = [letter for letter in body if not self._options(letter)]
        if len(open_letters) != 1 or not LEAST <= len(body) <= MOST:
            return ()
        return tuple(self._only_live(letter) for letter in body)

    def _only_live(self, letter: str) -> Unit | None:
        options = [u for u, _ in self._options(letter) if u]
        live = [u for u in options if self.is_live(u) and u.level != "province"]
        agreed = tuple(self._lexicon.abbreviations.get(letter, ()))
        sure = live or [u for u in options if self._is_own(u)] or [u for u in options if (u.key,) == agreed]
        return sure[0] if len(sure) == 1 else None

    def _decide(self, body: str) -> tuple[Unit | None, ...]:
        options = [[*self._options(letter), (None, _OPEN)] for letter in body]
        ranked = sorted(((self._cost(choices), [c[0] for c in choices]) for choices in product(*options)), key=_order)
        best_cost, best = ranked[0]
        return tuple(self._sure(ranked, place, unit, best_cost) for place, unit in enumerate(best))

    def _sure(self, ranked: Sequence[Ranked], place: int, unit: Unit | None, best: float) -> Unit | None:
        """The unit, unless another one would do nearly as well in its place."""
        others = (cost for cost, units in ranked if units[place] != unit and units[place] is not None)
        margin = _MARGIN if self._homed or (unit and self.is_live(unit)) else _MARGIN_UNHOMED
        return unit if next(others, inf) - best >= margin else None

    def _cost(self, choices: Sequence[Choice]) -> float:
        units = [unit for unit, _ in choices if unit]
        total = sum(cost for _, cost in choices)
        if len({u.key for u in units}) < len(units):
            return inf
        gaps = [distance(a, b) for a, b in pairwise(units)]
        unnamed = [not (self.is_live(a) and self.is_live(b)) for a, b in pairwise(units)]
        apart = any(gap > _FARTHEST and far for gap, far in zip(gaps, unnamed, strict=True))
        if apart or not all(self._allowed(unit, gaps, here) for here, unit in enumerate(units)):
            return inf
        return total + sum(min(gap, _UNPLACED) for gap in gaps) / _LINK

    def _allowed(self, unit: Unit, gaps: Sequence[float], here: int) -> bool:
        """A unit that the document neither names nor is near to must lie near the line's next place."""
        if unit.key in self._live or self._is_near(unit) or unit.level == "province":
            return True
        near = NEAR if self._homes else _FARTHEST / 2
        return any(gap <= near for gap in gaps[max(0, here - 1) : here + 1])

    def _options(self, letter: str) -> list[Choice]:
        if letter not in self._options_of:
            best: dict[Unit, float] = {}
            for unit, cost in () if letter in self._silent else self._candidates(letter):
                best[unit] = min(cost, best.get(unit, inf))
            agreed = [self._lexicon.units[key] for key in self._lexicon.abbreviations.get(letter, ())]
            for area in {u.parent for u in agreed if u.level == "prefecture"} & {u.key for u in best}:
                best[self._lexicon.units[area]] += _WIDER
            ranked = sorted(best.items(), key=lambda item: (item[1], item[0].key))
            self._options_of[letter] = list(ranked[:_MOST_OPTIONS])
        return self._options_of[letter]

    def _candidates(self, letter: str) -> Iterator[tuple[Unit, float]]:
        for unit in self._live.values():
            if unit.short.startswith(letter) and unit.level in ("prefecture", "county"):
                yield unit, 40.0 if unit.level == "county" else 0.0
        for key in self._lexicon.abbreviations.get(letter, ()):
            yield self._lexicon.units[key], self._agreed(letter, self._lexicon.units[key])
        for unit in self._initials.units.get(letter, ()):
            if not self._homes and unit.level == "prefecture":
                yield unit, _UNNAMED["prefecture", False]
            if self._is_own(unit):
                yield unit, _OWN[self._lexicon.units[unit.parent].level]
            elif self._is_near(unit) and not self._is_foreign_district(unit):
                capital = _CAPITAL if _is_capital(unit) else 0.0
                yield unit, _UNNAMED[unit.level, self._province(unit) in self._provinces] - capital

    def _agreed(self, letter: str, unit: Unit) -> float:
        """How far-fetched an abbreviation is here: 沪 means one place everywhere, 平 does not."""
        if unit.key in self._live:
            return 0.0
        if not unit.short.startswith(letter):
            only = len(self._lexicon.abbreviations.get(letter, ())) == 1
            return 60.0 if only or not self._homed or self._province(unit) in self._provinces else _ELSEWHERE
        if self._homed and unit.level == "county":
            return _UNNAMED["county", self._province(unit) in self._provinces]
        capital = _CAPITAL if _is_capital(unit) else 0.0
        if self._homed or self._province(unit) in self._provinces:
            return (100.0 if self._is_near(unit) else 200.0) - capital
        return 200.0 - capital

    def _is_near(self, unit: Unit) -> bool:
        if self._province(unit) in self._provinces:
            return True
        near = _CAPITAL_NEAR if _is_capital(unit) else NEAR
        return any(distance(unit, point) <= near for point in self._points)

    def _is_foreign_district(self, unit: Unit) -> bool:
        """A district of a city that is not the document's own: lines are seldom called by it."""
        return (
            unit.name.endswith("区") and self._lexicon.units[unit.parent].level != "province" and not self.is_live(unit)
        )

    def _is_own(self, unit: Unit) -> bool:
        return self._homed and unit.level == "county" and any(unit.parent == home.key for home in self._homes)

    def _province(self, unit: Unit) -> str:
        return (unit, *self._lexicon.ancestors(unit))[-1].key


def _names_lines(lexicon: Lexicon, unit: Unit) -> bool:
    """Whether lines are called by the unit: not by a district inside a city, but by one of a municipality."""
    if unit.level == "county" and unit.name.endswith("区"):
        city = lexicon.units[unit.parent]
        return city.level == "province" or 28 <= distance(unit, city) < 1000
    return unit.level in ("prefecture", "county")


def _is_capital(unit: Unit) -> bool:
    """Whether a city is its province's capital: the first in the order of the codes."""
    return unit.level == "prefecture" and unit.key[2:4] == "01"


def _order(item: Ranked) -> tuple[float, list[str]]:
    return item[0], [unit.key if unit else "" for unit in item[1]]


def distance(one: Unit, other: Unit) -> float:
    """Kilometres between two units' points; far if one has no point."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return _UNPLACED
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return 111.2 * hypot(east, one.lat - other.lat)


def _centres(live: Iterable[Unit]) -> list[Unit]:
    """What a document without a home is taken to be about: the cities and counties that it names."""
    return [unit for unit in live if unit.level in ("prefecture", "county")][:_MOST_CENTRES]


def _live(page: Page) -> dict[str, Unit]:
    """Units that the page names, the ones that it is of and those above them, by key."""
    sections = [p for h in page.hits if h.cls in ("Railway", "Road") for p in page.nested_between(h.start, h.end)]
    hits = [*page.hits, *sections]
    units = {unit.key: unit for hit in hits if hit.cls == "Place" and (unit := page.unit_of(hit.id))}
    for _, home in page.homes:
        units.update({u.key: u for u in (home, *page.lexicon.ancestors(home))})
    return {key: units[key] for key in sorted(units)}
