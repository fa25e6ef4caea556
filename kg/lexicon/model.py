"""Units, terms and the lexicon that holds them: plain frozen values with look-ups, no file access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEVELS = ("province", "prefecture", "county", "town")
TERM_CLASSES = (
    "Region",
    "Zone",
    "Railway",
    "Road",
    "Initiative",
    "Project",
    "Organization",
    "Meeting",
    "Policy",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as it was between two changes."""

    key: str
    """The code; for an earlier holder of a code that was used again, the code and the year of its start."""
    code: str
    """Six digits, nine for a town."""
    name: str
    short: str
    level: str
    parent: str
    """Key of the parent, empty for provinces."""
    valid_from: str
    """ISO year or date; empty: before the list begins (1997 or earlier)."""
    valid_until: str
    """ISO year or date in which it ended; empty: still valid."""
    aliases: tuple[str, ...]
    replaced_by: tuple[str, ...]
    lon: float | None
    lat: float | None
    """WGS84 degrees of a representative point, or None."""

    def valid_in(self, year: str) -> bool:
        """Whether the unit was there in any part of the year (or month, or day) given; always true for ''."""
        if not year:
            return True
        return self._began_by(year) and self._lasted_to(year)

    def _began_by(self, year: str) -> bool:
        size = min(len(self.valid_from), len(year))
        return self.valid_from[:size] <= year[:size]

    def _lasted_to(self, year: str) -> bool:
        if not self.valid_until:
            return True
        size = min(len(self.valid_until), len(year))
        return year[:size] <= self.valid_until[:size]


@dataclass(frozen=True, slots=True)
class Term:
    """A named thing that is no unit: a line, region, zone, initiative, body …"""

    cls: str
    name: str
    """Canonical name, the zh prefLabel."""
    aliases: tuple[str, ...]
    places: tuple[str, ...]
    """Unit keys: places that the name names; of a line the termini and places passed in order; of a zone its place."""
    number: str
    source: str
    verified: bool
    members: tuple[str, ...] = ()
    """Unit keys that belong to a region by its definition: knowledge of the gazetteer, stated by no document."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of co-operation of the vocabulary and the words that speak of it."""

    key: str
    zh: str
    en: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known before a document is read. Picklable; nothing in it changes after loading."""

    units: Mapping[str, Unit]
    terms: tuple[Term, ...]
    abbreviations: Mapping[str, tuple[str, ...]]
    """One character → keys of the units that it may mean in joint names and names of lines, most usual first."""
    joint: Mapping[str, tuple[str, ...]]
    """Joint names of a fixed meaning → unit keys: 川渝, 成德眉资, 沪苏浙皖."""
    risky: frozenset[str]
    """Short names that are ordinary words too: they count only with their suffix or beside their parent."""
    not_places: frozenset[str]
    """Words that look like a place, or hold a place's name, and name none."""
    ambiguous: frozenset[str]
    """Names of terms declared to mean more than one thing."""
    domains: tuple[Domain, ...]
    posts: tuple[str, ...]
    by_name: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Full name, short name or alias → unit keys, in the order of units_named."""

    def units_named(self, name: str, year: str = "") -> tuple[Unit, ...]:
        """Units of that full or short name or alias valid in any part of the year; highest level first, then newest."""
        found = (self.units[key] for key in self.by_name.get(name, ()))
        return tuple(unit for unit in found if unit.valid_in(year))

    def latest(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """The units without those that another of them replaces (简阳市 of 2016 once, not twice)."""
        units = tuple(units)
        keys = {unit.key for unit in units}
        return tuple(unit for unit in units if not keys & self._heirs(unit))

    def _heirs(self, unit: Unit) -> set[str]:
        heirs: set[str] = set()
        queue = list(unit.replaced_by)
        while queue:
            key = queue.pop()
            if key not in heirs:
                heirs.add(key)
                queue.extend(self.units[key].replaced_by)
        return heirs - {unit.key}

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """Parent, grandparent … up to the province."""
        chain = []
        while unit.parent:
            unit = self.units[unit.parent]
            chain.append(unit)
        return tuple(chain)

    def within(self, unit: Unit, other: Unit) -> bool:
        """Whether the unit is the other or lies in it; a renamed holder of the same code counts as the same area."""
        return any(area.code == other.code for area in (unit, *self.ancestors(unit)))
