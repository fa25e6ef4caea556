"""Agreements: parties, day of signing, period, fields. Policies: who issued them, period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.bodies import Bodies
from kg.extract.page import Claim, Hit, Page
from kg.extract.papers import Papers, agreement_name
from kg.facts.fields import Fields
from kg.facts.focus import Focus
from kg.facts.meetings import MeetingFacts
from kg.facts.periods import Periods
from kg.facts.sides import in_title, members
from kg.lexicon import Lexicon
from kg.model import Concept, Date, EntityId
from kg.patterns import alternatives
from kg.resolve import body_place, contains

_AT_MEETING = re.compile(r"会上|会议期间|期间|会议还|活动现场|仪式上|会后|现场|还共同|当天")
_LEVEL = re.compile(r"(自治区|省|市|区|县|州|旗)(?=委|第)")
_APART = "signed apart"
_TREATY = "协定"
_STATUTE = re.compile("(?<!办)法$")
_CEREMONY = "签约仪式"
_REACH, _LEAD, _LOOSE, _BARE = 60, 12, 4, 2


class PaperFacts:
    """Verbs of signing and issuing, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any], bodies: Bodies, meetings: MeetingFacts) -> None:
        self._papers = Papers(patterns)
        self._bodies = bodies
        self._meetings = meetings
        self._fields = Fields(lexicon.domains, patterns)
        self._periods = Periods(patterns)
        self._of_meeting = re.compile("(?:会议|大会|峰会|论坛|会上)[^，。；]{0,4}$")
        self._gap = re.compile(patterns["issuer_gap"])
        verbs = [*patterns["sign"], *patterns["jointly"]]
        self._on_paper = re.compile(f"(?:{alternatives(verbs)})了?")
        verbs += patterns["sign_by_hand"]
        self._sign = re.compile(f"(?:{alternatives(verbs)})了?")
        self._passive = re.compile(f"[^，。；]{{0,60}}?(?P<verb>{alternatives(verbs)})")
        adopt = alternatives(patterns["adopt_verbs"])
        self._adopt = re.compile(f"(?:{adopt})了?")
        self._issued_by = re.compile(f"[^，。；]{{0,4}}?[由经](?P<who>[^，。；《]{{2,60}}?)(?P<verb>{adopt})")

    def state(self, page: Page) -> list[Claim]:
        """``party``, ``signedOn``, ``validFrom``, ``validUntil``, ``domain`` and ``issuedBy`` claims."""
        held = self._meetings.dates(page)
        focus = Focus(page, self._meetings)
        met = self._meetings.members(page)
        claims: list[Claim] = []
        described = {(s.end, agreement_name(page, s) if s.apart else ""): s for s in self._papers.signings(page)}
        apart = [h for h in page.nested if h.rule == _APART]
        for hit in (h for h in [*page.hits, *apart] if h.cls in ("Agreement", "Policy")):
            if hit.cls == "Policy":
                claims += [*self._periods.of(page, hit), *self._issued(page, hit, focus)]
                continue
            signing = described.get((hit.end, hit.id.name if hit.rule == _APART else ""))
            parties = signing.parties if signing else self._parties(page, hit) or self._met(page, hit, focus, met)
            claims += [Claim(hit.id, "party", id, hit.start, hit.end, "party") for id in parties]
            signed = list(self._signed_on(page, hit, focus, held))
            claims += [*signed, *self._periods.of(page, hit, _iso(signed))]
            claims += [
                Claim(hit.id, "domain", Concept(key), start, end, "fields")
                for key, start, end in self._fields.of(page, hit)
            ]
        return _without_places(claims)

    def _parties(self, page: Page, hit: Hit) -> tuple[EntityId, ...]:
        """Of a titled agreement: those in its title, else who signs it."""
        if hit.rule == "short form":
            return ()
        named = in_title(page, hit) if hit.rule != "shared tail" else []
        signers = self._papers.signers.persons(page, hit.end, self._sign)
        if len(named) > 1:
            return signers if set(named) <= set(signers) else tuple(named)
        verb = self._verb(page, hit)
        passive = verb is not None and verb.start() >= hit.end
        at = (verb.start("verb") if passive else verb.start()) if verb else 0
        parties = self._papers.signers.before(page, at, hit.end if passive else 0)[0] if verb else ()
        own = self._own(page, hit, verb) if verb and not passive else ()
        return own or parties or signers or tuple(members(page, hit)) or self._beside(page, hit)

    def _beside(self, page: Page, hit: Hit) -> tuple[EntityId, ...]:
        """Of a title that no verb of signing governs: 甲与乙的答案写进《…》, 甲市长与乙市长在《…》上签字."""
        if hit.rule != "title" or hit.id.name.endswith(_TREATY):
            return ()
        floor = page.sentence_at(hit.start).start
        return self._papers.signers.persons(page, floor, self._sign) or self._papers.signers.beside(page, hit.start)

    def _own(self, page: Page, hit: Hit, verb: re.Match[str]) -> tuple[EntityId, ...]:
        """甲分别与乙、丙签署《…》《…》: each pair signs one paper of the list."""
        sets = self._papers.signers.apart(page, verb.start())
        papers = page.between(verb.end(), page.sentence_at(hit.start).end, "Agreement") if sets else []
        papers = [p for p in papers if self._governs(page, verb.end(), p)]
        return sets[papers.index(hit)] if len(papers) == len(sets) and hit in papers else ()

    def _met(self, page: Page, hit: Hit, focus: Focus, met: dict[EntityId, list[EntityId]]) -> tuple[EntityId, ...]:
        """会议签订《…》: the places that meet are its parties."""
        verb = self._verb(page, hit)
        meeting = focus.at(hit.start) if verb and hit.rule == "title" else None
        if (
            not verb
            or not meeting
            or not self._of_meeting.search(page.text, max(0, verb.start() - _LEAD), verb.start())
        ):
            return ()
        return tuple(met.get(meeting, ()))

    def _verb(self, page: Page, hit: Hit) -> re.Match[str] | None:
        """The verb of signing whose object the paper is, alone or in a list of papers, or that follows it at once."""
        sentence = page.sentence_at(hit.start)
        before = [
            v for v in self._sign.finditer(page.text, sentence.start, hit.start) if self._governs(page, v.end(), hit)
        ]
        if before:
            return before[-1]
        return self._passive.match(page.text, hit.end, sentence.end)

    def _signed_on(self, page: Page, hit: Hit, focus: Focus, held: dict[EntityId, str]) -> Iterator[Claim]:
        if hit.rule == "short form":
            return
        verb = self._verb(page, hit)
        if not verb and hit.rule == "title":
            return
        iso = self._date(page, hit, self._said_by(page, hit, verb)) or self._papers.signers.day_before(page, hit.start)
        meeting = focus.at(hit.start)
        if not iso and meeting and not page.halves:
            signing = meeting.name.endswith(_CEREMONY)
            iso = held.get(meeting, "") if signing or self._is_at_meeting(page, hit, focus) else ""
        iso = iso or page.half_at(hit.start)[1]
        if iso:
            start = min(verb.start(), hit.start) if verb else hit.start
            yield Claim(hit.id, "signedOn", Date(iso), start, hit.end, "signed on")

    def _said_by(self, page: Page, hit: Hit, verb: re.Match[str] | None) -> int:
        """Up to where the sentence gives the day of signing: to the verb, beyond it only in 签署于…."""
        if not verb or verb.start() < hit.end:
            return min(verb.start(), hit.start) if verb else hit.start
        return verb.end() + _LEAD if page.text.startswith("于", verb.end()) else verb.start("verb")

    def _is_at_meeting(self, page: Page, hit: Hit, focus: Focus) -> bool:
        """Whether the sentence tells of the meeting at hand: it says so, or follows the one that brings it in."""
        sentence = page.sentence_at(hit.start)
        before = page.text[sentence.start : hit.start]
        if re.search("说|强调|指出|此前|以来|去年|前期|已经", before):
            return False
        return bool(_AT_MEETING.search(before)) or focus.is_near(hit.start)

    def _date(self, page: Page, hit: Hit, verb: int) -> str:
        """The date said last before the verb in its sentence, if no other paper is signed between."""
        sentence = page.sentence_at(hit.start)
        inside = range(hit.start - sentence.start, hit.end - sentence.start)
        dates = [d for d in page.dates(sentence.start, sentence.end) if d.start not in inside]
        said = [d for d in dates if d.kind in ("date", "month", "year") and sentence.start + d.start <= verb]
        for date in sorted(said, key=lambda d: (d.kind != "year", d.start), reverse=True):
            if not self._on_paper.search(page.text, sentence.start + date.end, verb):
                return date.iso
        return ""

    def _issued(self, page: Page, hit: Hit, focus: Focus) -> Iterator[Claim]:
        for issuer, start in self._issuers(page, hit, focus):
            yield Claim(hit.id, "issuedBy", issuer, min(start, hit.start), hit.end, "issued by")

    def _issuers(self, page: Page, hit: Hit, focus: Focus) -> list[tuple[EntityId, int]]:
        if hit.rule == "resolution":
            committee = self._committee(page, hit.start, hit.end) or self._adopting(page, focus, hit.start)
            return [(committee, hit.start)] if committee else []
        own = _leading(page, hit)
        if own and own.cls == "Organization":
            return [(own, hit.start)]
        subjects = self._subjects(page, hit)
        if own and not any(id.cls == "Organization" for id, _ in subjects):
            return [(own, hit.start)]
        return subjects or self._unsaid(page, hit, focus)

    def _adopted(self, page: Page, hit: Hit) -> re.Match[str] | None:
        """The verb of issuing whose object the name is."""
        sentence = page.sentence_at(hit.start)
        floor = max(sentence.start, hit.start - _REACH * 2)
        verbs = [v for v in self._adopt.finditer(page.text, floor, hit.start) if self._governs(page, v.end(), hit)]
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
        home = page.home_at(hit.start)
        if not home or not page.halves or verb.start() - left > _LEAD or _STATUTE.search(hit.id.name):
            return []
        law = hit.id.name.endswith("条例")
        return [(page.place_id(home) if law else self._bodies.of(home, "政府"), left)]

    def _is_subject(self, page: Page, hit: Hit, verb: int) -> bool:
        """Whether little but other issuers and adverbs stands between a body and the verb."""
        gap = page.text[hit.end : verb]
        for other in page.between(hit.end, verb, "Organization", "Place"):
            gap = gap.replace(page.text[other.start : other.end], "", 1)
        return len(self._gap.sub("", gap)) <= _LOOSE

    def _governs(self, page: Page, start: int, hit: Hit) -> bool:
        """Whether the name is the verb's object, alone or in a list of papers."""
        gap = page.text[start : hit.start]
        for other in page.between(start, hit.start, "Policy", "Agreement"):
            gap = gap.replace(page.text[other.start : other.end], "", 1)
        gap = gap.removesuffix("的")
        return len(re.sub("[、和及与《》“”]", "", gap)) <= 6 and not re.search("[，。；：的]", gap)

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


def _without_places(claims: list[Claim]) -> list[Claim]:
    """Where the text names the body that issued a paper, the place in the paper's name is not its issuer."""
    issued = {c.subject for c in claims if c.predicate == "issuedBy" and _class(c) == "Organization"}
    return [c for c in claims if not (c.predicate == "issuedBy" and c.subject in issued and _class(c) == "Place")]


def _iso(claims: list[Claim]) -> str:
    return next((c.object.iso for c in claims if isinstance(c.object, Date)), "")


def _class(claim: Claim) -> str:
    return claim.object.cls if isinstance(claim.object, EntityId) else ""


def _leading(page: Page, hit: Hit) -> EntityId | None:
    """The body or place that a policy's name begins with."""
    start = hit.start + (page.text[hit.start] in "《“")
    inner = [h for h in page.inside(hit, "Organization", "Place") if h.start == start]
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
