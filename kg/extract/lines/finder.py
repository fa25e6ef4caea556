"""Railways and roads: names with a head noun, numbers, lists that share a head, sections and works.

A line's full form and its short form in one text (黄桶至百色铁路, 黄百铁路) are one thing. A section is called by its
line unless the text names two sections of it, which are then things of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kg.extract.letters import Initials, Letters, Silence
from kg.extract.lines.body import HAN, Body, Grammar, unit_at
from kg.extract.lines.lists import RULE, LineLists
from kg.extract.lines.names import LineNames
from kg.extract.lines.rings import Rings
from kg.extract.lines.sections import Found, alone, branched, sectioned
from kg.extract.lines.trunks import Trunks
from kg.extract.names.chunks import Edges
from kg.extract.naming import canonical
from kg.extract.page import Hit, Page
from kg.lexicon import Lexicon
from kg.model import EntityId
from kg.patterns import alternatives

_DIRECTIONS = re.compile(r"机场|枢纽|[东西南北中]|[一-鿿]?(?:东|西|南|北|中)段?")
_LONGEST = 24
_CORRIDOR = 7
_VIA = re.compile(r"经([一-鿿]{2,4})$")
_ENDS = re.compile(r"[一-鿿]{2,6}(?:至|—)[一-鿿]{2,6}?(?:公路|段|(?=等|、|改|扩|建|开工|项目|$))")
_SPELT_PART = re.compile(f"({HAN}{{2,6}}(?:至|—){HAN}{{2,6}}?)(?=[、；等和])")
"""A section of a list, without 段: 京昆通道重庆至昆明、兰广通道兰州至成都."""
_TWO = f"{HAN}{{2,5}}至{HAN}{{2,5}}[和及与]{HAN}{{2,5}}至"
"""Two sections that share 段 are two: 天津至潍坊和温州至福州段."""
_NAMED, _OTHER = re.compile(r"(.+)[一-鿿]{2}线"), re.compile(r"[、和及与]([一-鿿]{2}线)")
_NAMES = ("LOC", "PER", "nz", "ORG")
_SYSTEM = re.compile(r"([一-鿿（）]{2,})(?=[SRL]?\d|[一二三四五六七八九十]+号)")
"""Of which system a numbered line is: in 温州市域铁路S1线、S2线 the second one too."""


class Lines:
    """The grammar of line names, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any], edges: Edges) -> None:
        kinds = patterns["kinds"]
        self._lexicon = lexicon
        self._initials = Initials(lexicon)
        self._silence = Silence.of(patterns)
        self._class = {head: kind["class"] for kind in kinds for head in kind["heads"]}
        self._names = LineNames(lexicon, patterns["alike"])
        heads, not_before = alternatives(sorted(self._class)), alternatives(patterns["not_before"])
        self._heads = re.compile(f"({heads})(?:[东西南北]延线)?(?!{not_before})")
        generic = {k["class"]: frozenset(k["generic"]) for k in kinds}
        self._grammar = {cls: Grammar.of(patterns, edges, words) for cls, words in generic.items()}
        self._verbs = tuple(patterns["lists"]["verbs"])
        self._rings, self._trunks = Rings(patterns), Trunks(patterns["trunks"], self._names)
        self._lists = LineLists(patterns, self._grammar, self._names)
        numbered = ((n["class"], n["number"]) for n in patterns["numbered"])
        self._numbered = [(cls, re.compile(f"(?<![A-Za-z\\d])(?:{number})(?!路)")) for cls, number in numbered]
        self._corridors, self._network = (
            frozenset(patterns["corridors"]),
            re.compile(alternatives(patterns["rail_network"])),
        )
        self._rail_corridor = re.compile(f"{alternatives(patterns['rail_corridors'])}$")
        self._named_road = re.compile(patterns["named_road"])
        self._called_line = re.compile(f"({HAN}{{2}})线(?={patterns['called_before']})")
        self._by_rail = re.compile(alternatives(patterns["called_beside"]))
        self._around = re.compile(patterns["around_town"])
        works = alternatives(patterns["works"])
        self._part = re.compile(
            rf"(?:项目|工程)?(?:{works})*(?:项目(?={HAN}+段))?(?:（?(?!{_TWO})({HAN}{{1,12}}?)(?:(?<!等)等?(?:段|区间)(?:高速公路|公路)?）?))?(?:（[^（）]{{2,20}}）)?(?:{works})*(?:工程(?=开工|建设|$|[、，。和等]))?"
        )
        self._highway = re.compile(rf"[GS]\d{{1,4}}({HAN}{{2,4}}?)(?=(?:{works}))")

    def find(self, page: Page) -> list[Hit]:
        """Lines with the sections and works that belong to their names."""
        letters = Letters(page, self._initials, self._silence)
        found = [*self._by_heads(page, letters), *self._by_numbers(page, letters)]
        found += [Found(*member) for member in self._lists.headless(page, letters)]
        found += [Found(hit) for finder in (self._rings, self._trunks) for hit in finder.find(page)]
        found += [Found(h) for h in page.hits if h.cls in ("Railway", "Road")]
        found = self._unified(page, letters, [self._with_part(page, letters, line) for line in found])
        found += [
            line
            for line in alone(page, found, self._verbs)
            if self._names_places(page, letters, line.hit.start, line.named)
        ]
        return sectioned(page, found)

    def _by_heads(self, page: Page, letters: Letters) -> Iterator[Found]:
        for match in self._heads.finditer(page.text):
            if not self._ends_word(page, match.end()) or _is_upon(page, match.end()):
                continue
            cls, head = self._class_of(page, match), match[0]
            members = self._lists.counted(page, letters, cls, match)
            if members is not None:
                yield from (Found(*member) for member in members)
                continue
            body = self._grammar[cls].body(page, match.start(), match.end(), letters)
            if body is None or match.end() - body.start > _LONGEST:
                continue
            body = self._behind_via(page, cls, body, head)
            yield Found(Hit(body.start, match.end(), self._names.id(page, cls, body, head), "line name"), body)
            yield from (Found(*m) for m in self._lists.sharing(page, letters, cls, body.start, head))

    def _behind_via(self, page: Page, cls: str, body: Body, head: str) -> Body:
        """成都经川青铁路: a way by a known line, not the name of one."""
        via = _VIA.search(page.text, body.start, body.end)
        known = self._names.known(via[1] + head, cls, head) if via else None
        return Body(via.start(1), body.end, "letters") if via and known else body

    def _class_of(self, page: Page, head: re.Match[str]) -> str:
        """A corridor of the rail network is a railway: 高铁网京昆通道西安至重庆段."""
        sentence = page.sentence_at(head.start())
        own: str = self._class[head[1]]
        if head[0] not in self._corridors:
            return own
        named = self._rail_corridor.search(page.text, max(0, head.start() - _CORRIDOR), head.start())
        by_rail = named or self._network.search(page.text, sentence.start, sentence.end)
        return "Railway" if by_rail else own

    def _ends_word(self, page: Page, end: int) -> bool:
        part = self._part.match(page.text, end)
        return bool(part and part[0]) or any(w.end == end for w in page.words[page.sentence_index(end - 1)])

    def _by_numbers(self, page: Page, letters: Letters) -> Iterator[Found]:
        for cls, pattern in self._numbered:
            system, last = "", -1
            for match in pattern.finditer(page.text):
                hit, sentence = self._numbered_hit(page, cls, match), page.sentence_index(match.start())
                found = _SYSTEM.match(hit.id.name)
                system = found[1] if found else system if last == sentence else ""
                last = sentence
                own = self._in_system(system, page.text[match.start() : match.end()])
                yield Found(hit if found or not system else replace(hit, id=EntityId(cls, own)))
                yield from self._more(page, match) if cls == "Railway" else ()
        for match in self._highway.finditer(page.text):
            body = Body(match.start(), match.end(), "letters")
            if letters.plausible(match[1]):
                id = self._names.id(page, "Road", body, "高速")
                yield Found(Hit(*match.span(), id, "numbered line"), body)
        for match in self._called_line.finditer(page.text):
            if self._is_called(page, match, letters):
                body = Body(match.start(), match.end(), "letters")
                yield Found(Hit(*match.span(), EntityId("Railway", match[0]), "numbered line"), body)
        for match in self._named_road.finditer(page.text):
            yield Found(Hit(match.start(), match.end(), EntityId("Road", canonical(match[0])), "numbered line"))

    def _more(self, page: Page, match: re.Match[str]) -> Iterator[Found]:
        """市域铁路成眉线、成德线: the second one, of the same system."""
        system, end = _NAMED.fullmatch(match[0]), match.end()
        while system and (other := _OTHER.match(page.text, end)):
            name = self._in_system(canonical(system[1]), other[1])
            yield Found(Hit(*other.span(1), EntityId("Railway", name), "numbered line"))
            end = other.end()

    def _is_called(self, page: Page, match: re.Match[str], letters: Letters) -> bool:
        """嘉闵线 beside 轨道交通: two characters that the tagger takes for a name, both of them clear."""
        sentence = page.sentence_at(match.start())
        named = any(w.start == match.start() for w in page.words_between(match.start(), match.end()) if w.tag in _NAMES)
        if not named or page.between(*match.span(), "Place") or match[0] in self._names.terms:
            return False
        read = letters.read(match[1]) if self._by_rail.search(page.text, sentence.start, sentence.end) else ()
        return bool(read) and all(unit and unit.level != "province" for unit in read)

    def _in_system(self, system: str, number: str) -> str:
        """The name of a line of which only the number stands in the text."""
        name = system + canonical(number)
        return self._names.terms[name].name if name in self._names.terms else name

    def _numbered_hit(self, page: Page, cls: str, match: re.Match[str]) -> Hit:
        start, end = match.span()
        if cls == "Railway":
            start = _city_before(page, start)
        ends = _ENDS.match(page.text, end) if cls == "Road" else None
        around = self._around.match(page.text, end) if cls == "Road" else None
        if around and page.between(around.start(1), around.end(1), "Place"):
            end = around.end()
        name = canonical(page.text[start:end])
        term = self._names.terms.get(name)
        end = ends.end() if ends and (ends[0].endswith("公路") or page.between(*ends.span(), "Place")) else end
        return Hit(start, end, EntityId(cls, term.name if term else name), "numbered line")

    def _with_part(self, page: Page, letters: Letters, line: Found) -> Found:
        """Take in a section, an upgrade or a branch: 渝昆高铁云南段, G5成绵扩容德阳段."""
        if branch := branched(page, line):
            return branch
        match = self._part.match(page.text, line.hit.end)
        match = match if match and match[0] else _SPELT_PART.match(page.text, line.hit.end)
        if not match or line.hit.rule == RULE:
            return line
        section = match[1] or ""
        if section and not self._names_places(page, letters, match.start(1), match.end(1)):
            return line
        return replace(line, hit=replace(line.hit, end=match.end()), section=section and section + "段")

    def _names_places(self, page: Page, letters: Letters, start: int, end: int) -> bool:
        name = page.text[start:end]
        if page.between(start, end, "Place") or _DIRECTIONS.fullmatch(name) or letters.plausible(name) or "至" in name:
            return True
        return bool(page.joints_between(start, end)) or any(w.tag == "LOC" for w in page.words_between(start, end))

    def _bracketed(self, page: Page, found: Sequence[Found]) -> Iterator[tuple[EntityId, EntityId]]:
        """若羌至和田铁路（和若铁路）: the name in brackets is the line's, and the thing's if the lexicon has it."""
        inner = {line.hit.end + 1: line.hit for line in found if page.text[line.hit.start - 1 : line.hit.start] == "（"}
        for line in found:
            other = inner.get(line.hit.end)
            if other and other.cls == line.hit.cls and other.id != line.hit.id:
                known = other.id.name in self._names.terms and line.hit.id.name not in self._names.terms
                yield (line.hit.id, other.id) if known else (other.id, line.hit.id)

    def _unified(self, page: Page, letters: Letters, found: Sequence[Found]) -> list[Found]:
        """Short forms under the id of the full form that they are short for."""
        same: dict[EntityId, EntityId] = dict(self._bracketed(page, found))
        full = {line.hit.id: line.body for line in found if line.body and line.body.termini}
        for line in found:
            if line.body and line.body.kind == "letters" and line.hit.id not in same:
                short = page.text[line.body.start : line.body.end]
                for id, body in full.items():
                    if id.cls == line.hit.id.cls and id != line.hit.id and _stands_for(page, letters, short, body):
                        known = line.hit.id.name in self._names.terms
                        same[id if known else line.hit.id] = line.hit.id if known else id
        return [replace(line, hit=replace(line.hit, id=same.get(line.hit.id, line.hit.id))) for line in found]


def _is_upon(page: Page, end: int) -> bool:
    """高速上 is on a motorway, 高速上蔡至罗山段 is one."""
    return page.text[end : end + 1] == "上" and not page.between(end, end + 3, "Place")


def _stands_for(page: Page, letters: Letters, short: str, body: Body) -> bool:
    """Whether each character may stand for the terminus at its place."""
    if len(short) != len(body.termini):
        return False
    for letter, span in zip(short, body.termini, strict=True):
        unit = unit_at(page, span)
        if letter != page.text[span[0]] and not (unit and letters.may_mean(letter, unit)):
            return False
    return True


def _city_before(page: Page, start: int) -> int:
    """Where the city starts that a numbered line is of; the tagger may have glued 市 to it (温州市|域铁路)."""
    near = page.between(max(0, start - 8), start + 1, "Place")
    place = next((h.start for h in near if h.end in (start, start + 1) and h.start < start), None)
    sizes = (size for size in (3, 2) if page.text[max(0, start - size) : start] in page.lexicon.by_name)
    known = next(sizes, 0) if page.text[start : start + 1] == "市" else 0
    joint = next((j.start for j in page.joints_between(max(0, start - 5), start) if j.end == start), start)
    return place if place is not None else min(joint, start - known)
