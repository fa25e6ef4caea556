"""Bodies of a division: 绵阳市委, 省人大常委会, 市生态环境局, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Hit, Page
from kg.extract.papers.phrases import word_over
from kg.lexicon import Unit
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import AUTONOMOUS, body_place, is_of_level

_TOWNS, _TOWN_LEAST = ("镇", "乡", "街道"), 2
_LONGEST = 24
_PROVINCIAL = ("省", AUTONOMOUS)


class Bodies:
    """Bodies of a division: 绵阳市委, 省人大常委会, 市生态环境局."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._names = _body_names(patterns)
        self._core = frozenset(
            [*patterns["bodies"], *("委" + department for department in patterns["party_departments"])]
        )
        self._need_place = frozenset(patterns["need_place"])
        self._need_except = frozenset(patterns["need_place_except"])
        self._not_after: dict[str, list[str]] = patterns["not_after"]
        self._not_before: dict[str, list[str]] = patterns["not_before"]
        self._verbs_before = tuple(patterns["verbs_before"])
        offices = [
            n for n in self._names if n.endswith(tuple(patterns["shared"]["endings"])) and not n.startswith("委")
        ]
        self._shared = frozenset([*offices, *patterns["shared"]["powers"]])
        shared = alternatives(list(self._shared))
        self._other = re.compile(
            f"(?:{patterns['shared']['between']})(?P<body>{shared})(?!{patterns['shared']['not_after']})"
        )
        levels = alternatives(patterns["levels"])
        self._pattern = re.compile(f"(?P<level>{levels})(?:、[市县区州])*(?P<body>{alternatives(list(self._names))})")

    def find(self, page: Page) -> Iterator[Hit]:
        """Bodies whose place is named before them or is the article's own."""
        for match in self._pattern.finditer(page.text):
            hit = self._hit(page, match)
            if hit:
                yield hit
                yield from self._others_of(page, hit, match["body"])

    def _others_of(self, page: Page, hit: Hit, body: str) -> Iterator[Hit]:
        """The rest of a list of one division's bodies: 市发改委、交通局和生态环境局; 自治区党委、政府."""
        unit = page.lexicon.units.get(hit.id.scope)
        if not unit or body not in self._shared:
            return
        end = hit.end
        while other := self._other.match(page.text, end):
            last = word_over(page, other.end() - 1)
            whole = last is not None and last.end == other.end()
            if not whole or (other["body"].endswith("厅") and not is_of_province(unit)):
                return
            end = other.end()
            yield Hit(other.start("body"), end, self.of(unit, other["body"]), "body")

    def relative(self, surface: str) -> str:
        """The part of a body's spelling from its division on: 市委 of 绵阳市委; empty for what is no such body."""
        match = next((m for m in self._pattern.finditer(surface) if m.end() == len(surface)), None)
        return match[0] if match else ""

    def is_core(self, relative: str) -> bool:
        """Whether 市委, 市委组织部 or 市人大常委会 is meant, not an office or institute (市生态环境局)."""
        match = self._pattern.fullmatch(relative)
        return match is not None and match["body"] in self._core

    def of(self, unit: Unit, body: str) -> EntityId:
        """The body of a unit by what stands after the division: 委, 政府, 委组织部."""
        name = self._names[body].format(place=unit.name)
        return EntityId("Organization", name.replace("特别行政区人民政府", "特别行政区政府"), unit.key)

    def knows(self, body: str) -> bool:
        """Whether the table has such a body: 人社厅 without a division is nobody's."""
        return body in self._names

    def without_verb(self, text: str) -> str:
        """A body's name without the verb that the tagger took into it: 推进县中医院."""
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
        unit = body_place(page, start, level)
        if left == start and not _speaks_for(page, start, level):
            unit = said_before(page, start, level) or unit
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
        before = word_over(page, start - 1) if start else None
        if before and before.end == start and before.tag in ("LOC", "ORG") and not self.relative(before.text):
            return before.text not in self._verbs_before
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


def _speaks_for(page: Page, start: int, level: str) -> bool:
    """Whether the article is of a place of that division itself, so that its bare 市委 is that place's."""
    home = page.home_at(start)
    return home is not None and is_of_level(home, level)


def is_of_province(unit: Unit) -> bool:
    """Whether the unit is a province, whose offices are called 厅."""
    return unit.name.endswith(("省", AUTONOMOUS))


def said_before(page: Page, start: int, level: str) -> Unit | None:
    """Where the text speaks for no place of that division: the one said last in the sentence; in a text of no place in
    particular the one that the paragraph names first, for a province also that of the places said."""
    known = page.home_at(start) is not None
    floor = page.sentence_at(start).start if known else page.text.rfind("\n", 0, start) + 1
    places = sorted([*page.between(floor, start, "Place"), *page.nested_between(floor, start, "Place")])
    units = [unit for place in (reversed(places) if known else places) if (unit := page.unit_of(place.id))]
    found = next((unit for unit in units if is_of_level(unit, level)), None)
    if found or known or level not in _PROVINCIAL:
        return found
    above = {top.key: top for unit in units for top in page.lexicon.ancestors(unit) if is_of_level(top, level)}
    return next(iter(above.values())) if len(above) == 1 else None
