"""Who signs: the places, bodies and firms before a verb of signing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kg.extract.page import Hit, Joint, Page
from kg.model import EntityId
from kg.patterns import alternatives

_BEFORE = 5
_NEXT, _TITLE = 2, 30
_CLAUSE = "。；！？\n："
_WITH = re.compile("[与同和]|[—－–-]+")
_AND = re.compile("[、，；]|，?以及")
_BESIDE = re.compile("[省市区县州]?(?:、|[与和及同])")
_FARTHEST = 12
_ALONE, _SEVERAL = 1, 2
_JOINS, _ACTING = ("与", "和", "同"), ("v", "vn", "vd", "ad", "d", "a", "p")


class Signers:
    """Finds the parties of a paper in the text before its verb; patterns compiled once."""

    def __init__(self, patterns: dict[str, Any], verbs: list[str]) -> None:
        self._follows = re.compile(f"(?:{patterns['follows']})|$")
        self._not_before = re.compile(f"(?:{patterns['not_before']})$")
        self._counted = re.compile(patterns["counted"])
        self._with = re.compile(patterns["with"])
        self._sign = re.compile(alternatives(verbs))
        self._each = re.compile(patterns["each"])
        self._own_head = re.compile(f"(?:{patterns['own_head']})$")
        self._all = re.compile(patterns["all"])
        self._sends = tuple(patterns["sends"])
        self._sent = re.compile(patterns["sent"])
        self._same_day = re.compile(patterns["same_day"])
        zone = f"[^，。；：、与和同\\s]{{2,16}}?(?:{alternatives(patterns['zone_heads'])})"
        self._zones = re.compile(f"(?P<one>{zone})[与和同](?P<other>{zone})(?=、|[^，。；、与和同]{{0,8}}$)")
        self._media = tuple(patterns["media"])

    def before(self, page: Page, verb: int, floor: int = 0) -> tuple[tuple[EntityId, ...], str]:
        """The parties, and a partner that is only counted (8个省级部门), in the clause before the verb."""
        left = max(floor, self._left(page, verb))
        partner = self._counted.search(page.text, left, verb + 1)
        found = list(dict.fromkeys(id for item in self._candidates(page, left, verb) for id in self._ids(page, item)))
        found = _without_outer(page, found)
        lead = self._lead(page, left, verb)
        home = page.home_at(verb)
        subject = self._subject(page, left, lead) if lead >= 0 and len(found) == 1 else []
        if subject:
            found = list(dict.fromkeys([*subject, *found]))
        elif home and (partner or (lead >= 0 and (found or page.halves))):
            found = list(dict.fromkeys([page.place_id(home), *found]))
        if len(found) < _SEVERAL and not partner:
            return self._unsaid(page, left, verb) if lead < 0 else (), ""
        return tuple(found), partner[1] if partner else ""

    def _unsaid(self, page: Page, left: int, verb: int) -> tuple[EntityId, ...]:
        """Where the clause of the verb names nobody: those set side by side before it in the sentence, else in the one
        before (岳阳、荆州两市再续新篇。昨在监利签下…协定)."""
        near = max(left, page.text.rfind("，", left, verb))
        if self._somebody(page, near, verb):
            return ()
        found = self.beside(page, near) if near > left else ()
        index = page.sentence_index(verb)
        floor = page.sentences[index].start
        if found or not index or self._somebody(page, floor, verb) or "\n" in page.text[floor - 1 : floor + 1]:
            return found
        return self.beside(page, page.sentences[index - 1].end - 1)

    def _somebody(self, page: Page, start: int, end: int) -> bool:
        """Whether a place or body stands there other than as where something is done."""
        hits = page.between(start, end, "Place", "Organization")
        return any(not self._not_before.search(page.text, max(0, h.start - _BEFORE), h.start) for h in hits)

    def apart(self, page: Page, verb: int) -> tuple[tuple[EntityId, ...], ...]:
        """The parties of each paper where one verb tells of several: 甲分别与乙、丙, 甲与乙、丙与丁; else nothing."""
        left = self._left(page, verb)
        each = self._each.search(page.text, left, verb)
        if not each:
            return self._pairs(page, left, verb)
        firsts = self.named(page, left, each.start())
        home = page.home_at(verb)
        firsts = firsts or ([page.place_id(home)] if home else [])
        partners = self.named(page, each.end(), verb)
        if len(firsts) == len(partners) >= _SEVERAL:
            return tuple(zip(firsts, partners, strict=True))
        sets = tuple((first, partner) for first in firsts for partner in partners)
        return sets if len(sets) >= _SEVERAL and min(len(firsts), len(partners)) == _ALONE else ()

    def _pairs(self, page: Page, left: int, verb: int) -> tuple[tuple[EntityId, ...], ...]:
        """甲与乙、丙与丁 right before the verb, pair by pair."""
        items = _collapsed(page.between(left, verb, "Place", "Organization"))
        gaps = [page.text[one.end : start] for (_, one), (start, _) in pairwise(items)]
        length = 1
        while length <= len(gaps) and (_WITH if length % 2 else _AND).fullmatch(gaps[-length]):
            length += 1
        if length % 2 or length <= _SEVERAL or not self._each_alone(page.text[items[-1][1].end : verb]):
            return ()
        ids = [next(iter(self._ids(page, hit)), hit.id) for _, hit in items[-length:]]
        return tuple(zip(ids[::2], ids[1::2], strict=True))

    def zones(self, page: Page, verb: int) -> Iterator[tuple[EntityId, ...]]:
        """Pairs of zones that begin with a known name, in the clause before the verb: 青岛高新区与兰州新区."""
        start = max(self._left(page, verb), page.text.rfind("，", 0, verb) + 1)
        known = [h.start for h in [*page.between(start, verb), *page.nested_between(start, verb)]]
        for match in self._zones.finditer(page.text[start:verb]):
            first = next((at for at in sorted(known) if at >= start + match.start("one")), verb) - start
            name = match["one"][first - match.start("one") :]
            if len(name) > _SEVERAL and start + match.start("other") in known:
                yield EntityId("Zone", name), EntityId("Zone", match["other"])

    def _each_alone(self, gap: str) -> bool:
        return len(gap) <= _FARTHEST and "，" not in gap and not self._all.search(gap)

    def named(self, page: Page, start: int, end: int, *, nested: bool = False) -> list[EntityId]:
        """Places, bodies and the members of joint names in a span; ``nested`` takes those within a longer name too."""
        items: list[Hit | Joint] = [
            *page.between(start, end, "Place", "Organization"),
            *(page.nested_between(start, end, "Place", "Organization") if nested else ()),
            *page.joints_between(start, end),
        ]
        found = list(dict.fromkeys(id for item in _outermost(items) for id in self._ids(page, item)))
        return _without_outer(page, found)

    def beside(self, page: Page, start: int) -> tuple[EntityId, ...]:
        """The places and bodies set side by side last before a paper in its sentence, or a joint name there."""
        floor = page.sentence_at(start).start
        runs: list[list[Hit]] = [[]]
        end = floor
        for begin, hit in _collapsed(page.between(floor, start, "Place", "Organization")):
            goes_on = runs[-1] and _BESIDE.fullmatch(page.text, end, begin)
            visited = not goes_on and self._not_before.search(page.text, max(floor, begin - _BEFORE), begin)
            runs += [] if goes_on else [[]]
            runs[-1] += [] if visited else [hit]
            end = hit.end
        sets = [[id for hit in run for id in self._ids(page, hit)] for run in runs if len(run) >= _SEVERAL]
        joints = page.joints_between(floor, start)
        return tuple(dict.fromkeys(sets[-1])) if sets else joints[-1].members if joints else ()

    def persons(self, page: Page, start: int, sign: re.Pattern[str]) -> tuple[EntityId, ...]:
        """Those for whom persons sign in the next sentence: 广东省省长甲、澳门特别行政区行政长官乙共同签署协议."""
        index = page.sentence_index(start)
        for sentence in page.sentences[index : index + _NEXT]:
            verb = sign.search(page.text, max(start, sentence.start), sentence.end)
            people = page.between(max(start, sentence.start), verb.start(), "Person") if verb else []
            found = [id for person in people for id in self._sender(page, person)]
            if len(set(found)) > 1:
                return tuple(dict.fromkeys(found))
        return ()

    def _sender(self, page: Page, person: Hit) -> Iterator[EntityId]:
        floor = max(0, person.start - _TITLE)
        hits = page.between(floor, person.start, "Place", "Organization")
        if hits and not re.search("[、，。；]", page.text[hits[-1].end : person.start]):
            yield from self._ids(page, hits[-1])
            return
        home = page.home_at(person.start)
        if home and self._own_head.search(page.text, floor, person.start):
            yield page.place_id(home)

    def _left(self, page: Page, verb: int) -> int:
        sentence = page.sentence_at(verb)
        return max([sentence.start, *(page.text.rfind(mark, sentence.start, verb) + 1 for mark in _CLAUSE)])

    def _lead(self, page: Page, left: int, verb: int) -> int:
        """Where the clause starts if it begins with 与 (a day may stand before): its subject is another's; else -1."""
        start = max(left, page.text.rfind("，", left, verb) + 1)
        day = next((d for d in page.dates(start, verb) if d.start <= 1), None)
        start += day.end if day else 0
        led = self._with.match(page.text, start, verb) or self._led_on(page, start, verb)
        return start if led else -1

    def _led_on(self, page: Page, start: int, verb: int) -> bool:
        """Whether only verbs and adverbs stand before 与: 扎实落实与海口市2021年12月签署的…."""
        for word in page.words_over(start, verb):
            if word.text in _JOINS and word.start > start:
                return True
            if word.tag not in _ACTING or page.joints_between(word.start, word.end):
                return False
        return False

    def _subject(self, page: Page, left: int, lead: int) -> list[EntityId]:
        """Who signs first in the sentence: 甲与乙签订…，随后又与丙签订."""
        first = self._sign.search(page.text, left, lead)
        items = self._candidates(page, left, first.start()) if first else []
        return list(self._ids(page, items[0])) if items else []

    def day_before(self, page: Page, position: int) -> str:
        """The day of the sentence before, where the one at the position goes on about it: 座谈后，两市签署."""
        index = page.sentence_index(position)
        start = page.sentences[index].start
        if not index or not self._same_day.match(page.text, start) or "\n" in page.text[start - 1 : start]:
            return ""
        before = page.sentences[index - 1]
        dates = page.dates(before.start, before.end)
        return next((d.iso for d in reversed(dates) if d.kind == "date"), "")

    def _candidates(self, page: Page, left: int, verb: int) -> list[Hit | Joint]:
        """Places, bodies and joint names that can be subjects; those nearest to the verb where a comma parts them."""
        hits = page.between(left, verb, "Place", "Organization")
        named = {h.end for h in hits}  # in 厦门、漳州、泉州三市 the last word says nothing new
        joints = page.joints_between(left, verb)
        joints = [j for j in joints if j.rule != "pair" or j.start not in named]
        items: list[Hit | Joint] = [h for h in hits if self._acts(page, h, verb)]
        items += [j for j in joints if self._follows.match(page.text, j.end, verb)]
        items = _outermost(items)
        start = max(left, page.text.rfind("，", left, verb) + 1)
        near = [item for item in items if item.start >= start]
        return [*(h for h in hits if h.start < start and self._delegates(page, h)), *near] if near else items

    def _delegates(self, page: Page, hit: Hit) -> bool:
        """Whether someone else signs for a body: 受市政府委托."""
        return page.text.startswith(self._sends, hit.start - 1) and bool(self._sent.match(page.text, hit.end))

    def _acts(self, page: Page, hit: Hit, verb: int) -> bool:
        if self._not_before.search(page.text, max(0, hit.start - _BEFORE), hit.start):
            return False
        beside = [other for other in page.between(hit.end, verb, "Place", "Organization") if other.start == hit.end]
        return self._acts(page, beside[0], verb) if beside else bool(self._follows.match(page.text, hit.end, verb))

    def _ids(self, page: Page, item: Hit | Joint) -> Iterator[EntityId]:
        """A city's government or department counts as its place; a firm stands for itself."""
        if isinstance(item, Joint):
            yield from item.members
            return
        unit = page.lexicon.units.get(item.id.scope) if item.rule == "body" else None
        if item.cls == "Organization" and not unit and item.id.name.endswith(self._media):
            return
        yield page.place_id(unit) if unit else item.id


def _collapsed(hits: list[Hit]) -> list[tuple[int, Hit]]:
    """Of places that stand together without a mark (重庆渝北) the last, with the start of the first."""
    found: list[tuple[int, Hit]] = []
    for hit in hits:
        start = found.pop()[0] if found and found[-1][1].end == hit.start else hit.start
        found.append((start, hit))
    return found


def _outermost(items: list[Hit | Joint]) -> list[Hit | Joint]:
    """Without what lies inside another item; in order."""
    kept: list[Hit | Joint] = []
    for item in sorted(items, key=lambda i: (i.start, -i.end)):
        if not any(k.start <= item.start and item.end <= k.end and k is not item for k in kept):
            kept.append(item)
    return kept


def _without_outer(page: Page, ids: list[EntityId]) -> list[EntityId]:
    """Without a place that only says where the next one lies: 四川省绵阳市 is 绵阳市."""
    kept = []
    for here, id in enumerate(ids):
        unit = page.unit_of(id)
        after = page.unit_of(ids[here + 1]) if here + 1 < len(ids) else None
        if unit and after and unit.key != after.key and page.lexicon.within(after, unit):
            continue
        kept.append(id)
    return kept
