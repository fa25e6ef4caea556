"""Document → Reading: the finders and rules in their order, and the way back to the source's offsets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg import lexicon as lexicons
from kg.extract.context import Context
from kg.extract.identity import Identity
from kg.extract.initiatives import Initiatives
from kg.extract.lines.finder import Lines
from kg.extract.meetings.finder import Meetings
from kg.extract.names.facilities import Facilities
from kg.extract.names.finder import Names
from kg.extract.names.jointly import Jointly
from kg.extract.names.lists import Lists
from kg.extract.names.quoted import Quoted
from kg.extract.names.stages import Stages
from kg.extract.names.worked import Worked
from kg.extract.organizations.finder import Organizations
from kg.extract.page import Claim, Hit, Page, Word
from kg.extract.papers.finder import Papers
from kg.extract.people.finder import People
from kg.extract.people.posts import Posts
from kg.extract.places.finder import Places
from kg.extract.references import References
from kg.extract.terms import Terms
from kg.facts.cooperation import derived
from kg.facts.cooperation.rules import Cooperation
from kg.facts.lines.rules import Routes
from kg.facts.location import Location
from kg.facts.meetings.rules import MeetingFacts
from kg.facts.papers.rules import PaperFacts
from kg.facts.participation import actions
from kg.facts.participation.rules import Participation
from kg.facts.people import PeopleFacts
from kg.facts.status.rules import Status
from kg.lexicon import Lexicon
from kg.model import Document, Entity, EntityId, Evidence, Fact, Mention, Object, Post, Reading, TurnedDown, Undecided
from kg.ner import Tagger
from kg.patterns import load
from kg.text import Sentence, View, view

QUOTE_MOST, QUOTE_LEAST = 300, 4
_WRAP = re.compile(r"(?<=[^\x00-\x7f])\s*[\r\n]\s*(?=[^\x00-\x7f])")
_SYMMETRIC = {"cooperatesWith"}
_NAMES_NO_PLACE = ("Agreement", "Policy", "Organization", "Meeting", "Person")
"""Names in which a joint name is no mention of its places."""


Find = Callable[[Page], Iterable[Hit]]
State = Callable[[Page], Iterable[Claim]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that reads a document; made once in each process."""

    lexicon: Lexicon
    tagger: Tagger
    context: Context
    places: Places
    references: References
    identity: Identity
    stages: Stages
    finders: tuple[Find, ...]
    rules: tuple[State, ...]

    @classmethod
    def create(cls, lexicon: Lexicon | None = None) -> Reader:
        """Load the lexicon (unless given), the patterns and the model."""
        lexicon = lexicon or lexicons.load()
        references = References(lexicon, load("references"))
        organizations = Organizations(lexicon, load("organizations"))
        posts = Posts(lexicon, load("people"), organizations.bodies)
        finders = _finders(lexicon, organizations, posts)
        context = Context(load("context"))
        rules = _rules(lexicon, organizations, posts)
        identity = Identity(load("identity"))
        stages = Stages(load("names"))
        return cls(lexicon, Tagger(), context, Places(lexicon, context), references, identity, stages, finders, rules)

    def page(self, document: Document) -> Page:
        """The document's page with all that is found and claimed in it."""
        page = self._open(document)
        page.add(self.places.find(page))
        page.add(self.references.find(page))
        self.references.pair(page)
        for find in self.finders:
            page.add(find(page))
        self.identity.settle(page)
        self.stages.settle(page)
        for state in self.rules:
            page.claims += state(page)
        return page

    def read(self, document: Document) -> Reading:
        """The document's reading; it depends on nothing but the document and the lexicon."""
        return assemble(self.page(document))

    def _open(self, document: Document) -> Page:
        cleaned = view(document.text)
        sentences = cleaned.sentences()
        context = self.context
        document = context.dated(document, cleaned.text)
        page = Page(document, self.lexicon, cleaned, sentences, self._words(cleaned, sentences))
        page.issued = context.issued(document, cleaned.text)
        page.halves = context.halves(cleaned.text)
        page.articles = context.articles(cleaned.text)
        return page

    def _words(self, cleaned: View, sentences: Sequence[Sentence]) -> list[list[Word]]:
        text = cleaned.text
        tagged = self.tagger.tag([text[s.start : s.end] for s in sentences])
        return [
            [Word(s.start + t.start, s.start + t.end, t.tag, text[s.start + t.start : s.start + t.end]) for t in tokens]
            for s, tokens in zip(sentences, tagged, strict=True)
        ]


def _finders(lexicon: Lexicon, organizations: Organizations, posts: Posts) -> tuple[Find, ...]:
    """What looks for things other than places, in order: of two names of one span the first found stands."""
    patterns = load("names")
    names = Names(lexicon, patterns)
    return (
        organizations.find,
        People(load("people"), posts).find,
        Terms(lexicon).find,
        Meetings(lexicon, load("meetings")).find,
        Papers(load("papers")).find,
        Lines(lexicon, load("lines"), names.edges).find,
        names.find,
        Quoted(patterns).find,
        Worked(patterns, names.edges).find,
        Facilities(patterns, names.edges).find,
        Lists(patterns, names.edges).find,
        Initiatives(load("initiatives")).find,
        Jointly(load("cooperation")).find,
    )


def _rules(lexicon: Lexicon, organizations: Organizations, posts: Posts) -> tuple[State, ...]:
    """What states facts about the things found."""
    cooperation = load("cooperation")
    meetings = MeetingFacts(load("meetings"))
    return (
        meetings.state,
        PeopleFacts(load("people"), posts, meetings).state,
        PaperFacts(lexicon, load("papers"), organizations.bodies, meetings).state,
        Status(load("status")).state,
        Cooperation(cooperation).state,
        Participation(cooperation).state,
        actions.state,
        Routes(lexicon, load("lines")).state,
        Location(lexicon, load("location")).state,
        derived.state,
    )


def assemble(page: Page) -> Reading:
    """Turn hits and claims into entities, mentions and facts with offsets into the source."""
    facts = tuple(_facts(page))
    ends = {id for fact in facts for id in _ends(fact.subject, fact.object)} | _governed(page)
    joints = [j for j in page.joints if not page.covering(j.start, j.end, *_NAMES_NO_PLACE)]
    stated = {hit.id for hit in page.hits} | {id for joint in joints for id in joint.members} | ends
    return Reading(
        document=page.document,
        entities=tuple(_entities(page, stated)),
        mentions=tuple(_mentions(page, ends)),
        facts=facts,
        undecided=tuple(sorted(_open(page, u) for u in set(page.undecided))),
        turned_down=tuple(sorted(_turned_down(page, t) for t in set(page.turned_down))),
    )


def _governed(page: Page) -> set[EntityId]:
    """Places that the names of their governments and committees begin with: 重庆市渝北区人民政府."""
    found: set[EntityId] = set()
    for body in (hit for hit in page.hits if hit.cls == "Organization"):
        at = body.start
        for place in page.inside(body, "Place"):
            if place.start == at:
                found.add(place.id)
                at = place.end
    return found


def _ends(subject: EntityId, target: Object) -> Iterable[EntityId]:
    yield subject
    if isinstance(target, EntityId):
        yield target
    elif isinstance(target, Post):
        yield target.at


def _entities(page: Page, stated: set[EntityId]) -> list[Entity]:
    spellings: dict[EntityId, set[str]] = defaultdict(set)
    for hit in (*page.hits, *page.nested):
        if hit.rule != "reference" and hit.id in stated:
            spellings[hit.id].add(" ".join(page.text[hit.start : hit.end].split()))
    return [Entity(id, tuple(sorted(spellings[id] - {id.name})), page.candidates.get(id, ())) for id in sorted(stated)]


def _mentions(page: Page, ends: set[EntityId]) -> list[Mention]:
    spans = [(h.start, h.end, h.id, h.rule) for h in page.hits]
    spans += [(h.start, h.end, h.id, h.rule) for h in page.nested if h.id in ends]
    joints = [j for j in page.joints if not page.covering(j.start, j.end, *_NAMES_NO_PLACE)]
    spans += [(j.start, j.end, id, j.rule) for j in joints for id in j.members]
    return sorted({Mention(*page.view.source(start, end), id, rule) for start, end, id, rule in spans})


def _open(page: Page, item: Undecided) -> Undecided:
    return Undecided(*page.view.source(item.start, item.end), item.text, item.reason, item.candidates)


def _turned_down(page: Page, item: TurnedDown) -> TurnedDown:
    return TurnedDown(*page.view.source(item.start, item.end), item.text, item.rule, item.reason)


def _facts(page: Page) -> list[Fact]:
    grouped: dict[tuple[EntityId, str, Object, str], list[Claim]] = defaultdict(list)
    for claim in page.claims:
        subject, target = claim.subject, claim.object
        if claim.predicate in _SYMMETRIC and isinstance(target, EntityId) and target < subject:
            subject, target = target, subject
        grouped[subject, claim.predicate, target, claim.as_of].append(claim)
    return [
        Fact(s, p, o, _evidence(page, claims), as_of, tuple(sorted({c.rule for c in claims})))
        for (s, p, o, as_of), claims in sorted(grouped.items(), key=lambda item: _order(item[0]))
    ]


def _order(key: tuple[EntityId, str, Object, str]) -> tuple[EntityId, str, str, str, str]:
    subject, predicate, target, as_of = key
    return subject, predicate, type(target).__name__, repr(target), as_of


def _evidence(page: Page, claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    spans = dict.fromkeys(quoted(page, claim.start, claim.end) for claim in claims)
    return tuple(sorted(_quote(page, start, end) for start, end in spans))


def _quote(page: Page, start: int, end: int) -> Evidence:
    """The source's own characters; only white space differs (a hard wrap is no space between Chinese characters)."""
    first, last = page.view.source(start, end)
    quote = _WRAP.sub("", page.document.text[first:last])
    return Evidence(first, last, " ".join(quote.split()))


def quoted(page: Page, start: int, end: int) -> tuple[int, int]:
    """The span of the view to quote for a claim about ``[start, end)``: its sentence, or where that is longer than 300
    characters as many of its clauses around the span as fit."""
    first, last = page.sentence_at(start), page.sentence_at(max(start, end - 1))
    if last.end - first.start <= QUOTE_MOST:
        return _long_enough(page, first.start, last.end)
    left, right = page.clause_at(start, end)
    if right - left > QUOTE_MOST:
        left, right = max(left, min(start, end - QUOTE_MOST)), min(right, start + QUOTE_MOST)
    while True:
        wider = _wider(page, left, right, first.start, last.end)
        if wider == (left, right) or wider[1] - wider[0] > QUOTE_MOST:
            return _trimmed(page, left, right)
        left, right = wider


def _wider(page: Page, left: int, right: int, first: int, last: int) -> tuple[int, int]:
    """One clause more before and after."""
    before = page.clause_at(left - 2, left - 1)[0] if left - 1 > first else left
    after = page.clause_at(right + 1, right + 1)[1] if right + 1 < last else right
    return max(first, min(before, left)), min(last, max(after, right))


def _trimmed(page: Page, left: int, right: int) -> tuple[int, int]:
    while left < right and page.text[left] in " \n":
        left += 1
    while right > left and page.text[right - 1] in " \n":
        right -= 1
    return left, right


def _long_enough(page: Page, start: int, end: int) -> tuple[int, int]:
    """A heading of three characters is quoted with what stands around it."""
    while len(re.sub(r"\s", "", page.text[start:end])) < QUOTE_LEAST and (start > 0 or end < len(page.text)):
        start, end = max(0, start - 4), min(len(page.text), end + 4)
    return _trimmed(page, start, end)
