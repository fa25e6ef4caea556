"""From longitude and latitude to a flat map: Albers' equal-area projection, with the parallels of maps of China."""

from __future__ import annotations

from math import cos, hypot, radians, sin, sqrt

_RADIUS = 6371.0
_SOUTH, _NORTH, _CENTRE, _ORIGIN = radians(25), radians(47), radians(105), radians(30)
_N = (sin(_SOUTH) + sin(_NORTH)) / 2
_C = cos(_SOUTH) ** 2 + 2 * _N * sin(_SOUTH)

Point = tuple[float, float]


def _rho(latitude: float) -> float:
    return _RADIUS * sqrt(max(_C - 2 * _N * sin(latitude), 0.0)) / _N


def flat(lon: float, lat: float) -> Point:
    """Kilometres east and south of 105°E 30°N for a point in degrees."""
    rho, theta = _rho(radians(lat)), _N * (radians(lon) - _CENTRE)
    return rho * sin(theta), rho * cos(theta) - _rho(_ORIGIN)


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points of the map."""
    return hypot(one[0] - other[0], one[1] - other[1])
