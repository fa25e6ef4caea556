"""Places: which administrative unit a name means, here, in this document.

A short name counts only where the tagger's words agree with it; among units of one name the one beside its parent, in
the document's own city or province, or of the higher level is meant. What is left open is listed, not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import ahocorasick

from kg.extract.context import Context
from kg.extract.page import Hit, Page, Word
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId, Undecided

LEVEL_POINTS = {"province": 9, "prefecture": 6, "county": 2, "town": 0}
PARENT_BESIDE, LIST_MATE, SAME_PREFECTURE, SAME_PROVINCE, MENTIONED_AREA = 100, 60, 40, 20, 15
LIST_KIND = 12
_FAR = "a short name far from what the document is about"
_REMEMBERED = 10  # years
DIVISIONS = ("省", "市", "区", "县", "州", "盟", "旗", "镇", "乡", "街道", "村")
# 成都路 is a street of another city, 中江大桥 crosses a river
_NAMING = frozenset({"n", "nz", "nw", "LOC", "ORG", "vn"})
NAMES = ("LOC", "ORG", "nz")
GLUED = frozenset({"中共", "中国共产党", "共青团", "驻", "在", "原", "同", "与", "和", "赴", "到", "由", "从", "及"})
_TOWN = re.compile("[一-鿿]{2,4}(?:镇|乡|街道)")
_LISTING = ("、", "和", "及", "与", "同", "—", "－", "–")
_STREET = re.compile("[东西南北中]?(?:路|街|大街|巷)(?![网段口面局桥港演透道])")
_PART_OF_WORD = re.compile(r"[东西南北中]?(弄|江|河|湖|海|山|岛|湾|话|菜|人|籍|语|酒|派|剧|戏|版|片)")
_NOT_A_CITY = re.compile(r"市场|市值|市民化|区域|区位|区间|区块|区别|区划|县域|县城|县级|州际|镇域|省际|省级|市级|区级")
# 阿坝、金阳等6个县: the list's tail tells of what kind its members are
_LIST_TAIL = re.compile(r"(?:、[一-鿿]{2,5}){0,8}等?(?:\d+|[一二三四五六七八九十两]+)?个?([县区旗])(?![域级委])")
_BETWEEN_LIST = re.compile(r"[、，和与及]|以及|[—－–-]|·")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name one of several units; without any it is a trap: 三江源 is no 三江."""

    start: int
    end: int
    name: str
    units: tuple[Unit, ...]
    risky: bool = False
    """An ordinary word too: it counts only in a list, after a place of its level."""


class Places:
    """All unit names in one automaton; built once, used for every document."""

    def __init__(self, lexicon: Lexicon, context: Context) -> None:
        self._lexicon = lexicon
        self._context = context
        self._automaton = ahocorasick.Automaton()
        for name in lexicon.by_name:
            if len(name) > 1 and name not in lexicon.not_places:
                self._automaton.add_word(name, name)
        for trap in lexicon.not_places:
            self._automaton.add_word(trap, trap)
        self._automaton.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Places that the page names by a full or short name; sets the page's homes on the way."""
        candidates = list(_without_overlaps(self._candidates(page)))
        page.homes = self._context.homes(page, [(c.start, c.units) for c in candidates])
        hits = list(_decide(page, candidates))
        return [*hits, *_towns(page, hits)]

    def _candidates(self, page: Page) -> Iterator[Candidate]:
        year = page.issued[:4]
        for end, name in self._automaton.iter(page.text):
            start, stop = end + 1 - len(name), end + 1
            if name in self._lexicon.not_places:
                yield Candidate(start, stop, name, ())
                continue
            units = self._units(name, year)
            if units and _stands_alone(page, start, stop, name, units):
                yield Candidate(start, stop, name, units)
            elif units and name in self._lexicon.risky and page.text[start - 1 : start] in _LISTING:
                yield Candidate(start, stop, name, units, risky=True)

    def _units(self, name: str, year: str) -> tuple[Unit, ...]:
        units = self._lexicon.units_named(name, year) if year else ()
        if units:
            return units
        former = (u for u in self._lexicon.units_named(name) if not year or _remembered(u, year))
        return self._lexicon.latest(former)


def _remembered(unit: Unit, year: str) -> bool:
    """Whether a document of that year may still name a unit that is gone."""
    return unit.valid_from[:4] <= year <= str(int(unit.valid_until[:4] or year) + _REMEMBERED)


def _stands_alone(page: Page, start: int, end: int, name: str, units: Sequence[Unit]) -> bool:
    """Whether the words around leave the span a place's name."""
    words = page.words[page.sentence_index(start)]
    over = [w for w in words if w.start < end and start < w.end]
    if not over or any(w.tag == "PER" for w in over):
        return False
    if name.endswith(DIVISIONS) and name in {u.name for u in units}:
        return not _NOT_A_CITY.match(page.text, end - 1) and _fits_full(page, over[0], start, name)
    if _STREET.match(page.text, end) or (_PART_OF_WORD.match(page.text, end) and over[-1].end != end):
        return False
    wide = units[0].level in ("province", "prefecture")
    return _fits_words(page, over, start, end, name in page.lexicon.risky, wide)


def _fits_full(page: Page, word: Word, start: int, name: str) -> bool:
    """A full name begins with a word, or stands within a name that the tagger took whole; one that is an ordinary word
    too (城区, 新区) stands right after the place that it lies in."""
    if name in page.lexicon.risky:
        return _after_place(page, start)
    return _begins(page, word, start) or (len(name) > 2 and word.tag in NAMES)


def _after_place(page: Page, start: int) -> bool:
    return any(page.text[start - size : start] in page.lexicon.by_name for size in range(2, min(start, 8) + 1))


def _fits_words(page: Page, over: Sequence[Word], start: int, end: int, risky: bool, wide: bool) -> bool:
    """A short name begins with a word and ends with one, or is the head of a name that the tagger took whole; a
    province or prefecture (``wide``) may stand anywhere in an organisation's name: 中国科学院重庆…研究院."""
    if over[-1].end == end and _begins(page, over[0], start):
        return not risky or (len(over) == 1 and over[0].tag == "LOC")
    if risky or len(over) > 1 or over[0].tag not in NAMES:
        return False
    return _begins(page, over[0], start) or (over[0].tag == "ORG" and wide)


def _begins(page: Page, word: Word, start: int) -> bool:
    """Whether a name that starts here starts with the word, or after another place in it: 四川绵阳, 中共重庆市委."""
    before = page.text[word.start : start]
    return not before or before in page.lexicon.by_name or before in GLUED


def _without_overlaps(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Leftmost longest names, traps among them, which are dropped in the end: 广西南宁 is no 西南."""
    last = 0
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if candidate.start >= last:
            if candidate.units:
                yield candidate
            last = candidate.end


def _decide(page: Page, candidates: Sequence[Candidate]) -> Iterator[Hit]:
    """Give every candidate its unit; a name that stays open takes the sense that it has elsewhere in the document, and
    is listed as undecided if it has none."""
    areas = _areas(page, candidates)
    chosen: dict[int, Unit] = {}
    open_ones: list[Candidate] = []
    senses: Counter[str] = Counter()
    for index, candidate in enumerate(candidates):
        before = _neighbour(page, candidates, index)
        beside = chosen.get(before) if before is not None else None
        adjacent = before is not None and candidates[before].end == candidate.start
        if candidate.risky and (not beside or adjacent or beside.level not in {u.level for u in candidate.units}):
            continue
        ranked = _ranked(page, candidate, beside, adjacent, areas)
        if ranked[0][0] < _least(candidate, ranked[0][1]) and not _speaks_for_itself(page, candidate):
            page.turn_down(candidate.start, candidate.end, "gazetteer", _FAR)
            continue
        if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
            open_ones.append(candidate)
            continue
        chosen[index] = ranked[0][1]
        senses[ranked[0][1].key] += 1
        yield Hit(candidate.start, candidate.end, page.place_id(ranked[0][1]), "gazetteer")
    for candidate in open_ones:
        yield _by_sense(page, candidate, senses)


def _towns(page: Page, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Towns that no gazetteer has, right after the county or city that they lie in: 东莞市长安镇."""
    ends, starts = {hit.end: hit for hit in hits}, {hit.start for hit in hits}
    for words in page.words:
        for word in words:
            above = ends.get(word.start)
            if above and word.tag == "LOC" and _TOWN.fullmatch(word.text) and word.start not in starts:
                yield Hit(word.start, word.end, EntityId("Place", word.text, f"{above.id.scope}.town"), "town pattern")


def _by_sense(page: Page, candidate: Candidate, senses: Mapping[str, int]) -> Hit:
    named = [unit for unit in candidate.units if senses.get(unit.key)]
    if not named:
        return _open(page, candidate)
    unit = max(named, key=lambda u: (senses[u.key], u.key))
    return Hit(candidate.start, candidate.end, page.place_id(unit), "sense of the document")


def _neighbour(page: Page, candidates: Sequence[Candidate], index: int) -> int | None:
    """The candidate just before this one: adjacent, or in the same list."""
    if not index:
        return None
    gap = page.text[candidates[index - 1].end : candidates[index].start]
    return index - 1 if not gap or _BETWEEN_LIST.fullmatch(gap) else None


def _ranked(
    page: Page, candidate: Candidate, beside: Unit | None, adjacent: bool, areas: Set[str]
) -> list[tuple[int, Unit]]:
    home = page.home_at(candidate.start)
    tail = _LIST_TAIL.match(page.text, candidate.end)
    points = []
    for unit in candidate.units:
        score = LIST_KIND if tail and unit.level == "county" and unit.name.endswith(tuple(tail[1])) else 0
        score += LEVEL_POINTS[unit.level] + _context_points(page.lexicon, unit, home, areas)
        if beside:
            if adjacent and unit.key != beside.key and page.lexicon.within(unit, beside):
                score += PARENT_BESIDE
            elif not adjacent and unit.level == beside.level:
                score += LIST_MATE if unit.parent == beside.parent else 0
        points.append((score, unit))
    return sorted(points, key=lambda p: (-p[0], p[1].key))


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


def _areas(page: Page, candidates: Sequence[Candidate]) -> set[str]:
    """Provinces and prefectures that the document names beyond doubt with the provinces of those, members of the joint
    names in it, and what it names in full."""
    areas = {key for name, keys in page.lexicon.joint.items() if name in page.text for key in keys}
    for candidate in candidates:
        tops = [u for u in candidate.units if u.level in ("province", "prefecture")]
        full = [u for u in candidate.units if u.name == candidate.name]
        if len(tops) == 1 and candidate.name not in page.lexicon.risky:
            areas.update(unit.key for unit in (tops[0], *page.lexicon.ancestors(tops[0])))
        if len(full) == 1:
            areas.add(full[0].key)
    return areas


def _least(candidate: Candidate, unit: Unit) -> int:
    """Points that a name needs: a county by its short name, or a town, must lie where the document is about."""
    if unit.level == "town" or (unit.level == "county" and candidate.name != unit.name):
        return MENTIONED_AREA
    return 0


def _speaks_for_itself(page: Page, candidate: Candidate) -> bool:
    """A short name that one unit of the country has, no ordinary word, a place to the tagger, and no part of a longer
    name: 寻乌, 会昌."""
    if len(candidate.units) > 1 or candidate.units[0].level == "town" or candidate.name in page.lexicon.risky:
        return False
    words = page.words[page.sentence_index(candidate.start)]
    whole = (candidate.start, candidate.end, "LOC")
    here = next((i for i, w in enumerate(words) if (w.start, w.end, w.tag) == whole), -1)
    alone = here + 1 == len(words) or words[here + 1].tag not in _NAMING
    return here >= 0 and alone


def _open(page: Page, candidate: Candidate) -> Hit:
    """A name that the document cannot decide is a thing of its own, listed with what it may be."""
    id = EntityId("Place", candidate.name)
    codes = tuple(sorted(u.key for u in candidate.units))
    page.candidates[id] = codes
    page.undecided.append(
        Undecided(candidate.start, candidate.end, candidate.name, "several units of this name", codes)
    )
    return Hit(candidate.start, candidate.end, id, "gazetteer")
