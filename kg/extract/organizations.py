"""Organisations: bodies of a division (市委, 省政府, 市生态环境局), bodies of the state, and those with a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick

from kg.extract.page import Hit, Page, Word
from kg.extract.phrases import word_over
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, is_of_level

_NAME_TAGS = ("n", "nz", "nw", "vn", "s", "f", "an", "LOC", "ORG", "nr", "PER")
_PROPER_TAGS = ("LOC", "ORG", "nz", "nw")
_TOWNS, _TOWN_LEAST = ("镇", "乡", "街道"), 2
_LEAST = 3
_LONGEST = 24


class Organizations:
    """Patterns of organisations' names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self.bodies = Bodies(patterns)
        self._national: dict[str, str] = patterns["national"]
        self._no = frozenset(patterns["not_organizations"])
        self._no_end = tuple(patterns["not_endings"])
        self._no_start = tuple(patterns["not_beginnings"])
        self._end = tuple(patterns["endings"])
        self._no_firm = tuple(patterns["not_firms"])
        kinds = alternatives([*patterns["suffixes"], *patterns["endings"]])
        self._sort = re.compile(f"(?:{alternatives(patterns['sorts'])})+(?:{kinds})?")
        self._suffix = re.compile(f"(?:{alternatives(patterns['suffixes'])})(?![一-鿿]{{0,2}}(?:路|站))")
        self._committee = re.compile(f"(.+?)(?:{alternatives(patterns['committees']['words'])})")
        self._committee_name: str = patterns["committees"]["name"]
        self._zones = _zones(lexicon)
        self._terms, self._automaton = _terms(lexicon, self._national)

    def find(self, page: Page) -> list[Hit]:
        """Organisations that the page names, with the place of 市委 or 市生态环境局 resolved."""
        bodies = list(self.bodies.find(page))
        taken = [(hit.start, hit.end) for hit in bodies]
        named = [hit for hit in self._named(page) if not _touches(taken, hit.start, hit.end)]
        return [*bodies, *named]

    def _named(self, page: Page) -> Iterator[Hit]:
        yield from self._listed(page)
        for words in page.words:
            for word in words:
                if word.tag == "ORG":
                    yield from self._tagged(page, word)
        for match in self._suffix.finditer(page.text):
            yield from self._suffixed(page, match)

    def _listed(self, page: Page) -> Iterator[Hit]:
        """Names that the lexicon has."""
        for end, name in self._automaton.iter_long(page.text):
            start, stop = end + 1 - len(name), end + 1
            if _fits(page, start, stop):
                yield Hit(start, stop, EntityId("Organization", self._terms[name]), "lexicon")

    def _tagged(self, page: Page, word: Word) -> Iterator[Hit]:
        start, end = _trimmed(page.text, word.start, word.end)
        text = self.bodies.without_verb(page.text[start:end])
        start = end - len(text)
        if self.bodies.relative(text) == text:
            return
        if text in self._terms or not self._may_be(text) or not self._ends_well(text):
            return
        if _is_place(page, start, end) or _quoted(page.text, start, end) or not self._is_of_somewhere(page, text, start):
            return
        if any(d in page.text[max(0, start - 1) : end + 1] for d in "·"):
            return
        yield Hit(start, end, EntityId("Organization", self._name(text)), "tagger")

    def _suffixed(self, page: Page, match: re.Match[str]) -> Iterator[Hit]:
        """A run of nouns that begins with a proper name and ends with a suffix: 四川丘陵山区农机装备产业技术研究院."""
        last = word_over(page, match.end() - 1)
        if not last or last.end != match.end() or last.tag == "ORG":
            return
        start = _proper_start(page, last)
        text = page.text[start : match.end()]
        if 0 <= start < match.start() and len(text) <= _LONGEST and self._may_be(text):
            yield Hit(start, match.end(), EntityId("Organization", self._name(text)), "suffix")

    def _may_be(self, text: str) -> bool:
        if len(text) < _LEAST or text in self._no or text.startswith(self._no_start):
            return False
        if self._sort.fullmatch(text):
            return False
        return not text.endswith(self._no_end) and not re.search(r"[，。；：！？\s\d]{2}|[、，。；]", text)

    def _is_of_somewhere(self, page: Page, text: str, start: int) -> bool:
        """Whether a committee is that of a zone with a name: not 园城管委会."""
        committee = self._committee.fullmatch(text)
        if not committee or committee[1] in self._zones:
            return True
        return bool(page.between(start, start + len(committee[1]), "Place")) or len(committee[1]) > _LEAST + 1

    def _ends_well(self, text: str) -> bool:
        """Whether a name that the tagger found ends as organisations' names do."""
        return text.endswith(self._end) and not text.startswith(self._no_firm)

    def _name(self, text: str) -> str:
        """The canonical name: a zone's committee by the zone's full name, any other as it stands."""
        committee = self._committee.fullmatch(text)
        if committee:
            return self._committee_name.format(zone=self._zones.get(committee[1], committee[1]))
        return text


class Bodies:
    """Bodies of a division: 绵阳市委, 省人大常委会, 市生态环境局."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._names = _body_names(patterns)
        self._need_place = frozenset(patterns["need_place"])
        self._need_except = frozenset(patterns["need_place_except"])
        self._not_after: dict[str, list[str]] = patterns["not_after"]
        self._not_before: dict[str, list[str]] = patterns["not_before"]
        self._verbs_before = tuple(patterns["verbs_before"])
        levels = alternatives(patterns["levels"])
        self._pattern = re.compile(f"(?P<level>{levels})(?:、[市县区州])*(?P<body>{alternatives(list(self._names))})")

    def find(self, page: Page) -> Iterator[Hit]:
        """Bodies whose place is named before them or is the article's own."""
        for match in self._pattern.finditer(page.text):
            hit = self._hit(page, match)
            if hit:
                yield hit

    def relative(self, surface: str) -> str:
        """The part of a body's spelling from its division on: 市委 of 绵阳市委; empty for what is no such body."""
        match = next((m for m in self._pattern.finditer(surface) if m.end() == len(surface)), None)
        return match[0] if match else ""

    def of(self, unit: Unit, body: str) -> EntityId:
        """The body of a unit by what stands after the division: 委, 政府, 委组织部."""
        name = self._names[body].format(place=unit.name)
        return EntityId("Organization", name.replace("特别行政区人民政府", "特别行政区政府"), unit.key)

    def without_verb(self, text: str) -> str:
        """A body's name without the verb that the tagger took into it: 深化县人民医院."""
        verb = next((v for v in self._verbs_before if text.startswith(v)), "")
        rest = text.removeprefix(verb)
        return rest if verb and self.relative(rest) == rest else text

    def _hit(self, page: Page, match: re.Match[str]) -> Hit | None:
        level, body, start = match["level"], match["body"], match.start()
        left = _left_of(page, start, start + len(level))
        if not self._clear(page.text, match, named=left < start):
            return None
        if left == start and level in _TOWNS:
            return self._of_town(page, match)
        if left == start and (self._prefixed(page, start) or not self._stands(body, level)):
            return None
        unit = body_place(page, start, level) or said_before(page, start, level)
        if unit is None:
            return self._open(page, left, match)
        return Hit(left, match.end(), self.of(unit, body), "body")

    def _of_town(self, page: Page, match: re.Match[str]) -> Hit | None:
        """A body of a town that the gazetteer lacks: the tagger's whole name tells the town's."""
        word = word_over(page, match.start())
        if not word or word.tag != "ORG" or word.end != match.end() or match.start() - word.start < _TOWN_LEAST:
            return None
        place = page.text[word.start : match.start()] + match["level"]
        name = self._names[match["body"]].format(place=place)
        return Hit(word.start, word.end, EntityId("Organization", name), "body")

    def _prefixed(self, page: Page, start: int) -> bool:
        """Whether the tagger sees a name go on to the left of the division: 朝阳区委 where 朝阳 is nothing we know."""
        word = word_over(page, start)
        if word is None or word.start >= start or word.tag not in ("ORG", "LOC", "PER", "nz"):
            return False
        return page.text[word.start : start] not in self._verbs_before

    def _clear(self, text: str, match: re.Match[str], *, named: bool) -> bool:
        """Whether the division begins there (it does where its place is named) and the body ends there."""
        before = "" if named else text[max(0, match.start() - 1) : match.start()]
        after = text[match.end() : match.end() + 1]
        open_left = before not in self._not_before.get(match["level"], [])
        return open_left and after not in self._not_after.get(match["body"], [])

    def _stands(self, body: str, level: str) -> bool:
        return body not in self._need_place or level in self._need_except

    def _open(self, page: Page, left: int, match: re.Match[str]) -> Hit | None:
        """A body of a place that the document cannot decide (朝阳区委): named by the bare name."""
        if left == match.start():
            return None
        place = page.text[left : match.start()] + match["level"]
        return Hit(left, match.end(), EntityId("Organization", self._names[match["body"]].format(place=place)), "body")


def _body_names(patterns: dict[str, Any]) -> dict[str, str]:
    names: dict[str, str] = dict(patterns["bodies"])
    for department in patterns["party_departments"]:
        canonical = patterns["party_synonyms"].get(department, department)
        names["委" + department] = "中共{place}委" + canonical
    for field in patterns["departments"]["fields"]:
        for suffix in patterns["departments"]["suffixes"]:
            names.setdefault(field + suffix, "{place}" + field + suffix)
    for other in patterns["others"]:
        names.setdefault(other, "{place}" + other)
    return names


def _left_of(page: Page, start: int, level_end: int) -> int:
    """Where the body's name begins: before the places that stand just before its division, and 中共 before them."""
    places = [*page.between(max(0, start - _LONGEST), level_end, "Place")]
    places += page.nested_between(max(0, start - _LONGEST), level_end, "Place")
    left = min((hit.start for hit in places if hit.end == level_end and hit.start < start), default=start)
    while True:
        further = [hit.start for hit in places if hit.end == left and hit.start < left]
        if not further:
            break
        left = min(further)
    for party in ("中国共产党", "中共"):
        if page.text.startswith(party, max(0, left - len(party)), left):
            return left - len(party)
    return left


def said_before(page: Page, start: int, level: str) -> Unit | None:
    """Where the text speaks for no place of that division: the one said last in the sentence."""
    floor = page.sentence_at(start).start
    places = sorted([*page.between(floor, start, "Place"), *page.nested_between(floor, start, "Place")])
    units = [unit for place in reversed(places) if (unit := page.unit_of(place.id)) and is_of_level(unit, level)]
    return units[0] if units else None


def _terms(lexicon: Lexicon, national: dict[str, str]) -> tuple[dict[str, str], ahocorasick.Automaton]:
    names = canonical_names(lexicon)
    names = {**{short: names.get(short, names.get(full, full)) for short, full in national.items()}, **names}
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return names, automaton


def canonical_names(lexicon: Lexicon) -> dict[str, str]:
    """Names and aliases of the organisations that the lexicon has → canonical names."""
    terms = [term for term in lexicon.terms if term.cls == "Organization"]
    return {name: term.name for term in terms for name in (term.name, *term.aliases)}


def _zones(lexicon: Lexicon) -> dict[str, str]:
    terms = [term for term in lexicon.terms if term.cls == "Zone"]
    return {name: term.name for term in terms for name in (term.name, *term.aliases)}


def _fits(page: Page, start: int, end: int) -> bool:
    """Whether a listed name begins with a word, and no longer name of the tagger swallows it."""
    over = [word_over(page, start), word_over(page, end - 1)]
    if any(word is None for word in over):
        return False
    first, last = over[0], over[1]
    assert first is not None and last is not None
    if first.start < start:
        return False
    return last.end == end or first is not last or last.tag not in ("ORG", "LOC", "PER")


def _touches(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span shares characters with one of the bodies without holding it."""
    return any(s < end and start < e and not (start <= s and e <= end and end - start > e - s) for s, e in taken)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in "“《（”》）、":
        start += 1
    while end > start and text[end - 1] in "“《（”》、":
        end -= 1
    return start, end


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks stand around: a title of honour, no body."""
    return text[start - 1 : start] == "“" and text[end : end + 1] == "”"


def _is_place(page: Page, start: int, end: int) -> bool:
    return any(
        hit.start <= start and end <= hit.end for hit in page.between(max(0, start - _LONGEST), end + _LONGEST, "Place")
    )


def _proper_start(page: Page, last: Word) -> int:
    """Start of the run of nouns that the word ends, from its first proper name on; -1 if it holds none."""
    found = last.start if last.tag in _PROPER_TAGS else -1
    words = page.words[page.sentence_index(last.start)]
    for word in reversed(words[: words.index(last)]):
        if word.tag not in _NAME_TAGS:
            break
        if word.tag in _PROPER_TAGS or _is_place(page, word.start, word.end):
            found = word.start
    return found
