"""The tables of ``data/gazetteer`` → a checked Lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from kg.lexicon import checks
from kg.lexicon.model import LEVELS, TERM_CLASSES, Domain, Lexicon, Term, Unit
from kg.lexicon.tables import Row, read
from kg.resources import data

UNIT_FIELDS = (
    "key",
    "code",
    "name",
    "short",
    "level",
    "parent",
    "valid_from",
    "valid_until",
    "aliases",
    "replaced_by",
    "lon",
    "lat",
    "source",
    "point_source",
)
TERM_FIELDS = ("class", "name", "number", "aliases", "places", "members", "source", "verified")
ABBREVIATION_FIELDS = ("character", "units", "source", "verified")
JOINT_FIELDS = ("name", "units", "source", "verified")
WORD_FIELDS = ("name", "reason")
DOMAIN_FIELDS = ("key", "zh", "en", "words")
POST_FIELDS = ("title",)

UNIT_FILES = ("units.csv", "towns.csv")
TERM_FILES = (
    "railways.csv",
    "roads.csv",
    "regions.csv",
    "zones.csv",
    "initiatives.csv",
    "bodies.csv",
    "projects.csv",
    "meetings.csv",
)


def load(folder: Path | None = None) -> Lexicon:
    """Read and check the tables; a wrong row is a LexiconError that names file, line and field."""
    folder = folder or data("gazetteer")
    units = _units(folder)
    names = _names(units)
    finder = _Finder(units, names)
    ambiguous = _words(folder / "ambiguous.csv")
    terms = _terms(folder, finder, ambiguous)
    checks.risky(read(folder / "risky.csv", WORD_FIELDS), names)
    checks.traps(read(folder / "not_places.csv", WORD_FIELDS), names, terms)
    checks.prefixes(read(folder / "prefixes.csv", WORD_FIELDS), units)
    return Lexicon(
        units=units,
        terms=terms,
        abbreviations=_pointers(folder / "abbreviations.csv", ABBREVIATION_FIELDS, finder),
        joint=_pointers(folder / "joint.csv", JOINT_FIELDS, finder),
        risky=_words(folder / "risky.csv"),
        not_places=_words(folder / "not_places.csv"),
        ambiguous=ambiguous,
        domains=_domains(folder / "domains.csv"),
        posts=tuple(row.need("title") for row in read(folder / "posts.csv", POST_FIELDS)),
        by_name=names,
    )


def _units(folder: Path) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    rows: list[Row] = []
    for file in UNIT_FILES:
        for row in read(folder / file, UNIT_FIELDS):
            unit = _unit(row)
            if unit.key in units:
                raise row.fail("key", f"{unit.key} stands twice")
            units[unit.key] = unit
            rows.append(row)
    for row in rows:
        checks.links(row, units)
    return units


def _unit(row: Row) -> Unit:
    return Unit(
        key=row.need("key"),
        code=row.need("code"),
        name=row.need("name"),
        short=row.need("short"),
        level=row.choice("level", LEVELS),
        parent=row.text("parent"),
        valid_from=row.text("valid_from"),
        valid_until=row.text("valid_until"),
        aliases=row.many("aliases"),
        replaced_by=row.many("replaced_by"),
        lon=row.number("lon"),
        lat=row.number("lat"),
    )


def _names(units: Mapping[str, Unit]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(units.values(), key=lambda unit: unit.key)
    ordered.sort(key=lambda unit: unit.valid_from, reverse=True)
    ordered.sort(key=lambda unit: LEVELS.index(unit.level))
    names: dict[str, list[str]] = defaultdict(list)
    for unit in ordered:
        for name in dict.fromkeys((unit.name, unit.short, *unit.aliases)):
            names[name].append(unit.key)
    return {name: tuple(keys) for name, keys in names.items()}


class _Finder:
    """Place names as the tables write them → unit keys."""

    def __init__(self, units: Mapping[str, Unit], names: Mapping[str, tuple[str, ...]]) -> None:
        self.units = units
        self.names = names

    def keys(self, row: Row, field: str) -> tuple[str, ...]:
        """The units of a field: full names of present units, ``parent/name`` where the name is not enough, or keys."""
        return tuple(self._key(row, field, name) for name in row.many(field))

    def _key(self, row: Row, field: str, name: str) -> str:
        if name in self.units:
            return name
        outer, _, inner = name.rpartition("/")
        found = [unit for unit in self._current(inner) if not outer or self._inside(unit, outer)]
        top = [unit for unit in found if unit.level == found[0].level]
        if len(top) != 1:
            what = f"means {', '.join(unit.key for unit in top)}; write parent/name" if top else "is no present unit"
            raise row.fail(field, f"{name} {what}")
        return top[0].key

    def _current(self, name: str) -> list[Unit]:
        units = [self.units[key] for key in self.names.get(name, ())]
        return [unit for unit in units if not unit.valid_until and unit.name == name]

    def _inside(self, unit: Unit, outer: str) -> bool:
        while unit.parent:
            unit = self.units[unit.parent]
            if unit.name == outer:
                return True
        return False


def _terms(folder: Path, finder: _Finder, ambiguous: frozenset[str]) -> tuple[Term, ...]:
    terms: list[Term] = []
    seen: dict[str, str] = {}
    for file in TERM_FILES:
        for row in read(folder / file, TERM_FIELDS):
            term = _term(row, finder)
            for name in (term.name, *term.aliases):
                if name in seen and name not in ambiguous:
                    raise row.fail("aliases", f"{name} means {seen[name]} too; declare it in ambiguous.csv")
                if name in finder.names and name not in ambiguous:
                    raise row.fail("aliases", f"{name} names a unit too; declare it in ambiguous.csv")
                seen[name] = term.name
            terms.append(term)
    return tuple(terms)


def _term(row: Row, finder: _Finder) -> Term:
    name, aliases = row.need("name"), row.many("aliases")
    if name in aliases:
        raise row.fail("aliases", f"{name} is the name itself")
    return Term(
        cls=row.choice("class", TERM_CLASSES),
        name=name,
        aliases=aliases,
        places=finder.keys(row, "places"),
        number=row.text("number"),
        source=row.need("source"),
        verified=row.choice("verified", ("yes", "no")) == "yes",
        members=finder.keys(row, "members"),
    )


def _pointers(path: Path, fields: tuple[str, ...], finder: _Finder) -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for row in read(path, fields):
        name = row.need(fields[0])
        if name in result:
            raise row.fail(fields[0], f"{name} stands twice")
        row.need("units")
        row.need("source")
        row.choice("verified", ("yes", "no"))
        result[name] = finder.keys(row, "units")
    return result


def _words(path: Path) -> frozenset[str]:
    words: set[str] = set()
    for row in read(path, WORD_FIELDS):
        name = row.need("name")
        if name in words:
            raise row.fail("name", f"{name} stands twice")
        row.need("reason")
        words.add(name)
    return frozenset(words)


def _domains(path: Path) -> tuple[Domain, ...]:
    domains = tuple(
        Domain(row.need("key"), row.need("zh"), row.need("en"), row.many("words")) for row in read(path, DOMAIN_FIELDS)
    )
    owner: dict[str, str] = {}
    for row, domain in zip(read(path, DOMAIN_FIELDS), domains, strict=True):
        for word in domain.words:
            if word in owner:
                raise row.fail("words", f"{word} belongs to {owner[word]} too")
            owner[word] = domain.key
    return domains
