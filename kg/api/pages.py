"""The pages: a start page and the drawings; and whether the service is well."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from kg.api import models
from kg.api.entities import Now
from kg.resources import data

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""The pages carry everything in themselves: nothing else may be fetched, whatever a text has smuggled in."""

Lang = Annotated[Literal["zh", "en"], Query(description="language of the page")]
_DRAWN: dict[str, Any] = {
    "tags": ["pages"],
    "response_class": HTMLResponse,
    "responses": {422: {"model": models.Fault, "description": "no such language"}},
}

router = APIRouter()


def _page(body: bytes | str) -> HTMLResponse:
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(body, headers=headers)


@router.get("/", include_in_schema=False)
def start(now: Now) -> Response:
    """A small page that says what is here."""
    template = data("pages/start.html").read_text(encoding="utf-8")
    counts = {"documents": len(now.store.documents()), "things": now.search.find("", limit=1).total}
    for name, value in counts.items():
        template = template.replace(f"{{{name}}}", str(value))
    return _page(template)


@router.get("/map", **_DRAWN)
def cooperation_map(now: Now, lang: Lang = "zh") -> Response:
    """The cooperation map as one self-contained page."""
    return _page(now.page("map", lang))


@router.get("/network", **_DRAWN)
def network(now: Now, lang: Lang = "zh") -> Response:
    """The network as one self-contained page."""
    return _page(now.page("network", lang))


@router.get("/matrix", **_DRAWN)
def matrix(now: Now, lang: Lang = "zh") -> Response:
    """The matrix of places that cooperate, ordered by community."""
    return _page(now.page("matrix", lang))


@router.get("/timeline", **_DRAWN)
def timeline(now: Now, lang: Lang = "zh") -> Response:
    """What was signed, held and begun, year by year."""
    return _page(now.page("timeline", lang))


@router.get("/lines", **_DRAWN)
def lines(now: Now, lang: Lang = "zh") -> Response:
    """The railways and roads as line diagrams with their states; the id of a line as fragment leads to it."""
    return _page(now.page("lines", lang))


@router.get("/health", tags=["service"])
def health(now: Now) -> models.Health:
    """Whether the store can be read, and which build it is."""
    return models.Health(
        generation=now.store.generation,
        documents=len(now.store.documents()),
        things=now.search.find("", limit=1).total,
    )
