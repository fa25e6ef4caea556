"""The dataset's own description, where programs look for it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kg import description
from kg.api import models
from kg.api.entities import Now
from kg.model import KgError, QueryError
from kg.sparql import FORMS, by_accept, choose
from kg.store import GraphFormat

_TYPES = [form.types[0] for form in FORMS if isinstance(form.format, GraphFormat)]
_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {"content": {kind: {} for kind in _TYPES}, "description": "the description, its form by Accept"},
    406: {"model": models.Fault, "description": "the description has no such form"},
}

router = APIRouter(tags=["dataset"])


@router.get("/.well-known/void", responses=_RESPONSES, response_class=Response)
@router.get("/dataset", responses=_RESPONSES, response_class=Response)
def dataset(request: Request, now: Now) -> Response:
    """What the dataset holds, in VoID and DCAT: counts by class and by predicate, and where its SPARQL is."""
    media, form = choose(by_accept(request.headers.get("accept", "")), GraphFormat)
    assert isinstance(form, GraphFormat)  # noqa: S101 - chosen so
    try:
        body = description.describe(now.counts(), str(request.base_url), now.store.base, form)
    except KgError as error:  # the address is what the client calls this host
        raise QueryError(str(error)) from error
    return Response(body, media_type=media, headers={"Vary": "Accept, Host"})
