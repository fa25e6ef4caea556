"""Agreements: parties, day of signing, period, fields. Policies: period, and who issued them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.organizations.bodies import Bodies
from kg.extract.page import Claim, Hit, Page
from kg.extract.papers.finder import Papers, agreement_name
from kg.extract.papers.own import OWN
from kg.facts.focus import Focus
from kg.facts.meetings.rules import MeetingFacts
from kg.facts.papers.fields import Fields
from kg.facts.papers.issuers import Issuers
from kg.facts.papers.periods import Periods
from kg.facts.papers.sides import governs, in_title, members
from kg.lexicon import Lexicon
from kg.model import Concept, Date, EntityId
from kg.patterns import alternatives

_AT_MEETING = re.compile(r"会上|会议期间|期间|会议还|活动现场|仪式上|会后|现场|还共同|当天")
_APART = "signed apart"
_TREATY = "协定"
_BESIDE = re.compile("（[^（）]{4,24}签[^（）]{0,8}）")
_CEREMONY = "签约仪式"
_LEAD = 12
_PARTIES = ("Place", "Organization")
_FORM = 240


class PaperFacts:
    """Verbs of signing, compiled once."""

    def __init__(self, lexicon: Lexicon, patterns: dict[str, Any], bodies: Bodies, meetings: MeetingFacts) -> None:
        self._papers = Papers(patterns)
        self._meetings = meetings
        self._fields = Fields(lexicon.domains, patterns)
        self._periods = Periods(patterns)
        self._issuers = Issuers(patterns, bodies, self._papers.own)
        self._of_meeting = re.compile("(?:会议|大会|峰会|论坛|会上)[^，。；]{0,4}$")
        self._day_label = re.compile(patterns["form_day"])
        verbs = [*patterns["sign"], *patterns["jointly"]]
        self._on_paper = re.compile(f"(?:{alternatives(verbs)})了?")
        verbs += patterns["sign_by_hand"]
        self._sign = re.compile(f"(?:{alternatives(verbs)})了?")
        self._passive = re.compile(f"[^，。；]{{0,60}}?(?P<verb>{alternatives(verbs)})")

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
                claims += [*self._periods.of(page, hit), *self._issuers.of(page, hit, focus)]
                continue
            signing = described.get((hit.end, hit.id.name if hit.rule == _APART else ""))
            parties = signing.parties if signing else self._parties(page, hit) or self._met(page, hit, focus, met)
            claims += [Claim(hit.id, "party", id, hit.start, hit.end, "party") for id in parties if id.cls in _PARTIES]
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
        if hit.rule == OWN:
            return self._papers.own.sides(page)
        labelled = self._papers.own.labelled(page, *self._form(page, hit))
        if len(labelled) > 1:
            return tuple(labelled)
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

    def _form(self, page: Page, hit: Hit) -> tuple[int, int]:
        """What a contract's form says of it: the sentence of its name and the text behind, up to the next paper."""
        other = page.between(hit.end, hit.end + _FORM, "Agreement")
        return page.sentence_at(hit.start).start, other[0].start if other else hit.end + _FORM

    def _beside(self, page: Page, hit: Hit) -> tuple[EntityId, ...]:
        """Of a title that no verb of signing governs: 甲与乙的答案写进《…》, 甲市长与乙市长在《…》上签字."""
        if hit.rule not in ("title", "name pattern") or hit.id.name.endswith(_TREATY):
            return ()
        floor = page.sentence_at(hit.start).start
        return self._papers.signers.persons(page, floor, self._sign) or self._papers.signers.beside(page, hit.start)

    def _own(self, page: Page, hit: Hit, verb: re.Match[str]) -> tuple[EntityId, ...]:
        """甲分别与乙、丙签署《…》《…》: each pair signs one paper of the list."""
        sets = self._papers.signers.apart(page, verb.start())
        papers = page.between(verb.end(), page.sentence_at(hit.start).end, "Agreement") if sets else []
        papers = [p for p in papers if governs(page, verb.end(), p)]
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
        before = [v for v in self._sign.finditer(page.text, sentence.start, hit.start) if governs(page, v.end(), hit)]
        if before:
            return before[-1]
        return self._passive.match(page.text, hit.end, sentence.end)

    def _signed_on(self, page: Page, hit: Hit, focus: Focus, held: dict[EntityId, str]) -> Iterator[Claim]:
        if hit.rule == "short form":
            return
        if hit.rule == OWN:  # the day on its last lines, or that it gives, else the document's
            day = self._papers.own.signed_on(page) or self._labelled_day(page, hit) or page.issued
            if len(day) == len("2024-06-08"):
                yield Claim(hit.id, "signedOn", Date(day), hit.start, hit.end, "signed on")
            return
        verb = self._verb(page, hit)
        of = self._dated(page, hit)
        if of:
            yield Claim(hit.id, "signedOn", Date(of), hit.start, hit.end, "signed on")
        if of or (not verb and hit.rule == "title"):
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

    def _dated(self, page: Page, hit: Hit) -> str:
        """The date that a form gives, or that stands beside a title: 签订日期：…, 2019年的《…》, 《…》（…签于兴义）."""
        if said := self._labelled_day(page, hit):
            return said
        sentence = page.sentence_at(hit.start)
        behind = _BESIDE.match(page.text, hit.end)
        dates = [
            (sentence.start + d.start, sentence.start + d.end, d) for d in page.dates(sentence.start, sentence.end)
        ]
        near = [d for a, b, d in dates if behind and a < behind.end() and a >= hit.end]
        near += [d for _, b, d in dates if b == hit.start - 1 and page.text[b] == "的"]
        return next((d.iso for d in near if d.kind in ("date", "month", "year")), "")

    def _labelled_day(self, page: Page, hit: Hit) -> str:
        """签订日期：2023年5月6日."""
        said = self._day_label.search(page.text, hit.end, self._form(page, hit)[1])
        told = page.dates(said.end(), said.end() + _LEAD) if said else []
        return told[0].iso if told and told[0].kind == "date" else ""

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


def _without_places(claims: list[Claim]) -> list[Claim]:
    """Where the text names the body that issued a paper, the place in the paper's name is not its issuer."""
    issued = {c.subject for c in claims if c.predicate == "issuedBy" and _class(c) == "Organization"}
    return [c for c in claims if not (c.predicate == "issuedBy" and c.subject in issued and _class(c) == "Place")]


def _iso(claims: list[Claim]) -> str:
    return next((c.object.iso for c in claims if isinstance(c.object, Date)), "")


def _class(claim: Claim) -> str:
    return claim.object.cls if isinstance(claim.object, EntityId) else ""
