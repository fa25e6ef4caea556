"""Zones, projects, regions: names that end in a telling head noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import ahocorasick

from kg.extract.names.apart import Apart
from kg.extract.names.chunks import Chunk, Edges, chunk
from kg.extract.names.sharing import Sharing
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place

_COUNT_AFTER = re.compile(r"\d+(?:\.\d+)?万?(?:余|多)?(?:个|家|座|条|项|处|所|户|只|套|公里|万|亿|平方米|人)")
_OWN_DIVISION = re.compile(r"(?<![跨全各本])(省|市|区|县|州)(?![内外际级域会直属辖])(?=[一-鿿]{2})")
_OF_LINE = re.compile(r"(?:[一二三]期)?(?:建设|改造|改扩建|扩能改造|扩建)?(?:工程|项目)?")
_STAGE = re.compile(r"[一二三四]期")
CODE_ALONE = re.compile(r"[A-Za-z]*\d+号?")
_NEW_PART = re.compile(r"(?<=.)新建(?=T\d)")
_LONGEST = 40
_LOOKBACK = 14
_COUNTS_INSIDE = re.compile(r"\d+[大县市区个省]")


@dataclass(frozen=True, slots=True)
class Kind:
    """Head nouns of one class, and what must stand before them."""

    cls: str
    needs: str
    generic: frozenset[str]
    proper: frozenset[str]


class Names:
    """Head nouns in one automaton; built once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self.edges = Edges.of(patterns)
        self._apart = Apart(patterns)
        self._sharing = Sharing(patterns, self.edges)
        self._automaton = ahocorasick.Automaton()
        for table in patterns["kinds"]:
            kind = Kind(table["class"], table["needs"], frozenset(table["generic"]), frozenset(table.get("proper", ())))
            for suffix in table["suffixes"]:
                self._automaton.add_word(suffix, (suffix, kind))
        self._automaton.make_automaton()
        self._joining = frozenset(patterns["joining"])
        self._more = re.compile(f"(?:{'|'.join(patterns['extensions'])})+")
        self._parts = re.compile(alternatives(patterns["parts"]))
        self._power = re.compile(patterns["power"])
        self._common = re.compile(f"(?:{'|'.join(patterns['common'])})$")
        self._works = re.compile("|".join(patterns["works"]))
        self._superlative = re.compile(alternatives(patterns["superlatives"]))
        self._titled = re.compile(f"(?:{alternatives(patterns['titled'])})(?:{alternatives(patterns['ranks'])})*[“]?$")
        self._strict = frozenset(patterns["strict"])
        self._goes_on = {cls: re.compile("|".join(words)) for cls, words in patterns["not_after"].items()}
        self._unsaid = re.compile(f"(?:{alternatives(patterns['unsaid'])})$")

    def find(self, page: Page) -> list[Hit]:
        """Names by their head nouns; the longest head that ends at a word's end decides the class."""
        found = []
        for head, end, suffix, kind in self._heads(page):
            phrase = self._bared(page, chunk(page, head, end, self.edges, joins=suffix in self._joining), head)
            hit = self._named(page, phrase, suffix, kind)
            if hit:
                found += [hit, *self._sharing.members(page, hit)]
        spans = [m.span() for m in self._works.finditer(page.text)]
        spans += [(self._freed(page, m.start(), m.end(1)), m.end()) for m in self._power.finditer(page.text)]
        works = (Hit(a, b, EntityId("Project", canonical(page.text[a:b])), "name pattern") for a, b in spans)
        return [*found, *works]

    def _freed(self, page: Page, start: int, end: int) -> int:
        """Where the first end of a power line starts: its last place, or behind the verbs that lead it."""
        place = next((p for p in page.between(start, end, "Place") if p.end == end), None)
        led = [w.end for w in page.words_between(start, end) if w.text in self.edges.stops and w.end < end]
        return place.start if place else max(led, default=start)

    def _heads(self, page: Page) -> Iterator[tuple[int, int, str, Kind]]:
        longest: dict[int, tuple[str, Kind]] = {}
        for last, (suffix, kind) in self._automaton.iter(page.text):
            if len(suffix) > len(longest.get(last + 1, ("", kind))[0]):
                longest[last + 1] = (suffix, kind)
        for end, (suffix, kind) in sorted(longest.items()):
            goes_on = kind.cls in self._goes_on and self._goes_on[kind.cls].match(page.text, end)
            if not goes_on and not _longer(longest, end, suffix) and self._may_end(page, end):
                yield end - len(suffix), end, suffix, kind

    def _may_end(self, page: Page, end: int) -> bool:
        """Whether a word ends here, or only a part of the thing follows in it: 常泰长江大桥|主桥."""
        return _ends_word(page, end) or bool(self._more.match(page.text, end) or self._parts.match(page.text, end))

    def _bared(self, page: Page, phrase: Chunk, head: int) -> Chunk:
        """Without what only says where or of what it is a part."""
        start = self._apart.start(page, phrase.start, head)
        terminus = _terminus_before(page, start, head)
        first = terminus if terminus == start else chunk(page, terminus, phrase.end, self.edges).start
        return replace(phrase, start=first)

    def _named(self, page: Page, phrase: Chunk, suffix: str, kind: Kind) -> Hit | None:
        name = canonical(page.text[phrase.start : phrase.end])
        body = page.text[phrase.start : phrase.end - len(suffix)]
        if name in kind.generic or name == suffix or self._common.search(name) or body in self.edges.plain:
            return None
        if kind.cls == "Project" and self._is_line(page, phrase):
            return None
        if any(h.end == phrase.end for h in page.between(phrase.start, phrase.end, "Place")):
            return None
        fault = self._fault(page, phrase, suffix, kind)
        if fault:
            page.turn_down(phrase.start, phrase.end, "name pattern", fault)
            return None
        end = self._end(page, phrase.end, kind.cls)
        name = self._unsaid.sub("", canonical(page.text[phrase.start : end])) or name
        name = owned(page, phrase.start, _NEW_PART.sub("", name))
        return Hit(phrase.start, end, EntityId(kind.cls, name), "name pattern") if name else None

    def _fault(self, page: Page, phrase: Chunk, suffix: str, kind: Kind) -> str:
        """What keeps a phrase with a head noun from being a name; empty if nothing does."""
        name = canonical(page.text[phrase.start : phrase.end])
        if phrase.counted or _COUNT_AFTER.match(page.text, phrase.end) or _COUNTS_INSIDE.search(name):
            return "a count, no name"
        if len(name) > _LONGEST:
            return "longer than names are"
        if self._superlative.search(name):
            return "a word of praise or number in it"
        if CODE_ALONE.fullmatch(page.text, phrase.start, phrase.end - len(suffix)):
            return "a part, and not said of what"
        if _says_kind(page, phrase):
            return "says of what kind the next name is"
        if self._is_title(page, phrase):
            return "a title that was conferred"
        return "" if self._is_proper(page, phrase, suffix, kind) else "nothing in it is particular"

    def _is_title(self, page: Page, phrase: Chunk) -> bool:
        """入选国家…示范区: a title that the document's place is given, unless the name says whose."""
        if page.between(phrase.start, phrase.end, "Place") or _OWN_DIVISION.match(page.text, phrase.start):
            return False
        return bool(self._titled.search(page.text, max(0, phrase.start - _LOOKBACK), phrase.start))

    @staticmethod
    def _is_line(page: Page, phrase: Chunk) -> bool:
        """成渝中线高铁建设项目 is the line."""
        lines = page.between(phrase.start, phrase.end, "Railway", "Road")
        return any(h.start == phrase.start and _OF_LINE.fullmatch(page.text, h.end, phrase.end) for h in lines)

    def _end(self, page: Page, end: int, cls: str) -> int:
        """Parts and works that go on from a name: 二期, T3航站楼, 改扩建工程."""
        pattern = {"Project": self._more, "Zone": _STAGE}.get(cls)
        match = pattern.match(page.text, end) if pattern else None
        return match.end() if match else end

    def _is_proper(self, page: Page, phrase: Chunk, suffix: str, kind: Kind) -> bool:
        head = phrase.end - len(suffix)
        inner = page.between(phrase.start, head, "Place")
        if suffix in _EXACT:
            return self._is_exact(page, phrase, head)
        if suffix in self._strict:
            return (
                bool(inner)
                or any(w.tag in ("LOC", "ORG") for w in page.words_between(phrase.start, head))
                or (_joint_in(page, phrase.start, head))
            )
        placed = bool(inner) or _joint_in(page, phrase.start, head)
        if kind.needs == "place":
            return placed or phrase.proper
        own = bool(_OWN_DIVISION.match(page.text, phrase.start))
        if placed or phrase.proper or own:
            return True
        return suffix not in kind.proper and phrase.specific >= 2

    def _is_exact(self, page: Page, phrase: Chunk, head: int) -> bool:
        """延安站, 长寿北站, 荆州港: a place's name and the head; 城陵矶港: one word for a place."""
        if page.text[phrase.start : head] in page.lexicon.by_name:
            return not any(h.end == phrase.end for h in page.between(phrase.start, phrase.end, "Place"))
        words = page.words_between(phrase.start, phrase.end)
        is_port = page.text[head : phrase.end] == "港" and len(words) == 1
        return is_port and words[0].tag == "LOC" and len(words[0].text) > _SHORT


_SHORT, _BRACKET = 3, 12
_EXACT = frozenset({"站", "港", "北站", "南站", "东站", "西站"})
"""Heads of names that are a place's name and the head."""


def _terminus_before(page: Page, start: int, head: int) -> int:
    """南宁至|贵港一级航道 and 南宁（牛湾）至|贵港一级航道 start at their first end."""
    second = any(p.start == start for p in page.between(start, head, "Place"))
    if not second or start == 0 or page.text[start - 1] not in "至—":
        return start
    end = start - 1
    if page.text[end - 1] == "）":
        end = max(page.text.rfind("（", start - _BRACKET, end), 0)
    return next((p.start for p in page.between(max(0, end - 12), end, "Place") if p.end == end), start)


def _says_kind(page: Page, phrase: Chunk) -> bool:
    """离岸式人工岛机场|大连金州湾国际机场."""
    next_place = any(h.start == phrase.end for h in page.between(phrase.end, phrase.end + _LONGEST, "Place", "Project"))
    return next_place and not page.between(phrase.start, phrase.end)


def owned(page: Page, start: int, name: str) -> str:
    """市博物馆 is 德阳市博物馆 in a text of 德阳, and nothing in a text of no place."""
    match = _OWN_DIVISION.match(name)
    if match is None:
        return name
    unit = body_place(page, start, match[1])
    return unit.name + name[1:] if unit else ""


def _joint_in(page: Page, start: int, end: int) -> bool:
    return bool(page.joints_between(start, end, named=True))


def _ends_word(page: Page, end: int) -> bool:
    return any(w.end == end for w in page.words[page.sentence_index(end - 1)])


def _longer(longest: dict[int, tuple[str, Kind]], end: int, suffix: str) -> bool:
    """Whether a longer head goes on from this one: 产业园 in 产业园区."""
    start = end - len(suffix)
    return any(later in longest and later - len(longest[later][0]) <= start for later in range(end + 1, end + 4))
