"""``/sparql``: the SPARQL 1.1 Protocol over the query processes."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from kg.api import models
from kg.api.protocol import FORM, QUERY, read_question
from kg.api.service import Service
from kg.sparql import FORMS, Question, Served, Wanted, by_accept, by_suffix

_TYPES = sorted({kind for form in FORMS for kind in form.types[:1]})
RESPONSES: dict[int | str, dict[str, object]] = {
    200: {"content": {kind: {} for kind in _TYPES}, "description": "the whole answer; a cut one never has this status"},
    400: {"model": models.Fault, "description": "the query is wrong: the parser's line:column and what it expected"},
    403: {"model": models.Fault, "description": "an update: the store is read-only"},
    406: {"model": models.Fault, "description": "this kind of answer has no such form"},
    413: {"model": models.Fault, "description": "the query is too long"},
    415: {"model": models.Fault, "description": "the body is neither a form nor a query"},
    429: {
        "model": models.Fault,
        "description": "as many queries as may run are under way; Retry-After says when to ask",
    },
    503: {"model": models.Fault, "description": "the query was stopped at a limit of time, memory or size"},
}
_TEXT = {"schema": {"type": "string"}}
_DATASET = [
    {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
    for name in ("default-graph-uri", "named-graph-uri")
]
_QUERY = {"name": "query", "in": "query", "required": True, "schema": {"type": "string"}}
_SUFFIX = {"name": "suffix", "in": "path", "required": True, "schema": {"enum": [form.suffix for form in FORMS]}}
_BODY = {
    "required": True,
    "content": {
        FORM: {"schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}},
        QUERY: _TEXT,
    },
}

router = APIRouter(tags=["sparql"])


async def _answer(request: Request, wanted: tuple[Wanted, ...]) -> Response:
    service: Service = request.app.state.service
    question = await read_question(request, service.settings.query_characters)
    served = await run_in_threadpool(_ask, service, question, wanted)
    return Response(served.body, media_type=served.media, headers={"Vary": "Accept"})


def _ask(service: Service, question: Question, wanted: tuple[Wanted, ...]) -> Served:
    return service.workers.ask(question, wanted, service.snapshot().store.generation)


@router.get("/sparql", responses=RESPONSES, response_class=Response, openapi_extra={"parameters": [_QUERY, *_DATASET]})
async def ask(request: Request) -> Response:
    """A query as a parameter; the form of the answer by Accept."""
    return await _answer(request, by_accept(request.headers.get("accept", "")))


@router.post(
    "/sparql",
    responses=RESPONSES,
    response_class=Response,
    openapi_extra={"requestBody": _BODY, "parameters": _DATASET},
)
async def ask_posted(request: Request) -> Response:
    """A query as a posted form, or as the body itself; the form of the answer by Accept."""
    return await _answer(request, by_accept(request.headers.get("accept", "")))


@router.get(
    "/sparql.{suffix}",
    responses=RESPONSES,
    response_class=Response,
    openapi_extra={"parameters": [_SUFFIX, _QUERY, *_DATASET]},
)
async def ask_suffixed(request: Request) -> Response:
    """A query as a parameter; the form of the answer by suffix: ``/sparql.csv``."""
    return await _answer(request, by_suffix(request.path_params["suffix"]))


@router.post(
    "/sparql.{suffix}",
    responses=RESPONSES,
    response_class=Response,
    openapi_extra={"requestBody": _BODY, "parameters": [_SUFFIX, *_DATASET]},
)
async def ask_posted_suffixed(request: Request) -> Response:
    """A posted query; the form of the answer by suffix."""
    return await _answer(request, by_suffix(request.path_params["suffix"]))
