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


class Fault(BaseModel):
    """Why there is no answer."""

    error: str
