"""Which places a railway or road connects: by its name, by the section named, by what the sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kg.extract.letters import LEAST, MOST, Initials, Letters, Silence
from kg.extract.page import Claim, Hit, Page
from kg.facts.lines.between import Between
from kg.facts.lines.termini import crosses, exact, town, unknown_ends, unlisted
from kg.lexicon import Lexicon, Unit
from kg.model import EntityId
from kg.patterns import alternatives

_FROM_TO = r"线?([一-鿿]{2,12}?)(?:至|经|到|—|－|-|途经)([一-鿿]{2,12}?)(?:(?:至|到|经|—)([一-鿿]{2,12}?))?"
_SECTION = re.compile(rf"{_FROM_TO}段")
_OF_LINE = re.compile(rf"{_FROM_TO}(?:等?段|$)")
"""Behind a line's name 段 may be left out: 京昆通道重庆至昆明."""
_SHORT_SECTION = re.compile(
    r"(?<![至—－])(?<![至—－][一-鿿])(?<![至—－][一-鿿]{2})(?<![至—－][一-鿿]{3})((?:(?!至)[一-鿿]){2,4})段$"
)
_JOINED = re.compile("(?:[^连衔]接|相交|跨越?|上跨|下穿|并入|汇入)$")
"""Before a line that another one only meets: …，接渝湘高速，途经酉阳."""
_BEFORE = re.compile(
    r"(?:[东西南北]起|起自|起于|连接|串联|贯穿|由|从|途经|连通|[一-鿿]{2,6}(?=至|到))[一-鿿、]{3,30}的$"
)
"""连接甲和乙的, 由甲经乙通往丙的, 甲至乙的: what stands before a line."""
_COMPASS = re.compile("[东西南北中]$")
_BEARING = re.compile("[东西南北中]{2}|[路线期环][东西南北中]")
"""Before 段 no places: 西南段, 高速公路|南段."""
_ONLY_LETTERS = 3
_LETTER = re.compile("（([一-鿿])）")
_TERMINI = re.compile(
    r"(?:[GSX]\d{1,4}线?)?([一-鿿]{2,8}?)(?:至|—|到|经)([一-鿿]{2,8}?)(?:(?:至|—|到)([一-鿿]{2,8}))?(?:（.*|$)"
)
_A_PART = re.compile(r"段$|(?:铁路|高铁|城际|高速|公路)至?[一-鿿]{2,4}(?:支线|联络线|连接线|延伸线|延长线)$")
_OWN_NAME = re.compile(rf"[一-鿿]{{2}}(?:至|—|经)[一-鿿]{{2}}|{_A_PART.pattern}")
"""Names whose places are not those of the characters at their head: spelt out, or of a section by itself."""
_SPELT = re.compile(r"[一-鿿]{2}(?:至|—|经)[一-鿿]{2}")
_WORD = re.compile("[二三四五六七]环|^..[山湖河岛湾寺岭滩峡谷](?:$|高速|公路|铁路|高铁|旅游|大道|快速)")
"""Words whose characters stand for no place: 东六环, 太行山."""
_GAP = 8
_TOWN = ("镇", "乡", "街道")
"""Beside its county (三河市燕郊镇) both are passed."""
_STATION = re.compile("[站港]$|机场$|枢纽$")
_LISTED = re.compile(
    r"(?:[东西南北]?站?[、和及]|[、至经到和与及—·－]|途经|抵达|延伸至|延伸到|止于|接入|引出|出发|以及|，(?=途经|经|止于|终于|终至|至|到|抵|最终|串|连|接)|最终|向[东南西北]|，?(?:进入|引入)[一-鿿]{0,3}|，?跨|、?[一-鿿]{0,3}?(?:等地|境内))*"
)
_UNKNOWN = re.compile(r"[、经至到和]([一-鿿]{2,3})(?=[、至到和])")
"""A member of a list of places that no list knows."""


class Routes:
    """What lines connect; the terms of the lexicon by name, built once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any]) -> None:
        self._terms = {(t.cls, t.name): t for t in lexicon.terms if t.cls in ("Railway", "Road")}
        self._initials = Initials(lexicon)
        self._silence = Silence.of(patterns)
        self._between = Between(patterns)
        self._silent_in = {name: frozenset(letters) for name, letters in patterns["silent_in"].items()}
        self._generic = frozenset(word for kind in patterns["kinds"] for word in kind["generic"])
        self._passes = re.compile(alternatives(patterns["passes"]))
        self._from = re.compile(f"(?:{alternatives(patterns['from'])})")
        self._arrives = re.compile(f"(?:{'|'.join(patterns['arrives'])})")
        self._part_of = re.compile(patterns["part_of"])
        self._goes_on = re.compile("|".join(patterns["goes_on"]))
        self._halts = re.compile(
            f"(?:{alternatives(patterns['halts'])})([^。；]{{2,60}}?)(?:{alternatives(patterns['stations'])})"
        )
        self._streets = re.compile(f"(?:{alternatives(patterns['streets'])})")
        corridors = alternatives(patterns["rail_corridors"])
        self._no_letters = re.compile(f"{_OWN_NAME.pattern}|(?:{corridors})通道$")
        self._lettered = re.compile(f"([一-鿿]{{2}})(?:{alternatives(patterns['lettered'])})")
        heads = [head for kind in patterns["kinds"] for head in kind["heads"]]
        self._heads = re.compile(alternatives(heads))
        ends = alternatives([*heads, *patterns["works"], "沿江", "线"])
        self._stem = re.compile(f"(?:[GSX]\\d{{1,4}})?([一-鿿]{{2,5}}?)(?:{ends})")

    def state(self, page: Page) -> list[Claim]:
        """``connects`` claims of every line."""
        letters = Letters(page, self._initials, self._silence)
        claims: list[Claim] = []
        for hit in page.hits:
            if hit.cls in ("Railway", "Road"):
                by_letters = [] if self._no_letters.search(hit.id.name) else list(self._by_letters(page, hit, letters))
                claims += by_letters
                claims += self._named(page, hit, letters, read=bool(by_letters))
                claims += [*self._told(page, hit), *self._between.state(page, hit)]
        return claims

    def _by_letters(self, page: Page, hit: Hit, letters: Letters) -> Iterator[Claim]:
        term = self._terms.get((hit.cls, hit.id.name))
        for name in (_plain(page.text[hit.start : hit.end]), _plain(hit.id.name)):
            match = self._stem.match(name)
            body = match[1] if match else name if len(name) <= _ONLY_LETTERS else ""
            if body in self._generic or _SPELT.search(body) or (not term and _WORD.search(name)):
                return
            places = page.inside(hit, "Place") if not term and not self._is_county(page, hit) else ()
            if any(p.start == hit.start and p.end - p.start > 1 for p in places):
                return
            passed = [page.lexicon.units[key] for key in term.places] if term else []
            units = letters.along(body, passed) if term else letters.read(body)
            if not term and _COMPASS.search(body) and self._is_province(page, body[0]) and len(body) == LEAST:
                return
            mute = self._silent_in.get(hit.id.name, frozenset())
            known = [unit for letter, unit in zip(body, units, strict=False) if unit and letter not in mute]
            if known and (term or not self._is_street(page, hit, letters, known)):
                yield from (_claim(hit.id, page.place_id(u), hit, "letters of the name") for u in known)
                return

    def _is_county(self, page: Page, hit: Hit) -> bool:
        """Whether the two characters before the head are a county's by chance: 潮南高速."""
        lettered = self._lettered.match(page.text, hit.start, hit.end)
        units = [page.unit_of(p.id) for p in page.inside(hit, "Place") if lettered and p.end == lettered.end(1)]
        return any(unit and unit.level == "county" for unit in units)

    @staticmethod
    def _is_province(page: Page, letter: str) -> bool:
        """Whether a character stands for a province: 粤东 is its east, no 东莞."""
        keys = page.lexicon.abbreviations.get(letter, ())
        return any(page.lexicon.units[key].level == "province" for key in keys)

    def _is_street(self, page: Page, hit: Hit, letters: Letters, units: Sequence[Unit]) -> bool:
        """Whether the characters of 高新大道 are but a word: the name is a street's, and a unit is not named."""
        street = self._streets.search(page.text, hit.start, hit.end)
        return bool(street) and not all(letters.is_live(unit) for unit in units)

    def _named(self, page: Page, hit: Hit, letters: Letters, *, read: bool) -> Iterator[Claim]:
        """Places in the name itself, unless its characters have been read; of a section by itself those of it."""
        sections = self._section_units(page, hit, letters)
        head = next(iter(self._heads.finditer(page.text, hit.start, hit.end)), None)
        first = head.end() if head and _A_PART.search(hit.id.name) else hit.start
        read = read or self._is_county(page, hit)
        stem = (hit.start, head.start()) if head and read and head.start() - hit.start <= MOST else (0, 0)
        at = head.start() if head else hit.start
        inside = [p for p in page.inside(hit, "Place") if p.end > first and not _is_read(p, stem)]
        inside = [p for p in inside if not hit.start < p.start == at - 1 < p.end - 1]  # 南通 in 呼南通道
        outer = {a.end for a in inside} & {b.start for b in inside}
        ends = self._spelt(page, hit)
        spelt = dict(unknown_ends(page, hit, ends))
        for place in inside:
            if place.end not in outer | set(spelt) and not any(crosses(place, span) for span, _ in sections):
                yield _claim(hit.id, place.id, hit, "named in the line")
        yield from (_claim(hit.id, page.place_id(u), hit, "named in the line") for u in spelt.values() if u)
        known = [*((start, start + 1) for start in spelt), *(span for span, _ in sections)]
        unknown = [(a, b) for a, b in ends if not any(a < end and start < b for start, end in known)]
        yield from (_claim(hit.id, id, hit, "named in the line") for id in unlisted(page, unknown))
        for joint in page.joints_between(hit.start, hit.end) if not read else ():
            yield from (_claim(hit.id, id, hit, "named in the line") for id in joint.members)
        for _, unit in sections:
            yield _claim(hit.id, page.place_id(unit), hit, "named in the section")

    def _spelt(self, page: Page, hit: Hit) -> list[tuple[int, int]]:
        """The termini that the name spells out."""
        head = next(iter(self._heads.finditer(page.text, hit.start, hit.end)), None)
        match = _TERMINI.match(page.text, hit.start, head.start() if head else hit.end)
        return [match.span(group) for group in (1, 2, 3) if match and match[group]]

    def _section_units(self, page: Page, hit: Hit, letters: Letters) -> list[tuple[tuple[int, int], Unit]]:
        """Units at the ends of a section: towns by their short names too (镇江关 is 镇江关镇), or by characters."""
        found = self._by_characters(page, hit, letters)
        head = next(iter(self._heads.finditer(page.text, hit.start, hit.end)), None)
        behind = _OF_LINE.search(page.text, head.end(), hit.end) if head else None
        match = behind or _SECTION.search(page.text, hit.start, hit.end)
        for group in (1, 2, 3) if match else ():
            if match and match[group]:
                unit = exact(page, *match.span(group)) or town(page, match[group])
                if unit:
                    found.append((match.span(group), unit))
        return found

    def _by_characters(self, page: Page, hit: Hit, letters: Letters) -> list[tuple[tuple[int, int], Unit]]:
        """武张段: the ends of a section as characters, of a known line among the places that it passes."""
        head = next(iter(self._heads.finditer(page.text, hit.start, hit.end)), None)
        match = _SHORT_SECTION.search(page.text, head.end() if head else hit.start, hit.end)
        if match is None or _BEARING.fullmatch(match[1]) or page.nested_between(*match.span(1), "Place"):
            return []
        term = self._terms.get((hit.cls, hit.id.name.removesuffix(match[0])))
        passed = [page.lexicon.units[key] for key in term.places] if term else []
        units = letters.along(match[1], passed) if term else letters.read(match[1])
        named = None if term and any(units) else town(page, match[1])
        return [(match.span(1), unit) for unit in ([named] if named else units) if unit]

    def _told(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """途经, 连接, 起于…止于 after the line, in its sentence or in the next one that goes on about it."""
        if self._part_of.match(page.text, hit.end) or _JOINED.search(page.text, max(0, hit.start - 2), hit.start):
            return
        before = _BEFORE.search(page.text, page.clause_at(hit.start, hit.end)[0], hit.start)
        run = page.between(*before.span(), "Place") if before and not hit.id.name.endswith("段") else []
        inner = {place.start for place in run}
        for place in (p for p in run if p.end not in inner and not p.id.name.endswith(("省", "自治区"))):
            yield Claim(hit.id, "connects", place.id, place.start, hit.end, "places passed")
        for start, end in self._spans(page, hit):
            others = (h for h in page.between(start, end, "Railway", "Road") if h.id != hit.id)
            stop = min((h.start for h in others if not self._part_of.match(page.text, h.end)), default=end)
            for match in self._passes.finditer(page.text, start, stop):
                yield from _places(hit, min(hit.start, start), run_of_places(page, match.end(), stop))
            for match in self._halts.finditer(page.text, start, stop):
                run = page.between(match.start(1), match.end(1), "Place")
                yield from _places(hit, min(hit.start, start), run, "places with a station")
            for match in self._from.finditer(page.text, start, stop):
                run = run_of_places(page, match.end(), stop)
                yield from _places(hit, min(hit.start, start), run if len(run) > 1 else [])
            arrives = self._arrives.search(page.text, start, stop)
            if arrives:
                clause = page.clause_at(arrives.start(), arrives.end())
                run = page.between(clause[0], arrives.start(), "Place")
                yield from _places(hit, hit.start, run, "reached by the line")

    def _spans(self, page: Page, hit: Hit) -> list[tuple[int, int]]:
        index = page.sentence_index(hit.start)
        spans = [(hit.end, page.sentences[index].end)]
        if index + 1 < len(page.sentences) and self._goes_on.match(page.text, page.sentences[index + 1].start):
            spans.append((page.sentences[index + 1].start, page.sentences[index + 1].end))
        return spans


def _plain(name: str) -> str:
    """本桓（宽）高速: the character in brackets is one of the name."""
    return _LETTER.sub(r"\1", name)


def _is_read(place: Hit, stem: tuple[int, int]) -> bool:
    """Whether a place is but the characters of a name: 巴南 in 巴南高铁 and 汉巴南铁路, not 海南 in 海南环岛高铁."""
    return crosses(place, stem) and (place.start > stem[0] or place.end == stem[1])


def _places(hit: Hit, start: int, run: Sequence[Hit], rule: str = "places passed") -> Iterator[Claim]:
    return (Claim(hit.id, "connects", place.id, start, max(place.end, hit.end), rule) for place in run)


def run_of_places(page: Page, start: int, end: int) -> list[Hit]:
    """The list of places that starts at a position: 、, 至, 和 and brackets between them; a station counts as the place
    that it is called by, and the outer of nested places (青海海东市) only says where the next lies."""
    run: list[Hit] = []
    last = start
    for hit in page.between(start, end, "Place", "Project", "Zone"):
        gap = page.text[last : hit.start]
        gap = _UNKNOWN.sub("", gap) if run else gap
        stop = hit.cls == "Project" and not _STATION.search(hit.id.name)
        if stop or len(gap) > _GAP or not _LISTED.fullmatch(gap):
            break
        if run and run[-1].end == hit.start and not hit.id.name.endswith(_TOWN):
            run.pop()
        run += [hit] if hit.cls == "Place" else page.inside(hit, "Place")[:1] if hit.cls == "Project" else []
        last = hit.end
    return run


def _claim(subject: EntityId, target: EntityId, hit: Hit, rule: str) -> Claim:
    return Claim(subject, "connects", target, hit.start, hit.end, rule)
