"""Which unit a place's name means here: among several of one name, and whether it means a place at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from kg.extract.letters import distance
from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId, Undecided

LEVEL_POINTS = {"province": 9, "prefecture": 6, "county": 2, "town": 0}
PARENT_BESIDE, LIST_MATE, SAME_PREFECTURE, SAME_PROVINCE, MENTIONED_AREA = 100, 60, 40, 20, 15
LIST_KIND = 12
_NEIGHBOURS = 110.0
"""Kilometres between the points of two counties that may be set side by side without more: 攸县与莲花."""
NAMING = frozenset({"n", "nz", "nw", "LOC", "ORG", "vn"})
"""Tags of words with which a name before them forms a longer one: 成都路, 中江大桥."""
_FAR = "a short name far from what the document is about"
# 阿坝、金阳等6个县: the list's tail tells of what kind its members are
_LIST_TAIL = re.compile(r"(?:、[一-鿿]{2,5}){0,8}等?(?:\d+|[一二三四五六七八九十两]+)?个?([县区旗])(?![域级委])")
_BETWEEN_LIST = re.compile(r"[、，和与及同至到]|以及|[—－–-]|·")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name one of several units; without any it is a trap: 三江源 is no 三江."""

    start: int
    end: int
    name: str
    units: tuple[Unit, ...]
    weak: bool = False
    """The words around do not make it a place's name, or it is an ordinary word too: it counts only in a list, beside
    a place of its level."""


def decide(page: Page, candidates: Sequence[Candidate], joint: Iterable[str]) -> Iterator[Hit]:
    """Give every candidate its unit; a name that stays open takes the sense that it has elsewhere in the document, and
    is listed as undecided if it has none. ``joint`` are the joint names of the lexicon that the page contains."""
    senses = Senses(page, candidates, joint)
    senses.choose()
    counts = Counter(unit.key for unit in senses.chosen.values())
    for index, unit in senses.chosen.items():
        candidate = candidates[index]
        yield Hit(candidate.start, candidate.end, page.place_id(unit), "gazetteer")
    for candidate in senses.open_ones:
        yield _by_sense(page, candidate, counts)


class Senses:
    """The candidates of one page, and what has been decided about them."""

    def __init__(self, page: Page, candidates: Sequence[Candidate], joint: Iterable[str]) -> None:
        self._page = page
        self._all = candidates
        self._areas = _areas(page, candidates, joint)
        self.chosen: dict[int, Unit] = {}
        self.open_ones: list[Candidate] = []

    def choose(self) -> None:
        """Decide names that stand for themselves, then those that a list vouches for, from its left and its right."""
        for index, candidate in enumerate(self._all):
            if not candidate.weak:
                self._settle(index)
        for order in (range(len(self._all)), reversed(range(len(self._all)))):
            for index in order:
                if self._all[index].weak and index not in self.chosen and self._is_vouched_for(index):
                    self._settle(index)

    def _settle(self, index: int) -> None:
        page, candidate = self._page, self._all[index]
        ranked = self._ranked(index)
        far = ranked[0][0] < _least(candidate, ranked[0][1]) and not _speaks_for_itself(page, candidate)
        if far or (candidate.name in page.lexicon.risky and not self._is_at_home(index, ranked[0][1])):
            if not candidate.weak:
                page.turn_down(candidate.start, candidate.end, "gazetteer", _FAR)
        elif len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
            if not candidate.weak:
                self.open_ones.append(candidate)
        else:
            unit = self.chosen[index] = ranked[0][1]
            if unit.level in ("province", "prefecture"):
                self._areas.update(area.key for area in (unit, *page.lexicon.ancestors(unit)))

    def _is_vouched_for(self, index: int) -> bool:
        """Whether a member of the list beside it is a place of its level; of two that are both only words, one that
        lies in the same prefecture."""
        candidate = self._all[index]
        home = self._page.home_at(candidate.start)
        if home and any(u.name == candidate.name and self._page.lexicon.within(u, home) for u in candidate.units):
            return True  # 在古城区召开, in a text of its city
        levels = {unit.level for unit in candidate.units}
        beside = [near for step in (-1, 1) if (near := self._beside(index, step)) is not None]
        if any(near in self.chosen and self.chosen[near].level in levels for near in beside):
            return True
        mates = {unit.parent for near in beside for unit in self._all[near].units if unit.level == "county"}
        return any(unit.parent in mates for unit in candidate.units if unit.level == "county")

    def _beside(self, index: int, step: int) -> int | None:
        """The member of the same list before or after this one."""
        near = index + step
        if not 0 <= near < len(self._all):
            return None
        first, last = sorted((self._all[index], self._all[near]), key=lambda c: c.start)
        return near if _BETWEEN_LIST.fullmatch(self._page.text, first.end, last.start) else None

    def _ranked(self, index: int) -> list[tuple[int, Unit]]:
        page, candidate = self._page, self._all[index]
        home = page.home_at(candidate.start)
        tail = _LIST_TAIL.match(page.text, candidate.end)
        points = []
        for unit in candidate.units:
            score = LIST_KIND if tail and unit.level == "county" and unit.name.endswith(tuple(tail[1])) else 0
            score += LEVEL_POINTS[unit.level] + _context_points(page.lexicon, unit, home, self._areas)
            points.append((score + self._neighbours_points(index, unit), unit))
        return sorted(points, key=lambda p: (-p[0], p[1].key))

    def _neighbours_points(self, index: int, unit: Unit) -> int:
        """Points for what it lies in right before it, and for list mates that lie in the same unit."""
        here = self._all[index]
        if index and self._all[index - 1].end == here.start and (above := self.chosen.get(index - 1)):
            return PARENT_BESIDE if self._is_inside(unit, above) else 0
        after = self._all[index + 1] if index + 1 < len(self._all) else None
        if after and after.start == here.end and any(self._is_inside(inner, unit) for inner in after.units):
            return PARENT_BESIDE
        for step in (-1, 1):
            near = self._beside(index, step)
            mates = self._meanings(near) if near is not None else ()
            if any(_are_mates(unit, mate) for mate in mates):
                return LIST_MATE
            if any(_are_near(unit, mate) for mate in mates):
                return MENTIONED_AREA
        return 0

    def _is_inside(self, unit: Unit, other: Unit) -> bool:
        return unit.key != other.key and self._page.lexicon.within(unit, other)

    def _meanings(self, index: int) -> tuple[Unit, ...]:
        return (self.chosen[index],) if index in self.chosen else self._all[index].units

    def _is_at_home(self, index: int, unit: Unit) -> bool:
        """Whether an ordinary word may be a place here: in the province that the document speaks for, in a prefecture
        that it names, or beside its like; a prefecture also where no noun follows (not 大同世界)."""
        page, candidate = self._page, self._all[index]
        home = page.home_at(candidate.start)
        chain = (unit, *page.lexicon.ancestors(unit))
        if (home and page.lexicon.within(home, chain[-1])) or self._neighbours_points(index, unit):
            return True
        if unit.level == "prefecture" and (_stands_apart(page, candidate) or self._is_vouched_for(index)):
            return True
        narrow = chain if unit.level == "prefecture" else chain[:-1]
        return unit in self.chosen.values() or any(area.key in self._areas for area in narrow)


def _least(candidate: Candidate, unit: Unit) -> int:
    """Points that a name needs: a county by its short name, or a town, must lie where the document is about."""
    if unit.level == "town" or (unit.level == "county" and candidate.name != unit.name):
        return MENTIONED_AREA
    return 0


def _are_mates(one: Unit, other: Unit) -> bool:
    return one.level == other.level and one.parent == other.parent and one.key != other.key


def _are_near(one: Unit, other: Unit) -> bool:
    return one.level == other.level == "county" and one.key != other.key and distance(one, other) <= _NEIGHBOURS


def _context_points(lexicon: Lexicon, unit: Unit, home: Unit | None, areas: Set[str]) -> int:
    score = 0
    chain = (unit, *lexicon.ancestors(unit))
    if home:
        own = {u.key: u.level for u in (home, *lexicon.ancestors(home))}
        shared = [own[u.key] for u in chain if u.key in own]
        score += SAME_PREFECTURE if {"prefecture", "county"} & set(shared) else SAME_PROVINCE if shared else 0
    if any(u.key in areas for u in chain):
        score += MENTIONED_AREA
    return score


def _areas(page: Page, candidates: Sequence[Candidate], joint: Iterable[str]) -> set[str]:
    """Provinces and prefectures that the document names beyond doubt with the provinces of those, members of the joint
    names in it, and what it names in full."""
    areas = {key for name in joint for key in page.lexicon.joint[name]}
    for candidate in candidates:
        tops = [u for u in candidate.units if u.level in ("province", "prefecture")]
        full = [u for u in candidate.units if u.name == candidate.name]
        if len(tops) == 1 and candidate.name not in page.lexicon.risky:
            areas.update(unit.key for unit in (tops[0], *page.lexicon.ancestors(tops[0])))
        if len(full) == 1:
            areas.add(full[0].key)
    return areas


def _speaks_for_itself(page: Page, candidate: Candidate) -> bool:
    """A short name that one unit of the country has, no ordinary word, a place to the tagger, and no part of a longer
    name: 寻乌, 会昌."""
    if len(candidate.units) > 1 or candidate.units[0].level == "town" or candidate.name in page.lexicon.risky:
        return False
    return _stands_apart(page, candidate)


def _stands_apart(page: Page, candidate: Candidate) -> bool:
    """Whether the tagger takes the span for a place, with no noun after it."""
    words = page.words[page.sentence_index(candidate.start)]
    whole = (candidate.start, candidate.end, "LOC")
    here = next((i for i, w in enumerate(words) if (w.start, w.end, w.tag) == whole), -1)
    alone = here + 1 == len(words) or words[here + 1].tag not in NAMING
    return here >= 0 and alone


def _by_sense(page: Page, candidate: Candidate, senses: Mapping[str, int]) -> Hit:
    named = [unit for unit in candidate.units if senses.get(unit.key)]
    if not named:
        return _open(page, candidate)
    unit = max(named, key=lambda u: (senses[u.key], u.key))
    return Hit(candidate.start, candidate.end, page.place_id(unit), "sense of the document")


def _open(page: Page, candidate: Candidate) -> Hit:
    """A name that the document cannot decide is a thing of its own, listed with what it may be."""
    id = EntityId("Place", candidate.name)
    codes = tuple(sorted(u.key for u in candidate.units))
    page.candidates[id] = codes
    page.undecided.append(
        Undecided(candidate.start, candidate.end, candidate.name, "several units of this name", codes)
    )
    return Hit(candidate.start, candidate.end, id, "gazetteer")
