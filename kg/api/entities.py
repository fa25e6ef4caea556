"""Things: found by name, in full, and with what stands in relation to them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from kg import neighbors as around
from kg import things
from kg.api import models
from kg.api.errors import NotFound
from kg.api.service import Service, Snapshot
from kg.search import Hit

LIMIT, LIMIT_MOST = 50, 500
OFFSET_MOST = 1_000_000
DEPTH_MOST = 3
QUERY_MOST = 100
ID_MOST = 400
QUOTES = 5
"""Quotes listed with a fact unless asked otherwise."""

Class = Literal[
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
]
Predicate = Literal[
    "attendee",
    "connects",
    "cooperatesWith",
    "heldIn",
    "holdsPost",
    "issuedBy",
    "locatedIn",
    "participant",
    "party",
]

_FAULTS: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Fault, "description": "there is no such thing"},
    422: {"model": models.Fault, "description": "a parameter is out of its bounds"},
}
router = APIRouter(prefix="/api/entities", tags=["entities"], responses=_FAULTS)


def snapshot(request: Request) -> Snapshot:
    """The store as it is in place now."""
    service: Service = request.app.state.service
    return service.snapshot()


def thing(
    id: Annotated[str, Path(max_length=ID_MOST, description="the last segment of the thing's IRI")],
    now: Annotated[Snapshot, Depends(snapshot)],
) -> around.Thing:
    """The thing with an id; NotFound where there is none."""
    found = around.by_id(now.store, id)
    if found is None:
        raise NotFound(f"there is no thing {id!r}")
    return found


Now = Annotated[Snapshot, Depends(snapshot)]
Subject = Annotated[around.Thing, Depends(thing)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MOST)]
Offset = Annotated[int, Query(ge=0, le=OFFSET_MOST)]
Quotes = Annotated[int, Query(ge=0, le=LIMIT_MOST, description="quotes listed with each fact")]
OfClass = Annotated[Class | None, Query(alias="class")]


@router.get("")
def search(
    now: Now,
    q: Annotated[str, Query(max_length=QUERY_MOST, description="a part of a name; empty: everything")] = "",
    cls: OfClass = None,
    limit: Limit = LIMIT,
    offset: Offset = 0,
) -> models.EntityPage:
    """Things with the text in one of their names: whole names first, then by evidence, then by name."""
    found = now.search.find(q, cls=cls or "", limit=limit, offset=offset)
    return models.EntityPage(
        total=found.total, limit=limit, offset=offset, entities=[_listed(hit) for hit in found.hits]
    )


def _listed(hit: Hit) -> models.EntityHit:
    return models.EntityHit(id=hit.id, name=hit.name, cls=hit.cls, aliases=list(hit.aliases), evidence=hit.evidence)


@router.get("/{id}")
def entity(now: Now, subject: Subject, quotes: Quotes = QUOTES) -> models.Entity:
    """A thing: its names, the documents that name it, its states, dates, fields and posts."""
    about = things.describe(now.store, subject)
    hit = now.search.get(subject.id)
    return models.Entity(
        id=subject.id,
        iri=subject.iri,
        name=subject.name,
        cls=subject.cls,
        aliases=list(hit.aliases) if hit else [],
        evidence=hit.evidence if hit else 0,
        lon=about.point[0] if about.point else None,
        lat=about.point[1] if about.point else None,
        documents=[models.DocumentRef(iri=d.iri, id=d.id, title=d.title, issued=d.issued) for d in about.documents],
        facts=[models.EntityFact.model_validate(things.fact_as_dict(fact, quotes)) for fact in about.facts],
    )


@router.get("/{id}/neighbors")
def neighbors(
    now: Now,
    subject: Subject,
    depth: Annotated[int, Query(ge=1, le=DEPTH_MOST)] = 1,
    predicate: Annotated[Predicate | None, Query()] = None,
    cls: OfClass = None,
    limit: Limit = LIMIT,
    offset: Offset = 0,
    quotes: Quotes = QUOTES,
) -> models.NeighborPage:
    """What stands in relation to a thing, in both directions: nearest first, then by evidence, then by name."""
    found = around.neighbors(now.store, subject, around.Choice(depth, predicate or "", cls or ""))
    page = [models.Neighbor.model_validate(near.as_dict(quotes)) for near in found[offset : offset + limit]]
    return models.NeighborPage(
        id=subject.id, name=subject.name, total=len(found), limit=limit, offset=offset, neighbors=page
    )
