"""What can go wrong while a request is answered, and the one table from exception to status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kg.model import KgError, QueryError, StoreError
from kg.neighbors import AmbiguousName, UnknownName
from kg.sparql.errors import NotAcceptable, ReadOnly, Stopped, TooBusy, TooLarge, WrongType


class NotFound(KgError):
    """There is no thing with this id."""


STATUS: Mapping[type[KgError], int] = {
    QueryError: 400,
    ReadOnly: 403,
    NotFound: 404,
    UnknownName: 404,
    AmbiguousName: 409,
    NotAcceptable: 406,
    TooLarge: 413,
    WrongType: 415,
    TooBusy: 429,
    Stopped: 503,
    StoreError: 503,
    KgError: 500,
}
RETRY_AFTER = {429: "1", 503: "10"}
"""Seconds after which asking again may help, by status."""


def status_of(error: KgError) -> int:
    """The status of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def install(app: FastAPI) -> None:
    """Answer the errors of the table as JSON with one field, ``error``."""

    async def answer(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, KgError)  # noqa: S101 - registered for KgError alone
        status = status_of(error)
        headers = {"Retry-After": RETRY_AFTER[status]} if status in RETRY_AFTER else None
        return JSONResponse({"error": str(error)}, status, headers)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
        return JSONResponse({"error": "; ".join(map(_fault, error.errors()))}, 422)

    async def elsewhere(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    app.add_exception_handler(KgError, answer)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, elsewhere)


def _fault(fault: Mapping[str, Any]) -> str:
    return f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}"
