"""Places: which administrative unit a name means, here, in this document.

A short name counts only where the tagger's words agree with it; among units of one name the one beside its parent, in
the document's own city or province, or of the higher level is meant. What is left open is listed, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import ahocorasick

from kg.extract.context import Context
from kg.extract.page import Hit, Page, Word
from kg.extract.places.senses import Candidate, decide
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId

_REMEMBERED = 10  # years
_NOW = "9999"
"""The year of a text without a date: units that are gone count where none that stands has the name."""
DIVISIONS = ("省", "市", "区", "县", "州", "盟", "旗", "镇", "乡", "街道", "村")
NAMES = ("LOC", "ORG", "nz")
GLUED = frozenset(
    {"中共", "中国共产党", "共青团", "驻", "在", "原", "同", "与", "和", "赴", "到", "由", "从", "及", "经", "至"}
)
_TOWN = re.compile("[一-鿿]{1,3}[^乡城村集古小重名强各新一-十个大老](?:镇|乡|街道)(?![域级长街村])")
_SCHOOL = ("中", "小")
"""赋能镇中, in a list of schools."""
_TOWN_BODY = re.compile("(?:党|政府|人民|人大|副)")
_STREET = re.compile("[东西南北中]?(?:路|街|大街|巷)(?![网段口面局桥港演透道])")
_PART_OF_WORD = re.compile(r"[东西南北中]?(弄|江|河|湖|海|山|岛|湾|话|菜|人|籍|语|酒|派|剧|戏|版|片)")
_LISTING = ("、", "和", "及", "与", "同", "—", "－", "–")
# 黄山水利枢纽, 黑河流域: a mountain or river, though a city is called by it
_OF_NATURE = re.compile(
    r"水利|枢纽|水库|流域|干流|上游|中游|下游|源头|特?大桥|水电|航道|风景|景区|国家公园|山脉|两岸|沿岸|灌区|隧道"
)
_NOT_A_CITY = re.compile(
    r"市场|市值|市民化|区域|区位|区间|区块|区别|区划|县域|县城[镇市]|县级|州际|镇域|省际|省级|市级|区级"
)
# 黎平、从江、榕江三县: what stands on both sides of a list's member, whatever the tagger makes of it
_BEFORE_MEMBER = re.compile(r"(?:[、与和及同至到经—－–]|以及)$")
_AFTER_MEMBER = re.compile(r"[、与和及同至到，。；—－–]|以及|等|[两\d二三四五六七八九十]+个?[县区市州地]|$|\n")


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
        self._joint = ahocorasick.Automaton()
        for name in lexicon.joint:
            self._joint.add_word(name, name)
        self._joint.make_automaton()

    def find(self, page: Page) -> list[Hit]:
        """Places that the page names by a full or short name; sets the page's homes on the way."""
        candidates = list(_without_overlaps(self._candidates(page)))
        page.homes = self._context.homes(page, [(c.start, c.units) for c in candidates])
        hits = list(decide(page, candidates, {name for _, name in self._joint.iter(page.text)}))
        return [*hits, *_towns(page, hits)]

    def _candidates(self, page: Page) -> Iterator[Candidate]:
        year = page.issued[:4]
        known: dict[str, tuple[Unit, ...]] = {}
        for end, name in self._automaton.iter(page.text):
            start, stop = end + 1 - len(name), end + 1
            if name in self._lexicon.not_places:
                yield Candidate(start, stop, name, ())
                continue
            units = known[name] if name in known else known.setdefault(name, self._units(name, year))
            if units and _stands_alone(page, start, stop, name, units):
                yield Candidate(start, stop, name, units)
            elif units and _is_member(page, start, stop, name):
                yield Candidate(start, stop, name, units, weak=True)

    def _units(self, name: str, year: str) -> tuple[Unit, ...]:
        units = self._lexicon.units_named(name, year or _NOW)
        if units:
            return units
        former = (u for u in self._lexicon.units_named(name) if not year or _remembered(u, year))
        return self._lexicon.latest(former)


def _remembered(unit: Unit, year: str) -> bool:
    """Whether a document of that year may still name a unit that is gone."""
    return unit.valid_from[:4] <= year <= str(int(unit.valid_until[:4] or year) + _REMEMBERED)


def _is_member(page: Page, start: int, end: int, name: str) -> bool:
    """Whether a short name stands by itself in a list: 、 or the like on both sides, or at the list's head or tail."""
    if name.endswith(DIVISIONS) and len(name) > 2:
        return any((w.start, w.end, w.tag) == (start, end, "LOC") for w in page.words_over(start, end))
    if len(name) > 3 or name in page.lexicon.risky:
        return page.text[start - 1 : start] in _LISTING or page.text[end : end + 1] in _LISTING
    before, after = page.text[max(0, start - 2) : start], _AFTER_MEMBER.match(page.text, end)
    listed = page.text[end : end + 1] in _LISTING
    return bool(after and _BEFORE_MEMBER.search(before)) or (listed and not re.search("[一-鿿]$", before))


def _stands_alone(page: Page, start: int, end: int, name: str, units: Sequence[Unit]) -> bool:
    """Whether the words around leave the span a place's name."""
    over = page.words_over(start, end)
    if not over or any(w.tag == "PER" for w in over):
        return False
    if name.endswith(DIVISIONS) and name in {u.name for u in units}:
        return not _NOT_A_CITY.match(page.text, end - 1) and _fits_full(page, over[0], start, name, units)
    if _STREET.match(page.text, end) or (_PART_OF_WORD.match(page.text, end) and over[-1].end != end):
        return False
    if name[-1] in "江河湖海山峡" and _OF_NATURE.match(page.text, end):
        return False
    wide = units[0].level in ("province", "prefecture")
    return _fits_words(page, over, start, end, name in page.lexicon.risky, wide)


def _fits_full(page: Page, word: Word, start: int, name: str, units: Sequence[Unit]) -> bool:
    """A full name begins with a word, or stands within a name that the tagger took whole; one that is an ordinary word
    too (城区, 新区) stands right after the place that it lies in."""
    if name in page.lexicon.risky:
        return _after_outer(page, start, units)
    inside = len(name) > 2 and word.tag in NAMES and name[:-1] not in page.lexicon.risky  # not 辽西山区
    return _begins(page, word, start) or inside


def _after_outer(page: Page, start: int, units: Sequence[Unit]) -> bool:
    """Whether one of the units lies in the place that ends here."""
    names = (page.text[start - size : start] for size in range(2, min(start, 8) + 1))
    outer = [page.lexicon.units[key] for name in names for key in page.lexicon.by_name.get(name, ())]
    return any(unit.key != area.key and page.lexicon.within(unit, area) for unit in units for area in outer)


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


def _towns(page: Page, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Towns that no gazetteer has: 东莞市长安镇 lies in what stands before it, 岩瑞镇 in the county that the document
    is of; another one is a thing of its bare name."""
    ends, starts = {hit.end: hit for hit in hits}, {hit.start for hit in hits}
    for outer in hits:
        town = _TOWN.match(page.text, outer.end) if outer.id.scope[4:6] != "00" else None
        if (
            town
            and outer.end not in starts
            and not _is_ordinary(page, *town.span())
            and not _holds_place(page, town[0])
        ):
            starts.add(outer.end)
            yield Hit(*town.span(), EntityId("Place", town[0], f"{outer.id.scope}.town"), "town pattern")
    for word in (word for words in page.words for word in words):
        town = _TOWN.match(word.text) if word.tag in ("LOC", "ORG") and word.start not in starts else None
        if not town or not _is_whole(word, town) or _holds_place(page, town[0]):
            continue
        above, home = ends.get(word.start), page.home_at(word.start)
        if above:
            scope = f"{above.id.scope}.town"
        elif home and home.level == "county":
            scope = f"{home.key}.town"
        elif town[0].endswith("乡") or page.text[word.end : word.end + 1] in _SCHOOL:
            continue
        else:
            scope = ""
        yield Hit(word.start, word.start + town.end(), EntityId("Place", town[0], scope), "town pattern")


def _is_ordinary(page: Page, start: int, end: int) -> bool:
    """中心镇, 重点镇: what is before 镇 is a word."""
    words = page.words_between(start, end)
    return any(
        w.start == start and len(w.text) > 1 and w.tag in ("n", "a", "v", "vn", "ad", "d", "m", "f") for w in words
    )


def _is_whole(word: Word, town: re.Match[str]) -> bool:
    """Whether the word is the town, or a body of it: 岩瑞镇党委."""
    rest = word.text[town.end() :]
    return not rest if word.tag == "LOC" else bool(_TOWN_BODY.match(rest))


def _holds_place(page: Page, name: str) -> bool:
    """经景德镇 is no town."""
    return any(name[start:] in page.lexicon.by_name for start in range(1, len(name) - 1))
