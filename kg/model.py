"""What the system states and about what: documents, entities, mentions, facts, evidence, and the errors.

Plain frozen values, standard library only. Every offset is a code point of the document's text, half open.
"""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = (
    "Place",
    "Region",
    "Zone",
    "Railway",
    "Road",
    "Project",
    "Agreement",
    "Policy",
    "Initiative",
    "Meeting",
    "Organization",
    "Person",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, byte for byte, and what its card tells of it."""

    id: str
    text: str
    title: str = ""
    issuer: str = ""
    number: str = ""
    issued: str = ""
    """ISO date as precise as known: 2020-04-29, 2020-04, 2020, or empty."""
    url: str = ""


@dataclass(frozen=True, slots=True, order=True)
class EntityId:
    """What tells one thing from every other: its class, its canonical name, and a scope where the name is not enough.

    The name is the thing's zh prefLabel in every document. The scope is a gazetteer unit's code (and validity), a
    meeting's year, an agreement's parties and date, a person's organisation, or a document's id; empty where the name
    alone decides.
    """

    cls: str
    name: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that one document names."""

    id: EntityId
    aliases: tuple[str, ...] = ()
    """The other spellings that the document uses, sorted, without the name itself."""
    candidates: tuple[str, ...] = ()
    """Codes of the units that the name may mean; not empty only for a name that the document cannot decide."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Where a document names a thing."""

    start: int
    end: int
    entity: EntityId
    rule: str
    """The gazetteer, pattern or model that found it."""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The sentence or clause that says a fact; apart from white space, ``text[start:end]`` is the quote."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A status or a domain of the vocabulary, by its local name: ``underConstruction``, ``culture-tourism``."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """An ISO date as precise as the text: 2020, 2020-04 or 2020-04-29."""

    iso: str


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """A post as the text words it, and the body in which it is held."""

    title: str
    at: EntityId


Object = EntityId | Concept | Date | Post


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of one document, with at least one evidence."""

    subject: EntityId
    predicate: str
    object: Object
    evidence: tuple[Evidence, ...]
    as_of: str = ""
    """The year or date that a status holds for; empty for other predicates."""
    rules: tuple[str, ...] = ()
    """The relation patterns that led to it."""


@dataclass(frozen=True, slots=True, order=True)
class Undecided:
    """A name or date that the document leaves open, listed instead of guessed."""

    start: int
    end: int
    text: str
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class TurnedDown:
    """A span that a rule proposed as a name and that was not taken, and why."""

    start: int
    end: int
    text: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the system read in one document; nothing in it depends on any other document."""

    document: Document
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    facts: tuple[Fact, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    turned_down: tuple[TurnedDown, ...] = ()


class KgError(Exception):
    """Something that the user can mend; the message is one line that says what and where."""


class DocumentError(KgError):
    """A source that cannot be read: the message names the file and says what was expected."""


class LexiconError(KgError):
    """A row or pattern of the data that is wrong: the message names file, line and field."""


class StoreError(KgError):
    """A store that is missing, broken or of another version."""


class QueryError(KgError):
    """A query that cannot be run: the message carries the parser's position."""
