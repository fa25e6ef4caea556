"""Who takes part in a region, zone, project, initiative: by its name, or because the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from kg.extract.page import Claim, Hit, Joint, Page
from kg.facts.cooperation import list_from, partners_from
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import article, contains, coordinated, parties

CLASSES = ("Region", "Zone", "Project", "Initiative")
_REACH = 10
_SHORT_ARTICLE = 4000


class Participation:
    """Verbs of taking part, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        joins = {
            "Region": patterns["joins_region"],
            "Initiative": [*patterns["joins_region"], *patterns["joins_drive"]],
        }
        self._joins = {
            cls: re.compile(f"(?:{alternatives(words)})[^，。；]{{0,{_REACH}}}$") for cls, words in joins.items()
        }
        self._joins_drive = re.compile(alternatives(patterns["joins_drive"]))
        self._aims_at = tuple(patterns["aims_at"])
        self._builds = re.compile(f"(?:{alternatives(patterns['builds'])})")
        self._belongs = re.compile(
            f"(?:{alternatives(patterns['belongs'])})[^，。；]*(?:{alternatives(patterns['belongs_as'])})"
        )
        self._jointly = re.compile(alternatives(patterns["jointly"]))
        self._includes = re.compile(f"(?:[一-鿿]{{0,8}}，(?=由))?(?:项目)?({alternatives(patterns['includes'])})")
        self._built_by = re.compile(f"(?:{alternatives(patterns['built_by'])})")
        self._leads = re.compile(f"(?:{alternatives(patterns['leads'])})，?")
        self._take_part = re.compile(f"等?[省市区县州地]*(?:共同)?(?:{alternatives(patterns['take_part'])})")
        self._with = re.compile(f"(?:{alternatives(patterns['with'])})")

    def state(self, page: Page) -> list[Claim]:
        """``participant`` claims, and ``cooperatesWith`` of the members of things that are joint by name."""
        found: list[Claim] = []
        for hit in page.hits:
            if hit.cls in CLASSES:
                named = list(_named(page, hit))
                found += [_claim(hit, id, hit.start, hit.end, "member by name") for id in named]
                found += self._joined(page, hit, named)
                found += self._told(page, hit)
        found += self._built(page)
        return found

    def _told(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """X由A、B共建 (who then act together), and members of a region: X包括A、B、C."""
        right = page.clause_at(hit.start, hit.end)[1]
        match = self._includes.match(page.text, hit.end)
        members = list_from(page, match.end(), right) if match else []
        ids = tuple(dict.fromkeys(h.id for h in members))
        if match and match[1] == "由" and members:
            yield from self._led(page, hit, members)
        built = bool(members and self._built_by.search(page.text, members[-1].end, right))
        if not built and (hit.cls not in ("Region", "Zone") or (match and match[1] == "由")):
            return
        yield from (_claim(hit, id, hit.start, right, "members told") for id in ids)
        if built:
            yield from (Claim(a, "cooperatesWith", b, hit.start, right, "built by") for a, b in combinations(ids, 2))

    def _joined(self, page: Page, hit: Hit, named: list[EntityId]) -> Iterator[Claim]:
        """The document's city takes part in a region or drive that it joins, serves or builds."""
        if hit.cls not in ("Region", "Initiative"):
            return
        left, right = page.clause_at(hit.start, hit.end)
        before = page.text[left : hit.start]
        if hit.rule == "action list":
            members = parties(page, hit.start)
            yield from (_claim(hit, id, left, right, "joint action") for id in members)
        elif belongs := self._belongs.search(page.text, left, right):
            yield from (_claim(hit, id, left, right, "part of") for id in self._acting(page, left, belongs.start(), 24))
        elif joins := self._joins[hit.cls].search(before):
            members = self._joining(page, hit, left, joins)
            allowed = [id for id in members if not _covers(page, id, named) and not _speaks_for(page, hit, id, named)]
            yield from (_claim(hit, id, left, right, "takes part") for id in allowed)

    def _joining(self, page: Page, hit: Hit, left: int, joins: re.Match[str]) -> tuple[EntityId, ...]:
        """Who joins: the places named as the subject here or in the clause before, the pair of 携手, or the document's
        own city; to push a drive is no joining where nobody is named."""
        members = self._acting(page, left, left + joins.start())
        if members:
            return members
        if self._jointly.search(joins[0]):
            return parties(page, hit.start)
        home = page.home_at(hit.start)
        if not home and page.text[left - 1 : left] == "，":
            return self._subjects_before(page, left - 1)
        if home and (hit.cls == "Region" or self._joins_drive.search(joins[0])):
            return (page.place_id(home),)
        return ()

    def _acting(self, page: Page, left: int, end: int, reach: int = 2) -> tuple[EntityId, ...]:
        """两地 or places named as the subject of the clause, within ``reach`` characters of its start."""
        joints = [j for j in page.joints_between(left, end) if not page.covering(j.start, j.end, *CLASSES)]
        if joints:
            return joints[-1].members
        return tuple(h.id for h in page.between(left, end, "Place") if h.start - left <= reach)

    def _led(self, page: Page, hit: Hit, members: list[Hit]) -> Iterator[Claim]:
        """X由A牵头，B、C等市参与."""
        led = self._leads.match(page.text, members[-1].end)
        if not led:
            return
        others = list_from(page, led.end(), page.sentence_at(hit.start).end)
        join = bool(others and self._take_part.match(page.text, others[-1].end))
        end = others[-1].end if join else led.end()
        ids = dict.fromkeys(m.id for m in [*members, *(others if join else [])])
        yield from (_claim(hit, id, hit.start, end, "members told") for id in ids)

    def _built(self, page: Page) -> Iterator[Claim]:
        """与A、B等地共建X、Y和Z; 两地联合打造X: every builder takes part in every thing of the list."""
        for hit in (h for h in page.hits if h.cls in (*CLASSES, "Meeting")):
            left, right = page.clause_at(hit.start, hit.end)
            build = list(self._builds.finditer(page.text, left, hit.start))
            if not build or self._ends_list(page, build[-1].end(), hit) or self._is_aim(page, hit):
                continue
            partners, stop = partners_from(page, build[-1].end(), hit.start)  # 联合长治、安阳打造X
            builders = self._builders(page, left, stop if partners else build[-1].start())
            if len(builders) > 1:
                yield from (_claim(hit, id, left, right, "built together") for id in builders)

    def _is_aim(self, page: Page, hit: Hit) -> bool:
        """面向“一带一路”的…基地: what the thing built is for."""
        return page.text[max(0, hit.start - 4) : hit.start].rstrip("“").endswith(self._aims_at)

    def _ends_list(self, page: Page, verb_end: int, hit: Hit) -> bool:
        """Whether something else than the members of one list stands between the verb and the name."""
        gap = page.text[verb_end : hit.start]
        for other in page.between(verb_end, hit.start):
            gap = gap.replace(page.text[other.start : other.end], "", 1)
        return len(re.sub("[、和及与“”]", "", gap)) > _REACH

    def _builders(self, page: Page, left: int, verb: int) -> tuple[EntityId, ...]:
        if left == verb and page.text[left - 1 : left] == "，":
            return self._subjects_before(page, left - 1)
        joints = page.joints_between(left, verb)
        if joints:
            return joints[-1].members
        home = page.home_at(left)
        for match in self._with.finditer(page.text, left, verb):
            partners = partners_from(page, match.end(), verb)[0]
            before = tuple(h.id for h in page.between(left, match.start(), "Place") if match.start() - h.end <= 1)
            if partners:
                own = before or ((page.place_id(home),) if home else ())
                return tuple(dict.fromkeys((*own, *partners)))
        named = tuple(dict.fromkeys(h.id for h in page.between(left, verb, "Place")))
        return named or self._pair_of_article(page, verb)

    def _pair_of_article(self, page: Page, position: int) -> tuple[EntityId, ...]:
        """In an article about two places, a sentence without a subject is about both."""
        start, end = article(page, position)
        if end - start > _SHORT_ARTICLE or not any(j.rule == "pair" for j in page.joints_between(start, end)):
            return ()
        return parties(page, position)

    def _subjects_before(self, page: Page, end: int) -> tuple[EntityId, ...]:
        """甲市与乙市对口合作，共建X: the builders stand in the clause before."""
        left, right = page.clause_at(end - 1, end)
        joints = [j.members for j in page.joints_between(left, right)]
        groups = coordinated(page, left, right)
        return (joints or groups or [()])[-1]


def _named(page: Page, hit: Hit) -> Iterator[EntityId]:
    """Members that the name tells: 成渝地区双城经济圈, 成都都市圈, 川渝合作, “德阳经开·重庆空港”…"""
    joint = page.joints_between(hit.start, hit.end, named=True)
    for one in joint[:1] or _just_before(page, hit):
        yield from one.members
    places = [p for p in page.inside(hit, "Place") if not any(j.start <= p.start < j.end for j in joint)]
    if hit.cls in ("Region", "Initiative") and not joint:
        yield from (p.id for p in places[:1])
    if hit.cls in ("Zone", "Project", "Initiative"):
        yield from _paired(page, places)


def _just_before(page: Page, hit: Hit) -> list[Joint]:
    """京津冀“跨省通办”, 三市湘江流域联防联控机制: the joint name or reference that stands right before."""
    end = hit.start - (page.text[hit.start - 1 : hit.start] == "“")
    joints = page.joints_between(max(0, end - 8), end)
    return [j for j in joints if j.end == end and hit.cls != "Region"][-1:]


def _paired(page: Page, places: list[Hit]) -> Iterator[EntityId]:
    for one, other in combinations(places, 2):
        gap = page.text[one.end : other.start]
        if re.search("[—－–·-]", gap) and len(gap) <= 6 and not contains(page, one.id, other.id):
            yield one.id
            yield other.id


def _covers(page: Page, id: EntityId, named: list[EntityId]) -> bool:
    """A province is no member of a region for which its city stands (and is not named twice)."""
    return id in named or any(contains(page, id, other) for other in named)


def _speaks_for(page: Page, hit: Hit, id: EntityId, named: list[EntityId]) -> bool:
    """In a drive of provinces (川渝通办) the province stands for its cities."""
    return hit.cls == "Initiative" and any(contains(page, other, id) for other in named)


def _claim(hit: Hit, place: EntityId, start: int, end: int, rule: str) -> Claim:
    return Claim(hit.id, "participant", place, min(start, hit.start), max(end, hit.end), rule)
