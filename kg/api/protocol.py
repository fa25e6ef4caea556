"""The SPARQL 1.1 Protocol's three ways to ask, read strictly: GET, a posted form, a posted query."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

from starlette.requests import Request

from kg.model import QueryError
from kg.sparql import Question, ReadOnly, TooLarge, WrongType

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_FIELDS_MOST = 100


async def read_question(request: Request, most: int) -> Question:
    """The question of a request whose query has at most so many characters.

    QueryError (400) for a request that the protocol does not have, ReadOnly, TooLarge or WrongType.
    """
    fields = _fields(request.scope["query_string"], most)
    if request.method == "GET":
        return _question(fields, fields.get("query", []), most)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise ReadOnly("updates are not taken: the store is read-only")
    if kind not in (FORM, QUERY):
        raise WrongType(f"a query is posted as {FORM} or {QUERY}")
    body = await _body(request, most)
    if kind == QUERY:
        return _question(fields, [_decoded(body)], most)
    posted = _fields(body, most)
    return _question(posted, posted.get("query", []), most)


def _question(fields: dict[str, list[str]], queries: Sequence[str], most: int) -> Question:
    if "update" in fields:
        raise ReadOnly("updates are not taken: the store is read-only")
    if len(queries) != 1:
        raise QueryError(f"a request has one query, this one has {len(queries)}")
    if len(queries[0]) > most:
        raise TooLarge(f"a query has at most {most} characters")
    default, named = tuple(fields.get("default-graph-uri", ())), tuple(fields.get("named-graph-uri", ()))
    if not default and not named:
        return Question(queries[0], None, None)
    return Question(queries[0], default, named)


def _fields(encoded: bytes, most: int) -> dict[str, list[str]]:
    # a character takes at most four bytes of UTF-8, and each of them three when it is percent-encoded
    if len(encoded) > 12 * most:
        raise TooLarge(f"a query has at most {most} characters")
    try:
        text = encoded.decode("ascii")
        return parse_qs(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_FIELDS_MOST)
    except ValueError as error:
        raise QueryError("the parameters are not percent-encoded UTF-8, or too many") from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"the query is not UTF-8 at byte {error.start}") from error


async def _body(request: Request, most: int) -> bytes:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > 12 * most:
            raise TooLarge(f"a query has at most {most} characters")
    return bytes(received)
