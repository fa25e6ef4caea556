"""Spots for things beside their places: no two overlap, the same graph gives the same spots, nothing moves later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import cos, pi, sin, sqrt

from viz.projection import Point, distance

_GOLDEN = pi * (3 - sqrt(5))


class Grid:
    """Occupied discs on the plane, found by cell. Radii are in the plane's own unit."""

    def __init__(self, cell: float) -> None:
        """``cell`` must be no smaller than the largest radius."""
        self._cell = cell
        self._discs: dict[tuple[int, int], list[tuple[Point, float]]] = {}

    def free(self, centre: Point, radius: float) -> bool:
        """Whether a disc would touch no other."""
        return all(distance(centre, other) >= radius + r for other, r in self._near(centre))

    def take(self, centre: Point, radius: float) -> None:
        """Occupy a disc."""
        self._discs.setdefault(self._key(centre), []).append((centre, radius))

    def _key(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self._cell), int(point[1] // self._cell)

    def _near(self, point: Point) -> Iterator[tuple[Point, float]]:
        column, row = self._key(point)
        for i in range(column - 2, column + 3):
            for j in range(row - 2, row + 3):
                yield from self._discs.get((i, j), ())


def spiral(centre: Point, step: float, start: float = 0.0) -> Iterator[Point]:
    """Points on a sunflower around ``centre``, ``step`` apart, from the distance ``start`` outwards, without end."""
    first = int((start / step) ** 2)
    number = first
    while True:
        number += 1
        reach, angle = step * sqrt(number), number * _GOLDEN
        yield centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)


def settle(grid: Grid, centre: Point, radius: float, start: float) -> Point:
    """The first free spot on the spiral around ``centre``, which is taken."""
    for point in spiral(centre, radius / 3, start):
        if grid.free(point, radius):
            grid.take(point, radius)
            return point
    raise AssertionError("a spiral has no end")


def middle(points: Iterable[Point]) -> Point:
    """The mean of the points, of which there must be one."""
    found = list(points)
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)
