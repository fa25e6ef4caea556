"""Who takes part in a region, zone, project, initiative: by its name, or because the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from kg.extract.initiatives import parties_of_title
from kg.extract.page import Claim, Hit, Page
from kg.facts.cooperation.placelists import collapsed, list_to, partners_from, place_of, runs
from kg.facts.participation import members
from kg.facts.participation.members import CLASSES, Members
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import article, contains, coordinated, parties

_REACH = 10
_SHORT_ARTICLE = 4000
_SUBJECT_LONGEST = 24
_NAMED_AFTER = (*CLASSES, "Railway", "Road")
STAND_FOR = ("Place", "Zone", "Organization")


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
        self._carries_out = tuple(patterns["carries_out"])
        self._own_ends, self._own_joint = tuple(patterns["own_ends"]), tuple(patterns["own_joint"])
        self._shares = re.compile(f"(?:{alternatives(patterns['shares'])})$")
        self._jointly = re.compile(alternatives(patterns["jointly"]))
        self._members = Members(patterns)
        self._with = re.compile(f"(?:{alternatives(patterns['with'])})")

    def state(self, page: Page) -> list[Claim]:
        """``participant`` claims, and ``cooperatesWith`` of the members of things that are joint by name."""
        found: list[Claim] = []
        for hit in page.hits:
            if hit.cls in CLASSES:
                named = list(members.named(page, hit))
                found += [_claim(hit, id, hit.start, hit.end, "member by name") for id in named]
                found += self._joined(page, hit, named)
                found += _united(page, hit, named)
        return [*found, *self._members.state(page), *self._built(page)]

    def _joined(self, page: Page, hit: Hit, named: list[EntityId]) -> Iterator[Claim]:
        """The document's city takes part in a region or drive that it joins, serves or builds."""
        if hit.cls not in ("Region", "Initiative"):
            return
        left, right = page.clause_at(hit.start, hit.end)
        before = page.text[left : hit.start]
        if hit.rule == "action list":
            ids = parties(page, hit.start)
            yield from (_claim(hit, id, left, right, "joint action") for id in ids)
        elif (belongs := self._belonging(page, hit, left, right)) is not None:
            yield from (_claim(hit, id, left, right, "part of") for id in self._members_of(page, left, belongs))
        elif joins := self._joins[hit.cls].search(before):
            members = self._joining(page, hit, left, joins)
            members = (*members, *_place_before(page, hit))
            allowed = [id for id in members if not _covers(page, id, named) and not _speaks_for(page, hit, id, named)]
            yield from (_claim(hit, id, left, right, "takes part") for id in allowed)
        elif (home := page.home_at(hit.start)) and self._is_own(page, hit):
            yield _claim(hit, page.place_id(home), left, right, "takes part")

    def _belonging(self, page: Page, hit: Hit, left: int, right: int) -> int | None:
        """Where the words start that tell members: 同为R的重要支点, 同属R."""
        match = self._belongs.search(page.text, left, right) or self._shares.search(page.text, left, hit.start)
        return match.start() if match else None

    def _members_of(self, page: Page, left: int, verb: int) -> tuple[EntityId, ...]:
        """The places that are said to be of an area: named before the verb, or in the clause before it."""
        named = self._acting(page, left, verb, _SUBJECT_LONGEST)
        if named or page.text[left - 1 : left] != "，" or verb - left > 1:
            return named
        before = page.clause_at(left - 2, left - 1)[0]
        return self._acting(page, before, left, _SUBJECT_LONGEST)

    def _is_own(self, page: Page, hit: Hit) -> bool:
        """实施“同城融圈”战略, 三星堆—金沙联合申遗: the place's own strategy, or what its sights do together."""
        text = page.text[hit.start : hit.end]
        quoted = text.startswith("“") and page.text.endswith(self._carries_out, 0, hit.start)
        return hit.cls == "Initiative" and text.endswith(self._own_ends if quoted else self._own_joint)

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
        """两地 or the list of places that is the subject of the clause, within ``reach`` characters of its start."""
        joints = [j for j in page.joints_between(left, end) if not page.covering(j.start, j.end, *CLASSES)]
        if joints:
            return joints[-1].members
        places = page.between(left, end, "Place")
        subject = next(runs(page, places), []) if places and places[0].start - left <= reach else []
        return tuple(h.id for h in subject)

    def _built(self, page: Page) -> Iterator[Claim]:
        """与A、B等地共建X、Y和Z; 两地联合打造X: every builder takes part in every thing of the list."""
        for hit in (h for h in page.hits if h.cls in (*CLASSES, "Meeting")):
            left, right = page.clause_at(hit.start, hit.end)
            build = list(self._builds.finditer(page.text, left, hit.start))
            if not build or self._ends_list(page, build[-1].end(), hit) or self._is_aim(page, hit):
                continue
            partners, stop = partners_from(page, build[-1].end(), hit.start)  # 联合长治、安阳打造X
            end = stop if partners else build[-1].start()
            joint = len(set(members.named(page, hit))) > 1  # its name tells the builders, unless the clause does
            builders = self._set_of(page, left, end) if joint else self._builders(page, left, end)
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
        """Who builds: the set of the clause, else that of the clauses before it in the sentence, else the pair that the
        article is about."""
        start = page.sentence_at(verb).start
        while True:
            acting = self._set_of(page, left, verb)
            if len(acting) > 1:
                return acting
            if left <= start or acting or page.between(left, verb, "Organization", "Project"):
                break  # 实验室与大学共建: somebody else builds
            verb = left - 1
            left = page.clause_at(verb - 1, verb)[0]
        return self._pair_of_article(page, verb)

    def _set_of(self, page: Page, left: int, right: int) -> tuple[EntityId, ...]:
        """Places that a clause sets side by side: a joint name, a subject with its partners, a list."""
        joints = [j for j in page.joints_between(left, right) if not page.covering(j.start, j.end, *_NAMED_AFTER)]
        if joints:
            return joints[-1].members
        home = page.home_at(left)
        for match in self._with.finditer(page.text, left, right):
            partners = partners_from(page, match.end(), right)[0] or _standing_for(page, match.end(), right)
            before = page.between(left, match.start(), *STAND_FOR)
            before = list_to(page, before) if before and match.start() - before[-1].end <= 1 else []
            own = [id for h in before if (id := place_of(page, h))]
            if partners:
                return tuple(dict.fromkeys((*(own or ([page.place_id(home)] if home else [])), *partners)))
        return tuple(dict.fromkeys(h.id for _, h in collapsed(page.between(left, right, "Place"))))

    def _pair_of_article(self, page: Page, position: int) -> tuple[EntityId, ...]:
        """In an article about two places, or a paper of both, a sentence without a subject is about both."""
        start, end = article(page, position)
        if start == 0 and (both := parties_of_title(page)):
            return both
        if end - start > _SHORT_ARTICLE or not any(j.rule == "pair" for j in page.joints_between(start, end)):
            return ()
        return parties(page, position)

    def _subjects_before(self, page: Page, end: int) -> tuple[EntityId, ...]:
        """甲市与乙市对口合作，共建X: the builders stand in the clause before."""
        left, right = page.clause_at(end - 1, end)
        joints = [j.members for j in page.joints_between(left, right)]
        groups = coordinated(page, left, right)
        return (joints or groups or [()])[-1]


def _united(page: Page, hit: Hit, named: list[EntityId]) -> list[Claim]:
    """Places in the name of a drive act together, also where the drive is told once for several: 苏陕、津陕协作."""
    if hit.rule != "drive" or hit.cls != "Initiative":
        return []
    pairs = combinations(dict.fromkeys(named), 2)
    return [Claim(a, "cooperatesWith", b, hit.start, hit.end, "joint name") for a, b in pairs]


def _place_before(page: Page, hit: Hit) -> tuple[EntityId, ...]:
    """融入成都建圈强链战略, 融入全省“川行天下”活动: whose drive it is that is joined."""
    before = page.between(max(0, hit.start - _REACH), hit.start, "Place") if hit.cls == "Initiative" else []
    return tuple(place.id for place in before if place.end == hit.start)


def _standing_for(page: Page, start: int, end: int) -> list[EntityId]:
    """The place of a zone that a position starts with: 与杭州高新区共建."""
    zones = [h for h in page.between(start, end, "Zone") if h.start == start]
    return [id for h in zones if (id := place_of(page, h))]


def _covers(page: Page, id: EntityId, named: list[EntityId]) -> bool:
    """A province is no member of a region for which its city stands (and is not named twice)."""
    return id in named or any(contains(page, id, other) for other in named)


def _speaks_for(page: Page, hit: Hit, id: EntityId, named: list[EntityId]) -> bool:
    """In a drive of provinces (川渝通办) the province stands for its cities."""
    return hit.cls == "Initiative" and any(contains(page, other, id) for other in named)


def _claim(hit: Hit, place: EntityId, start: int, end: int, rule: str) -> Claim:
    return Claim(hit.id, "participant", place, min(start, hit.start), max(end, hit.end), rule)
