"""Who issued a policy: the subject of adopting or issuing it, the committee in session, the body that its name begins
with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.organizations.bodies import Bodies
from kg.extract.page import Claim, Hit, Page
from kg.extract.papers.own import OWN, OwnPaper
from kg.facts.focus import Focus
from kg.facts.papers.sides import governs, members
from kg.model import EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, contains

_LEVEL = re.compile(r"(自治区|省|市|区|县|州|旗)(?=委|第)")
_LAW, _ABOUT = "条例", "关于"
_COUNTED = re.compile("[两三四五六][省市区县地]?$")
_STATUTE = re.compile("(?<!办)法$")
_REACH, _LEAD, _LOOSE, _BARE = 60, 12, 4, 2


class Issuers:
    """Verbs of issuing, compiled once."""

    def __init__(self, patterns: dict[str, Any], bodies: Bodies, own: OwnPaper) -> None:
        self._bodies, self._own = bodies, own
        self._gap = re.compile(patterns["issuer_gap"])
        adopt = alternatives(patterns["adopt_verbs"])
        self._adopt = re.compile(f"(?:{adopt})了?")
        self._issued_by = re.compile(f"[^，。；]{{0,4}}?[由经](?P<who>[^，。；《]{{2,60}}?)(?P<verb>{adopt})")

    def of(self, page: Page, hit: Hit, focus: Focus) -> Iterator[Claim]:
        """``issuedBy`` claims of a policy."""
        for issuer, start in self._issuers(page, hit, focus):
            yield Claim(hit.id, "issuedBy", issuer, min(start, hit.start), hit.end, "issued by")

    def _issuers(self, page: Page, hit: Hit, focus: Focus) -> list[tuple[EntityId, int]]:
        if hit.rule == "resolution":
            committee = self._committee(page, hit.start, hit.end) or self._adopting(page, focus, hit.start)
            return [(committee, hit.start)] if committee else []
        if hit.rule == OWN and (bodies := self._own.issuers(page, hit)):
            return [(id, hit.start) for id in bodies]
        if bodies := self._own.noticed(page, hit):
            return [(id, hit.start) for id in bodies]
        own = _leading(page, hit)
        subjects = self._subjects(page, hit)
        if own and own.cls == "Organization" and not (subjects and _ABOUT not in hit.id.name):
            return [(own, hit.start)]  # 四川省文旅融合方案 is not by a body 四川省文旅
        if own and not any(id.cls == "Organization" for id, _ in subjects):
            return [(own, hit.start)]
        return subjects or _beside(page, hit) or self._unsaid(page, hit, focus)

    def _adopted(self, page: Page, hit: Hit) -> re.Match[str] | None:
        """The verb of issuing whose object the name is."""
        sentence = page.sentence_at(hit.start)
        floor = max(sentence.start, hit.start - _REACH * 2)
        verbs = [v for v in self._adopt.finditer(page.text, floor, hit.start) if governs(page, v.end(), hit)]
        return verbs[-1] if verbs else None

    def _subjects(self, page: Page, hit: Hit) -> list[tuple[EntityId, int]]:
        """Bodies or places that stand before the verb of issuing."""
        verb = self._adopted(page, hit)
        if not verb:
            return self._passively(page, hit)
        left, _ = page.clause_at(verb.start(), verb.end())
        named = page.between(left, verb.start(), "Organization", "Place")
        bodies = [h for h in named if self._is_subject(page, h, verb.start())]
        return [(h.id, h.start) for h in _coordinated(page, bodies)] if bodies else []

    def _passively(self, page: Page, hit: Hit) -> list[tuple[EntityId, int]]:
        """《…》由市政府办公厅印发: those between 由 and the verb behind the name."""
        verb = self._issued_by.match(page.text, hit.end, page.sentence_at(hit.start).end)
        named = page.between(verb.start("who"), verb.start("verb"), "Organization", "Place") if verb else []
        bodies = [h for h in named if verb and self._is_subject(page, h, verb.start("verb"))]
        return [(h.id, h.start) for h in _coordinated(page, bodies)] if bodies else []

    def _unsaid(self, page: Page, hit: Hit, focus: Focus) -> list[tuple[EntityId, int]]:
        """The committee in session; in a report without a subject the document's own government (of a law: place)."""
        verb = self._adopted(page, hit)
        if not verb:
            return []
        left, _ = page.clause_at(verb.start(), verb.end())
        said = page.sentence_at(left).start if verb.start() - left <= _BARE else left  # 全会由…主持，审议并通过
        sessions = [h for h in page.between(said, verb.start(), "Meeting") if h.rule == "session"]
        if sessions:
            committee = self._committee(page, sessions[-1].start, sessions[-1].end)
            return [(committee, left)] if committee else []
        if re.search("全会|会议", page.text[said : verb.start()]):
            committee = self._adopting(page, focus, hit.start)
            return [(committee, left)] if committee else []
        if len(members(page, hit)) > 1:  # 成德协同招商税收分成制度 is not of one
            return []
        home = page.home_at(hit.start)
        if not home or not page.halves or verb.start() - left > _LEAD or _STATUTE.search(hit.id.name):
            return []
        law = hit.id.name.endswith(_LAW)
        return [(page.place_id(home) if law else self._bodies.of(home, "政府"), left)]

    def _is_subject(self, page: Page, hit: Hit, verb: int) -> bool:
        """Whether little but other issuers and adverbs stands between a body and the verb; 川渝两省市人大常委会 is not
        the one of the city."""
        if _COUNTED.search(page.text, max(0, hit.start - _BARE), hit.start):
            return False
        gap = page.text[hit.end : verb]
        for other in page.between(hit.end, verb, "Organization", "Place"):
            gap = gap.replace(page.text[other.start : other.end], "", 1)
        return len(self._gap.sub("", gap)) <= _LOOSE

    def _adopting(self, page: Page, focus: Focus, position: int) -> EntityId | None:
        """The committee whose session the article is about."""
        meeting = focus.at(position)
        sessions = [h for h in page.hits if h.cls == "Meeting" and h.id == meeting and h.rule == "session"]
        return next((c for h in sessions if (c := self._committee(page, h.start, h.end))), None)

    def _committee(self, page: Page, start: int, end: int) -> EntityId | None:
        match = _LEVEL.search(page.text, start, end)
        matches = list(_LEVEL.finditer(page.text, start, end))
        if not match or not matches or "全" not in page.text[start:end]:
            return None
        unit = body_place(page, matches[-1].start(), matches[-1][1])
        return self._bodies.of(unit, "委") if unit else None


def _beside(page: Page, hit: Hit) -> list[tuple[EntityId, int]]:
    """The bodies right before a title: 落实省委、省政府《关于…的意见》."""
    bodies = page.between(page.sentence_at(hit.start).start, hit.start, "Organization")
    if not bodies or bodies[-1].end != hit.start or page.text[hit.start] != "《":
        return []
    return [(h.id, h.start) for h in _coordinated(page, bodies)]


def _leading(page: Page, hit: Hit) -> EntityId | None:
    """The body or place that a policy's name begins with."""
    start = hit.start + (page.text[hit.start] in "《“")
    areas = [h for h in page.inside(hit, "Region", "Zone") if h.start == start]
    if areas and not (areas[0].cls == "Zone" and hit.id.name.endswith(_LAW)):  # 成都都市圈发展规划 is not by 成都
        return None
    inner = [h for h in page.inside(hit, "Organization", "Place") if h.start == start and page.text[start] != "全"]
    inner += [h for h in page.between(hit.start - 8, hit.start, "Place") if h.end == hit.start]
    bodies = [h for h in inner if h.cls == "Organization"]
    if not inner or (not bodies and len(members(page, hit)) > 1):
        return None
    longest = max(inner, key=lambda h: h.end - h.start)
    if longest.cls == "Place":
        deeper = [h for h in page.inside(hit, "Place") if h.start == longest.end and contains(page, longest.id, h.id)]
        return deeper[0].id if deeper else longest.id
    return longest.id


def _coordinated(page: Page, bodies: list[Hit]) -> list[Hit]:
    """The run of bodies that ends nearest to the verb: 甲、乙联合印发."""
    run = [bodies[-1]]
    for hit in reversed(bodies[:-1]):
        if not re.fullmatch("[、和与及]?|会同|联合", page.text[hit.end : run[0].start]):
            break
        run.insert(0, hit)
    organizations = [h for h in run if h.cls == "Organization"]
    return organizations or run
