"""Where a meeting is held that a city hosts: 我市将举办, 由合肥市承办, 赴杭州举办."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.extract.papers.phrases import ORDINAL, YEAR
from kg.facts.meetings.days import DATELINE
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import article, contains

_PROVINCES = ("省", "自治区", "特别行政区")
_ADVERBS, _REACH, _LIST = 5, 30, 120


class Hosts:
    """Verbs of hosting, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        verbs = alternatives(patterns["hosts"])
        self._verb = re.compile(verbs)
        self._by = re.compile(f"[^，。；]{{0,4}}?由(?P<who>[^，。；、]{{2,16}}?)(?:{verbs})")
        self._goes_to = re.compile(f"(?:{alternatives(patterns['goes_to'])})$")
        self._mark = re.compile("[、和及与]“?")
        self._rest_of_list = re.compile("等[一-鿿\\d]{0,8}?(?:活动|展会|赛事|会议|盛会)|等")
        self._settles = re.compile(patterns["settles"])
        self._seat_before = re.compile(f"(?:{patterns['seat_before']})$")
        self._seat_after = re.compile(patterns["seat_after"])
        self._seat_head = re.compile(f"(?:{patterns['seat_after']})$")
        self._fair = re.compile(f"{patterns['fair_seat']}$")
        self._opening = re.compile(f"(?:{ORDINAL.pattern}|{YEAR.pattern})?")
        self._we = re.compile(f"(?:{patterns['we_host']})*")
        self._hosted_by = re.compile(f"由(?P<who>[^，。；、]{{2,16}}?)(?:{verbs})的$")
        self._gathered = re.compile(
            f"(?:{alternatives(patterns['gather'])})(?P<who>[^，。；、]{{2,8}}?)，[^，。；]{{0,12}}$"
        )
        self._no_host = re.compile(patterns["no_host"])

    def before(self, page: Page, hit: Hit, verb: int) -> Iterator[Claim]:
        """``heldIn`` by the subject of the verb that stands before the meeting's name."""
        if self._verb.match(page.text, verb):
            yield from self._in(page, hit, page.clause_at(verb, verb)[0], verb)

    def own(self, page: Page, hit: Hit, verb: int) -> Iterator[Claim]:
        """``heldIn`` the document's city, which the clause means by 我们 or by no subject at all."""
        home = page.home_at(verb)
        left, _ = page.clause_at(verb, verb)
        if home and self._verb.match(page.text, verb) and self._we.fullmatch(page.text, left, verb):
            yield Claim(hit.id, "heldIn", page.place_id(home), left, hit.end, "hosted")

    def _unseen_seat(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """The same where the tagger takes the city into a word of its own: 贵阳国际论坛."""
        head = self._seat_head.search(page.text, hit.start, hit.end)
        if not head or page.inside(hit, "Place"):
            return
        keys = page.lexicon.by_name.get(page.text[head.start() - 2 : head.start()], ())
        city = page.lexicon.units[keys[0]] if len(keys) == 1 else None
        if city and city.level == "prefecture":
            yield Claim(hit.id, "heldIn", page.place_id(city), hit.start, hit.end, "seat in the name")

    def list_end(self, page: Page, hit: Hit) -> int:
        """Where the list of meetings ends that the meeting stands in: 青岛峰会、儒商大会等成功举办."""
        end = hit.end + page.text.startswith("”", hit.end)
        for other in page.between(end, end + _LIST, "Meeting"):
            if not self._mark.fullmatch(page.text, end, other.start):
                break
            end = other.end + page.text.startswith("”", other.end)
        rest = self._rest_of_list.match(page.text, end) if end > hit.end + 1 else None
        return rest.end() if rest else end

    def bringing(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """``heldIn`` by what stands before the name: 由宁德市承办的…大会, 专家齐聚南沙，参加…论坛."""
        start = page.sentence_at(hit.start).start
        for pattern in (self._hosted_by, self._gathered):
            found = pattern.search(page.text, max(start, hit.start - _REACH), hit.start)
            if found:
                yield from self._in(page, hit, *found.span("who"))

    def behind(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """``heldIn`` by what follows the name: 第三届…交易会由合肥市承办."""
        end = page.sentence_at(hit.start).end
        by = self._by.match(page.text, hit.end, end)
        if by:
            yield from self._in(page, hit, *by.span("who"))
        settles = self._settles.match(page.text, hit.end, end)
        place = page.between(settles.end(), settles.end() + _REACH, "Place")[:1] if settles else []
        if settles and place and place[0].start == settles.end():
            yield Claim(hit.id, "heldIn", place[0].id, hit.start, place[0].end, "settled")

    def seated(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """The city in an event's name is its seat: 生态文明贵阳国际论坛, 中国（温州）国际园林博览会."""
        places = page.inside(hit, "Place")
        for place in places:
            before, after = page.text[hit.start : place.start], page.text[place.end : hit.end]
            beside = self._seat_before.search(before) or self._seat_after.fullmatch(after)
            fair = len(places) == 1 and self._opening.fullmatch(before) and self._fair.search(after)
            unit = page.unit_of(place.id)
            if unit and (beside or fair) and not unit.name.endswith(_PROVINCES):
                yield Claim(hit.id, "heldIn", place.id, hit.start, hit.end, "seat in the name")
        yield from self._unseen_seat(page, hit)
        outside = page.covering(hit.start - 1, hit.start, "Place") if hit.start else None
        if outside and page.text.startswith("全国", hit.start):
            yield Claim(hit.id, "heldIn", outside.id, outside.start, hit.end, "seat in the name")

    def _in(self, page: Page, hit: Hit, start: int, verb: int) -> Iterator[Claim]:
        """The one place right before the verb: who hosts, or where it goes to."""
        places = page.between(start, verb, "Place")
        near = places[-1] if places and verb - places[-1].end <= _ADVERBS else None
        if not near or self._no_host.search(page.text, near.end, verb):
            return
        abroad = self._goes_to.search(page.text, start, near.start)
        others = [p for p in places if not contains(page, p.id, near.id) and p.id != near.id]
        if abroad or not (others or page.joints_between(start, verb)):
            yield Claim(hit.id, "heldIn", near.id, min(near.start, hit.start), max(verb, hit.end), "hosted")


def dateline(page: Page, position: int, *, near: bool = False) -> EntityId | None:
    """此间: the place of the article's dateline (``near``: in the same paragraph), 本报承德9月6日电."""
    start = page.text.rfind("\n", 0, position) + 1 if near else article(page, position)[0]
    line = DATELINE.search(page.text, start, position)
    places = page.between(line.start(), line.end(), "Place") if line else []
    return places[-1].id if places else None


def innermost(page: Page, places: list[Hit]) -> EntityId:
    """The last of the places that stand one in another: 安徽合肥."""
    chosen = places[0]
    for place in places[1:]:
        if place.start - chosen.end > 1 or not contains(page, chosen.id, place.id):
            break
        chosen = place
    return chosen.id
