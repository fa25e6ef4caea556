"""What the tables must keep to beyond the form of a single row; a breach is a LexiconError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.lexicon.model import LEVELS, Term, Unit
from kg.lexicon.tables import Row
from kg.model import LexiconError


def links(row: Row, units: Mapping[str, Unit]) -> None:
    """A unit's parent and heirs exist; the parent is of a higher level and was there when the unit last was."""
    unit = units[row.text("key")]
    if (unit.level == "province") != (not unit.parent):
        raise row.fail("parent", "a province has none, every other unit has one")
    if unit.parent:
        _parent(row, unit, units.get(unit.parent))
    for key in unit.replaced_by:
        if key not in units:
            raise row.fail("replaced_by", f"{key} is no unit")


def _parent(row: Row, unit: Unit, parent: Unit | None) -> None:
    if parent is None:
        raise row.fail("parent", f"{unit.parent} is no unit")
    if LEVELS.index(parent.level) >= LEVELS.index(unit.level):
        raise row.fail("parent", f"{parent.name} is no higher than {unit.name}")
    if not parent.valid_in(unit.valid_until) or (parent.valid_until and not unit.valid_until):
        raise row.fail("parent", f"{parent.name} was not there when {unit.name} last was")


def risky(rows: Iterable[Row], names: Mapping[str, tuple[str, ...]]) -> None:
    """A risky name is a unit's name."""
    for row in rows:
        if row.need("name") not in names:
            raise row.fail("name", f"{row.text('name')} is no unit's name")


def traps(rows: Iterable[Row], names: Mapping[str, tuple[str, ...]], terms: tuple[Term, ...]) -> None:
    """A trap is no name of a thing, or it would hide the thing."""
    taken = {name for term in terms for name in (term.name, *term.aliases)}
    for row in rows:
        if row.need("name") in names or row.text("name") in taken:
            raise row.fail("name", f"{row.text('name')} is the name of a unit or term")


def prefixes(rows: Iterable[Row], units: Mapping[str, Unit]) -> None:
    """A name that another unit's name begins with (巴彦, 巴彦淖尔市) is declared, and nothing else is."""
    declared = {row.need("name"): row for row in rows}
    found = _prefixes(units)
    for name in sorted(found):
        if name not in declared:
            raise LexiconError(f"prefixes.csv: name: {name} begins {found[name]}, another unit; declare it")
    for name, row in declared.items():
        if name not in found:
            raise row.fail("name", f"{name} begins no other unit's name")


def _prefixes(units: Mapping[str, Unit]) -> dict[str, str]:
    """Names above the town that begin the name of a unit that does not bear them, with one such name."""
    owners: dict[str, set[str]] = {}
    every = [unit for unit in units.values() if unit.level != "town"]
    for unit in every:
        for name in (unit.name, unit.short, *unit.aliases):
            owners.setdefault(name, set()).add(unit.key)
    found: dict[str, str] = {}
    for longer, keys in sorted(owners.items()):
        for end in range(2, len(longer)):
            if longer[:end] in owners and not keys & owners[longer[:end]]:
                found.setdefault(longer[:end], longer)
    return found
