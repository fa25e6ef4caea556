"""The shapes of the answers, as the OpenAPI description states them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """Whether the service can answer, and from which build."""

    status: Literal["ok"] = "ok"
    generation: str
    documents: int
    things: int


class EntityHit(BaseModel):
    """A thing in a list."""

    id: str = Field(description="the last segment of its IRI")
    name: str
    cls: str = Field(serialization_alias="class")
    aliases: list[str]
    evidence: int = Field(description="quotes of the facts at either end of which it stands")


class EntityPage(BaseModel):
    """One page of things."""

    total: int
    limit: int
    offset: int
    entities: list[EntityHit]


class Quote(BaseModel):
    """A sentence of a document that says a fact; offsets are code points of the source."""

    document: str
    title: str
    issued: str
    quote: str
    start: int
    end: int


class DocumentRef(BaseModel):
    """A document that names the thing."""

    iri: str
    id: str
    title: str
    issued: str


class EntityFact(BaseModel):
    """A state, date, field or post of a thing."""

    predicate: str
    value: str
    as_of: str
    at: str = Field(description="the id of the organisation in which a post is held")
    evidence: int = Field(description="how many quotes there are")
    quotes: list[Quote] = Field(description="the first of them")


class Entity(BaseModel):
    """A thing in full, but for its neighbours."""

    id: str
    iri: str
    name: str
    cls: str = Field(serialization_alias="class")
    aliases: list[str]
    evidence: int
    lon: float | None
    lat: float | None
    documents: list[DocumentRef]
    facts: list[EntityFact]


class Relation(BaseModel):
    """A fact between a thing nearer to the start and the neighbour."""

    predicate: str
    direction: Literal["out", "in", "both"] = Field(description="out: the nearer thing is the subject")
    via: str = Field(description="the id of the nearer thing")
    value: str = Field(description="the post, where the predicate is holdsPost")
    as_of: str
    count: int = Field(description="how many quotes there are")
    quotes: list[Quote] = Field(description="the first of them")


class Neighbor(BaseModel):
    """A thing some steps away."""

    id: str
    name: str
    cls: str = Field(alias="class", serialization_alias="class")
    distance: int
    evidence: int
    relations: list[Relation]


class NeighborPage(BaseModel):
    """One page of neighbours: nearest first, then by evidence, then by name."""

    id: str
    name: str
    total: int
    limit: int
    offset: int
    neighbors: list[Neighbor]


class Texts(BaseModel):
    """A text in both languages."""

    zh: str
    en: str


class QuestionParameter(BaseModel):
    """What a question must or may be told."""

    name: str
    kind: str = Field(description="a class of the vocabulary, `domain` or `year`")
    required: bool
    meaning: Texts


class PlannersQuestion(BaseModel):
    """One of the planners' questions."""

    name: str
    title: Texts
    answers: Texts
    parameters: list[QuestionParameter]
    example: dict[str, str] = Field(description="values that the sample corpus has an answer for")
    sparql: str = Field(description="the query; a parameter stands open as VALUES ?name { UNDEF }")


class QuestionAnswer(BaseModel):
    """The answer to one of the planners' questions."""

    name: str
    title: Texts
    sparql: str = Field(description="the query that ran, complete as it runs at /sparql and elsewhere")
    columns: list[str]
    rows: list[dict[str, str | None]] = Field(description="IRIs and plain texts by column, null where unbound")


class Fault(BaseModel):
    """Why there is no answer."""

    error: str
