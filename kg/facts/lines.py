"""Which places a railway or road connects: by its name, by the section named, by what the sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.lines import decode, live_units, term_of
from kg.extract.page import Claim, Hit, Page
from kg.lexicon import Lexicon, Term, Unit
from kg.model import EntityId

_NUMBER = re.compile(r"[GSX]\d{1,4}")
_LETTERS = re.compile(r"[一-鿿]{2,5}?(?=中线|高铁|高速|铁路|城际|客专|快速|大道|干道|扩容|复线|干线|沿江|客运)")
_SECTION = re.compile(r"([一-鿿]{2,12}?)(?:至|经|到|—|－|-|途经)([一-鿿]{2,12}?)(?:(?:至|到|经|—)([一-鿿]{2,12}?))?段")
_PASSES = re.compile(
    r"(?:途经|途径|经过|经由|沿线经过|沿线|线路经|串联起|串联|连接起|连接|串起|起于|起自|起点|止于|终至|终于|止点|贯穿|穿越|覆盖|联通|联结|通达|接入|线路起自|正线|全长[^，。；]*?经)"
)
_ARRIVES = re.compile(r"(?:进入|迈入|步入|融入|跨入)“?(?:高铁时代|动车时代|高铁网)")
_CONTINUES = re.compile(r"(?:线路|全线|该[线路铁项]|全长|正线|项目|铁路|高铁|设计时速|其)")
_TOWN_ENDS = ("镇", "乡", "街道", "县", "区", "市")
_GAP = 4


def state(page: Page) -> list[Claim]:
    """``connects`` claims of every line."""
    live = live_units(page)
    claims: list[Claim] = []
    for hit in page.hits:
        if hit.cls in ("Railway", "Road"):
            claims += _named(page, hit, live)
            claims += _told(page, hit)
    return claims


def _named(page: Page, hit: Hit, live: Sequence[Unit]) -> Iterator[Claim]:
    """Places in the name itself, and in the name of its section."""
    sections = _section_units(page, hit)
    inner = page.inside(hit, "Place")
    for place in inner:
        if not any(_crosses(place, span) for span, _ in sections):
            yield _claim(hit.id, place.id, hit, "named in the line")
    for joint in page.joints:
        if hit.start <= joint.start and joint.end <= hit.end:
            yield from (_claim(hit.id, id, hit, "named in the line") for id in joint.members)
    for _, unit in sections:
        yield _claim(hit.id, page.place_id(unit), hit, "named in the section")
    if not inner and not any(hit.start <= j.start and j.end <= hit.end for j in page.joints):
        units = _letters(page, hit, live)
        yield from (_claim(hit.id, page.place_id(unit), hit, "letters of the name") for unit in units)


def _letters(page: Page, hit: Hit, live: Sequence[Unit]) -> tuple[Unit, ...]:
    text = _NUMBER.sub("", page.text[hit.start : hit.end])
    match = _LETTERS.match(text)
    letters = match[0] if match else text if len(text) <= 3 else ""
    term = term_of(page.lexicon, hit.id)
    return by_term(page.lexicon, term, letters, live) if term else decode(page.lexicon, letters, live)


def by_term(lexicon: Lexicon, term: Term, letters: str, live: Sequence[Unit]) -> tuple[Unit, ...]:
    """Characters of a known line's name, read by the places that the line passes."""
    passed = [lexicon.units[key] for key in term.places]
    found = []
    for letter in letters:
        keys = lexicon.abbreviations.get(letter, ())
        on_line = [u for u in passed if u.key in keys or u.short.startswith(letter)]
        above = [lexicon.units[k] for k in keys if any(lexicon.within(u, lexicon.units[k]) for u in passed)]
        found += (on_line or above)[:1]
    return tuple(dict.fromkeys(found)) if len(found) == len(letters) else decode(lexicon, letters, live)


def _section_units(page: Page, hit: Hit) -> list[tuple[tuple[int, int], Unit]]:
    """Units at the ends of a named section, towns by their short names too (镇江关 is 镇江关镇)."""
    match = _SECTION.search(page.text, hit.start, hit.end)
    found = []
    for group in (1, 2, 3) if match else ():
        if match and match[group]:
            unit = _exact(page, match.start(group), match.end(group)) or _town(page, match[group])
            if unit:
                found.append((match.span(group), unit))
    return found


def _exact(page: Page, start: int, end: int) -> Unit | None:
    places = page.nested_between(start, end, "Place")
    return next((page.unit_of(p.id) for p in places if p.end == end), None)


def _town(page: Page, name: str) -> Unit | None:
    """The one town or county of the home's province whose name begins so."""
    home = page.home_at(0)
    units = [u for end in _TOWN_ENDS for u in page.lexicon.units_named(name + end, page.issued[:4])]
    near = [u for u in units if home and page.lexicon.within(u, (home, *page.lexicon.ancestors(home))[-1])]
    return near[0] if len(near) == 1 else units[0] if len(units) == 1 else None


def _crosses(place: Hit, span: tuple[int, int]) -> bool:
    """Whether a place's span lies in a section's terminus without being it."""
    return place.start < span[1] and span[0] < place.end


def _told(page: Page, hit: Hit) -> Iterator[Claim]:
    """途经, 连接, 起于…止于 after the line, in its sentence or in the next one that goes on about it."""
    index = page.sentence_index(hit.start)
    spans = [(hit.end, page.sentences[index].end)]
    if index + 1 < len(page.sentences) and _CONTINUES.match(page.text, page.sentences[index + 1].start):
        spans.append((page.sentences[index + 1].start, page.sentences[index + 1].end))
    for start, end in spans:
        stop = min((h.start for h in page.between(start, end, "Railway", "Road") if h.id != hit.id), default=end)
        for match in _PASSES.finditer(page.text, start, stop):
            for place in run_of_places(page, match.end(), stop):
                yield Claim(hit.id, "connects", place.id, min(hit.start, start), place.end, "places passed")
        arrives = _ARRIVES.search(page.text, start, stop)
        if arrives:
            clause = page.clause_at(arrives.start(), arrives.end())
            for place in page.between(clause[0], arrives.start(), "Place"):
                yield Claim(hit.id, "connects", place.id, hit.start, arrives.end(), "reached by the line")


def run_of_places(page: Page, start: int, end: int) -> list[Hit]:
    """The list of places that starts at a position: 、, 至, 和 and brackets between them; the outer of nested places
    (青海海东市) only says where the next lies."""
    run: list[Hit] = []
    for place in page.between(start, end, "Place"):
        gap = page.text[run[-1].end if run else start : place.start]
        if not re.fullmatch(r"(?:[、至经到和与及—·－]|途经|以及|，止于|，终于|，终至|，途经|，经|、?[一-鿿]{0,3}?(?:等地|境内))*", gap) or len(gap) > _GAP + 2:
            break
        if run and run[-1].end == place.start:
            run.pop()
        run.append(place)
    return run


def _claim(subject: EntityId, target: EntityId, hit: Hit, rule: str) -> Claim:
    return Claim(subject, "connects", target, hit.start, hit.end, rule)
