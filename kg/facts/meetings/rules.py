"""When and where a meeting is held, and which places meet in a joint meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.dates import find_dates
from kg.extract.page import Claim, Hit, Page
from kg.facts.meetings.days import DATELINE, bare_day, first_of_run
from kg.facts.meetings.delegates import Delegates
from kg.facts.meetings.hosts import Hosts, dateline, innermost
from kg.facts.precise import most_precise
from kg.model import Date, EntityId, Undecided
from kg.patterns import alternatives

_GAP = r"[^。；！？\n]{0,40}?"
_SHORT, _REACH, _LONG_LIST, _ADVERBS = 16, 24, 60, 5
_PUT_OFF = re.compile("因[^，。]*(?:推迟|延期|提前)[^，。]*，改[于在]?")
_YEAR_IN_NAME = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that its sentence says to be held, and the verb's position."""

    hit: Hit
    verb_start: int
    verb_end: int
    hosted: bool
    """Whether the verb stands before the name, so that its subject is the host."""
    ahead: bool = False
    """Whether the text speaks of it as of something to come, or by the way: 办好5月在玉山举行的…"""


class MeetingFacts:
    """Verbs of holding, compiled once."""

    def __init__(self, patterns: dict[str, Any]) -> None:
        after, before = alternatives(patterns["held_after"]), alternatives(patterns["held_before"])
        self._after = re.compile(
            f"{_GAP}(?P<verb>(?:{after})(?!{patterns['not_held']})|{alternatives(patterns['held_told'])})"
        )
        self._before = re.compile(f"(?P<verb>{before})了?")
        self._other = re.compile(patterns["other_matters"])
        self._how, self._when_where = re.compile(patterns["held_how"]), re.compile(patterns["held_when_where"])
        self._delegates = Delegates(patterns)
        self._hosts = Hosts(patterns)
        self._session = re.compile(patterns["session_acts"])
        self._of = re.compile(f"(?:{after})的$")
        self._coming = re.compile(patterns["coming"])
        self._hosting: tuple[str, ...] = tuple(patterns["hosts"])
        self.told_at = re.compile(patterns["told_at"])
        """What stands between a meeting's name and what was done there: 签约仪式上，."""
        self.heads: tuple[str, ...] = tuple(patterns["heads"])
        """What meetings are called: 论坛, 座谈会."""
        self.told: tuple[str, ...] = tuple(patterns["told"])
        """How sentences start that tell what was done at the meeting at hand."""
        self._takes_part = re.compile(f"(?:{alternatives(patterns['takes_part'])})了?")

    def state(self, page: Page) -> list[Claim]:
        """``heldOn``, ``heldIn`` and, for meetings of places, ``participant`` claims."""
        claims: list[Claim] = []
        meetings = self.held(page)
        for held in meetings:
            claims += self._dated(page, held)
            claims += self._placed(page, held)
        for hit in (h for h in page.hits if h.cls == "Meeting"):
            claims += self._visited(page, hit)
            claims += self._hosts.behind(page, hit)
            claims += self._hosts.bringing(page, hit)
            claims += self._hosts.seated(page, hit)
        claims += self._all_joined(page, meetings)
        return most_precise(page, _told_before_named(claims))

    def held(self, page: Page) -> list[Held]:
        """Meetings that are said to be held, in order."""
        return [held for hit in page.hits if hit.cls == "Meeting" and (held := self._held(page, hit))]

    def members(self, page: Page) -> dict[EntityId, list[EntityId]]:
        """Meetings → the places that take part, as the text says."""
        found: dict[EntityId, list[EntityId]] = {}
        for claim in self._all_joined(page, self.held(page)):
            if isinstance(claim.object, EntityId) and claim.object not in found.setdefault(claim.subject, []):
                found[claim.subject].append(claim.object)
        return found

    def _all_joined(self, page: Page, meetings: list[Held]) -> Iterator[Claim]:
        for held in meetings:
            if held.hosted:
                yield from self._delegates.jointly(page, held.hit, held.verb_start, held.verb_end)
            yield from self._delegates.sent(page, held.hit, max(held.hit.end, held.verb_end))
        for hit in (h for h in page.hits if h.cls == "Meeting"):
            yield from self._delegates.by_name(page, hit)

    def dates(self, page: Page) -> dict[EntityId, str]:
        """Meetings held → ISO date, for those whose date the text gives."""
        found: dict[EntityId, str] = {}
        for claim in (c for held in self.held(page) for c in self._dated(page, held)):
            if isinstance(claim.object, Date):
                found.setdefault(claim.subject, claim.object.iso)
        return found

    def _held(self, page: Page, hit: Hit) -> Held | None:
        sentence = page.sentence_at(hit.start)
        end = self._hosts.list_end(page, hit)
        after = self._after.match(page.text, end, sentence.end)
        if after and not self._breaks(page, end, after.start("verb")):
            ahead = self._is_ahead(page, end, after.end())
            return Held(hit, after.start("verb"), after.end(), hosted=False, ahead=ahead)
        session = self._session.match(page.text, hit.end) if hit.rule == "session" else None
        if session:
            return Held(hit, session.start(), session.end(), hosted=False)
        of = self._of.search(page.text, max(sentence.start, hit.start - _SHORT), hit.start)
        if of:
            return Held(hit, of.start(), of.end(), hosted=False, ahead=True)
        verb = self._verb_before(page, sentence.start, hit, self._before)
        if verb:
            ahead = self._is_ahead(page, max(sentence.start, verb.start() - _SHORT), verb.end())
            return Held(hit, verb.start(), verb.end(), hosted=True, ahead=ahead)
        return self._spoken_at(page, hit)

    def _is_ahead(self, page: Page, start: int, end: int) -> bool:
        return bool(self._coming.search(page.text, start, end))

    def _spoken_at(self, page: Page, hit: Hit) -> Held | None:
        """2026年2月2日在…第五次会议上: the day stands right before it; 6月8日，甲在…大会上强调: it opens the
        sentence."""
        if not page.text.startswith("上", hit.end) or page.text[hit.start - 1 : hit.start] != "在":
            return None
        start = max(0, hit.start - _SHORT)
        days = [d for d in page.dates(start, hit.start) if d.kind == "date"]
        if days and start + days[-1].end == hit.start - 1:
            return Held(hit, hit.start - 1, hit.start, hosted=False, ahead=True)
        opening = page.sentence_at(hit.start).start
        first = next((d for d in page.dates(opening, hit.start) if d.kind == "date"), None)
        told = first and first.start == 0 and not page.text.startswith("上的", hit.end)
        return Held(hit, hit.start - 1, hit.start, hosted=False) if told else None

    def _breaks(self, page: Page, start: int, end: int) -> bool:
        """Whether something other than when, where and how stands between the name and the verb."""
        gap = page.text[start:end]
        for found in find_dates(gap, page.issued):
            gap = gap.replace(gap[found.start : found.end], "", 1)
        gap = self._how.sub("", _PUT_OFF.sub("", gap))
        if self._other.search(gap) or gap.count("，") > 1:
            return True
        return len(self._when_where.sub("", gap)) > _ADVERBS

    def _verb_before(self, page: Page, floor: int, hit: Hit, verbs: re.Pattern[str]) -> re.Match[str] | None:
        """The verb whose object the name is, alone or as a member of a list."""
        for match in reversed(list(verbs.finditer(page.text, floor, hit.start))):
            if re.search("[，。；！？：]", _without_quotes(page.text[match.end() : hit.start])):
                return None
            return match if self._is_object(page, match.end(), hit) else None
        return None

    def _is_object(self, page: Page, start: int, hit: Hit) -> bool:
        gap = page.text[start : hit.start]
        if len(gap) <= 1:
            return True
        if page.text[hit.start - 1] in "、和及与" and len(gap) <= _LONG_LIST:
            return True
        return bool(re.fullmatch(r"(?:第?\d+场|一场|全省|全市|全区|为期.{1,3}天的|主题为.{2,20}的)", gap))

    def _dated(self, page: Page, held: Held) -> Iterator[Claim]:
        hit = held.hit
        sentence = page.sentence_at(hit.start)
        iso = self._date(page, held, sentence.start, sentence.end)
        if iso:
            yield Claim(hit.id, "heldOn", Date(iso), hit.start, max(hit.end, held.verb_end), "held on")

    def _date(self, page: Page, held: Held, start: int, end: int) -> str:
        """The date said nearest before the verb; in a report the year of its half; a year in the name."""
        stop = max(held.verb_end, held.hit.end)
        found = [d for d in page.dates(start, end) if start + d.start < stop + 12]
        line = DATELINE.search(page.text, start, end)
        days = [d for d in found if d.kind in ("date", "month") and not self._elsewhere(page, start + d.start, held)]
        resolved = [d for d in days if not line or start + d.start >= line.end()]
        for date in found:
            if date.kind == "unresolved":
                _leave_open(page, start + date.start, start + date.end)
        if resolved:
            return first_of_run(resolved, stop - start)
        bare = bare_day(page, start, stop)
        if bare:
            return bare
        if days:
            return days[0].iso
        half = page.half_at(held.hit.start)[1]
        in_name = _YEAR_IN_NAME.search(held.hit.id.name)
        if half or in_name:
            return half or (in_name[0] if in_name else "")
        years = [d.iso for d in found if d.kind == "year" and not self._elsewhere(page, start + d.start, held)]
        return years[-1] if years else ""

    def _elsewhere(self, page: Page, position: int, held: Held) -> bool:
        """Whether a date belongs to another clause than the meeting and its verb, or to another meeting."""
        first, last = sorted((held.hit.start, held.verb_start))
        between = page.text[min(position, first) : max(position, first)]
        return ("。" in between) or len(page.between(min(position, first), max(position, last), "Meeting")) > 1

    def _placed(self, page: Page, held: Held) -> Iterator[Claim]:
        hit = held.hit
        place = self._where(page, held) or (None if held.hosted or held.ahead else dateline(page, hit.start, near=True))
        if place:
            yield Claim(hit.id, "heldIn", place, hit.start, max(hit.end, held.verb_end), "held in")
        elif page.halves and (held.hosted or page.text.startswith(self._hosting, held.verb_start)):
            home = page.home_at(hit.start)
            if home and not self._abroad(page, held, home.key) and not _shared(page, hit, home.key):
                yield Claim(hit.id, "heldIn", page.place_id(home), min(held.verb_start, hit.start), hit.end, "hosted")
        elif held.hosted:
            yield from self._hosts.before(page, hit, held.verb_start)
            yield from self._hosts.own(page, hit, held.verb_start)

    def _where(self, page: Page, held: Held) -> EntityId | None:
        """The smallest place after 在: behind the name, or before the verb."""
        before = held.verb_start < held.hit.start
        clause = page.clause_at(held.verb_start, held.verb_end)[0]
        left = max(clause, held.verb_start - _REACH) if before else held.hit.end
        at = max(page.text.rfind(word, left, held.verb_start) for word in "在于")
        if page.text.startswith(("在此间", "在此"), at):
            return dateline(page, held.hit.start)
        if at < 0 or held.verb_start - at > _REACH:
            return None
        places = sorted(
            [*page.between(at, held.verb_start, "Place"), *page.nested_between(at, held.verb_start, "Place")]
        )
        named = [place for place in places if place.start == at + 1 or page.text[place.start - 1] == "（"]
        return innermost(page, places[places.index(named[0]) :]) if named else None

    def _abroad(self, page: Page, held: Held, home: str) -> bool:
        """Whether the clause names another place that holds it."""
        left, _ = page.clause_at(held.verb_start, held.verb_end)
        others = [p for p in page.between(left, held.verb_start, "Place") if not _covers(page, p.id, home)]
        return bool(others)

    def _visited(self, page: Page, hit: Hit) -> Iterator[Claim]:
        """参加进博会 in a report: it was held in the year that this half is about."""
        year = page.half_at(hit.start)[1]
        verb = self._verb_before(page, page.sentence_at(hit.start).start, hit, self._takes_part) if year else None
        if verb:
            yield Claim(hit.id, "heldOn", Date(year), verb.start(), hit.end, "takes part")


def _told_before_named(claims: list[Claim]) -> list[Claim]:
    """The claims without the seat in a meeting's name where the text tells another one:
    中国·宿迁绿色产业洽谈会推介活动在上海举行."""
    told = {c.subject for c in claims if c.predicate == "heldIn" and c.rule == "held in"}
    return [c for c in claims if c.rule != "seat in the name" or c.subject not in told]


def _shared(page: Page, hit: Hit, home: str) -> bool:
    """Whether the name tells that several places hold it by turns: “成德汇”系列活动."""
    joints = page.joints_between(hit.start, hit.end, named=True)
    return any(id.scope == home for j in joints for id in j.members)


def _covers(page: Page, id: EntityId, home: str) -> bool:
    unit = page.unit_of(id)
    own = page.lexicon.units.get(home)
    return bool(unit and own and (page.lexicon.within(own, unit) or page.lexicon.within(unit, own)))


def _leave_open(page: Page, start: int, end: int) -> None:
    page.undecided.append(Undecided(start, end, page.text[start:end], "a day of a year that cannot be known"))


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)
