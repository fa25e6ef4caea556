"""Members of a region, zone, project or drive: by its name, or told after it (R以A为中心，包括B、C; X由A、B共建)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from kg.extract.naming import canonical
from kg.extract.page import Claim, Hit, Joint, Page
from kg.facts.anaphora import Anaphora
from kg.facts.cooperation.placelists import list_from, partners_from
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import contains

CLASSES = ("Region", "Zone", "Project", "Initiative")
_CROSSINGS = ("隧道", "隧洞", "大桥", "特大桥", "高架桥")
_SIDE_BY_SIDE = ("（", "、", "与", "和")


class Members:
    """Words that tell members, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        self._anaphora = Anaphora(patterns["anaphora"])
        self._includes = re.compile(f"(?:[一-鿿]{{0,8}}，(?=由))?(?:项目)?({alternatives(patterns['includes'])})")
        self._goes_on = re.compile(
            f"[，、]?(?:[一-鿿]{{0,4}}(?:范围|区域|地域))?(?:主要)?({alternatives(patterns['includes'])})"
        )
        self._range_of = re.compile(f"，(?:{alternatives(patterns['range'])})")
        self._in_title = re.compile(
            f"《([^《》]{{2,16}}?(?:{alternatives(patterns['area_heads'])}))[^《》]*(?:规划|方案)[^《》]*》"
        )
        self._centre = re.compile(f"[，、]?(?:{alternatives(patterns['centred'])})")
        self._centre_end = re.compile(f"等?[省市区县州]?(?:{alternatives(patterns['centred_end'])})")
        self._built_by = re.compile(f"(?:{alternatives(patterns['built_by'])})")
        self._leads = re.compile(f"(?:{alternatives(patterns['leads'])})，?")
        self._take_part = re.compile(f"等?[省市区县州地]*(?:共同)?(?:{alternatives(patterns['take_part'])})")
        self._of_members = re.compile(f"等?(?:{alternatives(patterns['member_cities'])})")

    def state(self, page: Page) -> Iterator[Claim]:
        """``participant`` claims of members told, and ``cooperatesWith`` of those who build together."""
        for hit in [*page.hits, *self._titled(page), *self._anaphora.find(page)]:
            if hit.cls in CLASSES:
                yield from self._told(page, hit)
                yield from self._of_it(page, hit)

    def _titled(self, page: Page) -> Iterator[Hit]:
        """The area that a plan is of: 《关中平原城市群发展规划》，范围涉及陕西、山西、甘肃三省."""
        for match in self._in_title.finditer(page.text):
            yield Hit(match.start(1), match.end(1), EntityId("Region", canonical(match[1])), "title")

    def _told(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """X由A、B共建 (who then act together), and members of a region: X包括A、B、C."""
        right = page.clause_at(hit.start, hit.end)[1]
        match = self._includes.match(page.text, hit.end)
        ids, end = partners_from(page, match.end(), right) if match else ([], hit.end)
        if not ids and match:
            joints = [j for j in page.joints_between(match.end(), right) if j.start == match.end()]
            ids, end = (list(joints[0].members), joints[0].end) if joints else ([], end)
        by = bool(match and match[1] == "由")
        if by and ids and match:
            yield from self._led(page, hit, list_from(page, match.end(), right))
        built = bool(ids and self._built_by.search(page.text, end, right))
        if built:
            yield from (_told_claim(hit, id, right) for id in ids)
            yield from (Claim(a, "cooperatesWith", b, hit.start, right, "built by") for a, b in combinations(ids, 2))
        elif hit.cls in ("Region", "Zone") and not by:
            yield from self._range(page, hit)

    def _range(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """R以A为中心，包括B、C、D: the clauses that go on to tell its members."""
        at, limit = _title_end(page, hit), page.sentence_at(hit.start).end
        later = page.clause_at(at - 1, at)[1]
        at = later if self._range_of.match(page.text, later) else at  # …示范区2019年揭牌，范围包括
        while match := self._centre.match(page.text, at) or self._goes_on.match(page.text, at):
            places = list_from(page, match.end(), limit)
            if not places:
                return
            yield from (_told_claim(hit, place.id, places[-1].end) for place in places)
            at = places[-1].end
            if end := self._centre_end.match(page.text, at):
                at = end.end()
            at = page.clause_at(at, at)[1]

    def _led(self, page: Page, hit: Hit, members: Sequence[Hit]) -> Iterator[Claim]:
        """X由A牵头，B、C等市参与."""
        led = self._leads.match(page.text, members[-1].end) if members else None
        if not led:
            return
        others = list_from(page, led.end(), page.sentence_at(hit.start).end)
        join = bool(others and self._take_part.match(page.text, others[-1].end))
        end = others[-1].end if join else led.end()
        ids = dict.fromkeys(m.id for m in [*members, *(others if join else [])])
        yield from (_told_claim(hit, id, end) for id in ids)

    def _of_it(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """蚌埠、淮安、信阳等淮河生态经济带城市: a list that the region's name and 城市 end."""
        if hit.cls != "Region" or not self._of_members.match(page.text, hit.end):
            return
        left = page.clause_at(hit.start, hit.end)[0]
        places = page.between(left, hit.start, "Place")
        if places and page.text[places[-1].end : hit.start] in ("等", "等地", "等市"):
            run = list_from(page, places[0].start, hit.start)
            yield from (_told_claim(hit, place.id, hit.end) for place in run)


def named(page: Page, hit: Hit) -> Iterator[EntityId]:
    """Members that the name tells: 成渝地区双城经济圈, 川渝合作, “德阳经开·重庆空港”…, 深圳（哈尔滨）产业园."""
    if hit.cls == "Project" and hit.id.name.endswith(_CROSSINGS):
        return  # 甬舟铁路海底隧道, 甘青隧道: named after the line or what it crosses
    joint = page.joints_between(hit.start, hit.end, named=True)
    bracketed = [j for j in joint[1:] if page.text[j.start - 1] == "（"]  # 浙赣边际合作（衢饶）示范区
    for one in [*joint[:1], *bracketed] or _just_before(page, hit):
        yield from one.members
    places = [p for p in page.inside(hit, "Place") if not any(j.start <= p.start < j.end for j in joint)]
    if hit.cls in ("Region", "Initiative") and not joint:
        yield from (p.id for p in places[:1])
    yield from _paired(page, hit, places)


def _just_before(page: Page, hit: Hit) -> list[Joint]:
    """京津冀“跨省通办”, 三市湘江流域联防联控机制: the joint name or reference that stands right before."""
    end = hit.start - (page.text[hit.start - 1 : hit.start] == "“")
    joints = page.joints_between(max(0, end - 8), end)
    return [j for j in joints if j.end == end and hit.cls != "Region"][-1:]


def _paired(page: Page, hit: Hit, places: list[Hit]) -> Iterator[EntityId]:
    """罗江—成华产业合作园区, 深圳（哈尔滨）产业园区."""
    for one, other in combinations(places, 2):
        gap = page.text[one.end : other.start]
        joined = re.search("[—－–·-]", gap) and len(gap) <= 6
        if (joined or gap in _SIDE_BY_SIDE or (not gap and _are_cities(page, hit, one, other))) and not contains(
            page, one.id, other.id
        ):
            yield one.id
            yield other.id


def _are_cities(page: Page, hit: Hit, *places: Hit) -> bool:
    """兰州白银国家自主创新示范区: two cities that a zone of both is named after."""
    units = [page.unit_of(place.id) for place in places]
    return hit.cls == "Zone" and all(unit and unit.level == "prefecture" for unit in units)


def _title_end(page: Page, hit: Hit) -> int:
    """The end of the name, or of the title in which it stands and of its verb: 《…规划》印发，范围涉及."""
    title = page.covering(hit.start, hit.end, "Policy")
    return page.clause_at(title.end - 1, title.end)[1] if title else hit.end


def _told_claim(hit: Hit, place: EntityId, end: int) -> Claim:
    return Claim(hit.id, "participant", place, hit.start, max(end, hit.end), "members told")
