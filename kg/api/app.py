"""The application: routes over a service, the table of errors, and two headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response

from kg.api import asking, described, endpoint, entities, errors, pages
from kg.api.service import Service
from kg.settings import Settings


def create_app(store: Path, settings: Settings | None = None) -> FastAPI:
    """An application that serves the store at a path; StoreError where there is none.

    Query processes start here and end when the application's lifespan ends.
    """
    service = Service(store, settings or Settings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = routed(lifespan)
    app.state.service = service
    return app


def routed(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None) -> FastAPI:
    """The application without a store: enough to describe itself."""
    # the interactive documentation of FastAPI loads its scripts from the network, which the pages promise not to do
    app = FastAPI(title="合作图谱", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    errors.install(app)
    app.middleware("http")(_no_sniffing)
    for router in (pages.router, entities.router, asking.router(), endpoint.router, described.router):
        app.include_router(router)
    return app


async def _no_sniffing(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Hostile names come back in answers: browsers shall not take JSON for a page."""
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
