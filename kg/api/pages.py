"""The pages: a start page, the map and the network; and whether the service is well."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from kg.api import models
from kg.api.entities import Now
from kg.resources import data

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""The pages carry everything in themselves: nothing else may be fetched, whatever a text has smuggled in."""

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


@router.get("/map", tags=["pages"], response_class=HTMLResponse)
def cooperation_map(now: Now) -> Response:
    """The cooperation map as one self-contained page."""
    return _page(now.page("map"))


@router.get("/network", tags=["pages"], response_class=HTMLResponse)
def network(now: Now) -> Response:
    """The network as one self-contained page."""
    return _page(now.page("network"))


@router.get("/health", tags=["service"])
def health(now: Now) -> models.Health:
    """Whether the store can be read, and which build it is."""
    return models.Health(
        generation=now.store.generation,
        documents=len(now.store.documents()),
        things=now.search.find("", limit=1).total,
    )
