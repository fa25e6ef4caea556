"""Which posts persons hold, and which meetings they attend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.extract.page import Claim, Hit, Page
from kg.extract.people.posts import Posts
from kg.facts.focus import Focus
from kg.facts.meetings.rules import MeetingFacts
from kg.model import EntityId, Post
from kg.patterns import alternatives

_LIST_GAP = re.compile(r"[、和及]|以及")
_REPORTER = re.compile("(?:记者|通讯员|摄影)[^，。）]{0,8}$")
_BRACKET = re.compile(r"（[^（），。；]{2,30}）")
_AS = re.compile("同志?为|为")
_QUOTED_REACH, _BEFORE = 14, 12


class PeopleFacts:
    """Verbs of attending, compiled once."""

    def __init__(self, patterns: dict[str, Any], posts: Posts, meetings: MeetingFacts) -> None:
        self._posts = posts
        self._meetings = meetings
        attend = patterns["attend"]
        kinds = ("presence", "words", "acts", "speech")
        self._verb = re.compile(
            f"(?:{attend['speeches']}|{alternatives([verb for kind in kinds for verb in attend[kind]])})"
        )
        self._presence, self._acts, self._speech = (frozenset(attend[kind]) for kind in ("presence", "acts", "speech"))
        self._behind = re.compile(attend["listed_behind"])
        objects = alternatives([*attend["objects"], *meetings.heads])
        others = alternatives(attend["not_objects"])
        self._object = re.compile(f"(?:了|此次|本次|这次|上述)?(?!{others})(?:{objects})|[、，。；）\n]|$")
        self._takes = re.compile(f"(?:同志)?(?:{alternatives(patterns['comes_to_hold'])})")
        self._appoints = re.compile(f"(?:{alternatives(patterns['appoints'])})$")
        self._quoted = re.compile(f"(?:{alternatives(attend['quoted'])})")
        self._sends = tuple(attend["sends"])
        self._negated = re.compile(f"(?:{attend['negated']})$")
        self._before_quoted = re.compile(f"(?:{attend['before_quoted']})[^，。]{{0,10}}$")

    def state(self, page: Page) -> list[Claim]:
        """``holdsPost`` and ``attendee`` claims."""
        return [*self._holding(page), *self._attending(page)]

    def _holding(self, page: Page) -> Iterator[Claim]:
        shared: list[Post] = []
        last: Hit | None = None
        for hit in (h for h in page.hits if h.cls == "Person"):
            posts = self._posts.before(page, hit.start)
            start = min((t.start for t in self._posts.chain(page, hit.start)), default=hit.start)
            if posts:
                shared = posts[-1:] if self._posts.holds_for_all(page, hit.start) else []
            elif not (last and shared and _LIST_GAP.fullmatch(page.text, last.end, hit.start)):
                shared = []
            else:
                posts, start = shared, hit.start
            last = hit
            named_after = [*self._posts.of_unique(page, hit.end), *self._posts.after(page, hit.end)]
            for post in dict.fromkeys((*posts, *named_after)):
                yield Claim(hit.id, "holdsPost", post, start, hit.end, "post")
            bracket = _BRACKET.match(page.text, hit.end)
            for post in self._posts.before(page, bracket.end() - 1) if bracket else ():
                yield Claim(hit.id, "holdsPost", post, hit.start, hit.end if not bracket else bracket.end(), "post")
            yield from self._taking(page, hit)

    def _taking(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """甲任吉林大学党委书记, 乙当选为市长: the post stands behind the verb, and ends the clause."""
        appointed = self._appoints.search(page.text, max(0, hit.start - _BEFORE), hit.start)
        verb = self._takes.match(page.text, hit.end) or (_AS.match(page.text, hit.end) if appointed else None)
        end = page.clause_at(hit.end, hit.end)[1] if verb else 0
        end -= bool(verb) and page.text.endswith("职务", 0, end) and len("职务")
        chain = self._posts.chain(page, end) if verb else []
        if verb and chain and chain[0].start == verb.end():
            yield from (Claim(hit.id, "holdsPost", p, hit.start, end, "post") for p in self._posts.before(page, end))

    def _attending(self, page: Page) -> Iterator[Claim]:
        focus = Focus(page, self._meetings)
        for sentence in page.sentences:
            people = page.between(sentence.start, sentence.end, "Person")
            if people:
                yield from self._quoted_at(page, people)
                yield from self._listed_behind(page, sentence.start, sentence.end, people, focus)
                yield from self._acting(page, sentence.start, sentence.end, people, focus)

    def _quoted_at(self, page: Page, people: list[Hit]) -> Iterator[Claim]:
        """省委书记甲在全省…读书班上的讲话: the speaker was there, though the text is about something else."""
        for hit in people:
            _, right = page.clause_at(hit.start, hit.end)
            for meeting in page.between(hit.end, min(right, hit.end + 60), "Meeting"):
                lead = page.text[hit.end : meeting.start]
                if re.fullmatch(r"(?:总书记|同志|主席|总理)?[^，。；]{0,12}在(?:主持召开)?", lead) and re.match(
                    r"(?:开幕式|闭幕式)?[上中]|时", page.text[meeting.end :]
                ):
                    yield _attends(meeting.id, hit, hit.start, meeting.end, "speaks at")

    def _listed_behind(self, page: Page, start: int, end: int, people: list[Hit], focus: Focus) -> Iterator[Claim]:
        """出席会议的还有：甲、乙: the persons whom the rest of the sentence lists."""
        verb = self._behind.search(page.text, start, end)
        named = page.between(verb.start(), verb.end(), "Meeting") if verb else []
        meeting = named[-1].id if named else focus.at(start) if verb else None
        if verb and meeting:
            listed = [p for p in people if p.start >= verb.end()]
            yield from (_attends(meeting, p, verb.start(), p.end, "attends") for p in listed)

    def _acting(self, page: Page, start: int, end: int, people: list[Hit], focus: Focus) -> Iterator[Claim]:
        """Each verb takes the persons between the verb before it and itself as its subjects."""
        floor = start
        last: EntityId | None = None
        for verb in self._verb.finditer(page.text, start, end):
            subjects = [
                p
                for p in people
                if floor <= p.start and p.end <= verb.start() and self._is_subject(page, p, verb.start())
            ]
            if self._negated.search(page.text, start, verb.start()):
                continue
            if subjects and not (verb[0] in self._speech and page.text.startswith("的", verb.end())):
                meeting = self._meeting(page, verb, end, focus, subjects[0].start, last)
                last = meeting or last
                if meeting:
                    yield from (_attends(meeting, p, p.start, verb.end(), "attends") for p in subjects)
                floor = verb.end()

    def _is_subject(self, page: Page, person: Hit, verb: int) -> bool:
        """Not a person whose words or instructions are spoken of, nor one who sends another."""
        if _REPORTER.search(page.text, max(0, person.start - _BEFORE), person.start):
            return False
        gap = page.text[person.end : min(verb, person.end + _QUOTED_REACH)]
        if self._quoted.search(gap) or gap.startswith(self._sends):
            return False
        before = max(page.sentence_at(person.start).start, person.start - _BEFORE)
        return not self._before_quoted.search(page.text, before, person.start)

    def _meeting(
        self, page: Page, verb: re.Match[str], end: int, focus: Focus, subject: int, last: EntityId | None
    ) -> EntityId | None:
        """The meeting named as the verb's object or place, else the one at hand."""
        left, right = page.clause_at(verb.start(), verb.end())
        named = page.between(verb.end(), min(right, verb.end() + 70), "Meeting")
        if named and len(page.text[verb.end() : named[0].start]) <= 8:
            return named[0].id
        inside = page.between(max(left, subject), verb.start(), "Meeting")
        inside = inside or [m for m in page.between(left, subject, "Meeting") if page.text.startswith("由", m.end)]
        inside = inside or self._told_of(page, subject)
        if inside:
            return inside[-1].id
        if verb[0] in self._presence and not self._object.match(page.text, verb.end()):
            return None
        if verb[0] in (self._acts | self._speech) and not focus.is_near(verb.start()):
            return None
        return focus.at(verb.start()) or last

    def _told_of(self, page: Page, subject: int) -> list[Hit]:
        """The meeting that the sentence tells of just before its subject: 同日举行的合作论坛上，省委书记甲致辞."""
        floor = page.sentence_at(subject).start
        told = [m for m in page.between(floor, subject, "Meeting") if self._meetings.told_at.match(page.text, m.end)]
        return told[-1:]


def _attends(meeting: EntityId, person: Hit, start: int, end: int, rule: str) -> Claim:
    return Claim(meeting, "attendee", person.id, min(start, end), max(start, end), rule)
