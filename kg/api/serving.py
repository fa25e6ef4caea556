"""A port, and the application on it."""

from __future__ import annotations

import socket
from pathlib import Path

import uvicorn

from kg.api.app import create_app
from kg.settings import Settings


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any that is free. OSError where the address is in use or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


def run(store: Path, settings: Settings, listening: socket.socket) -> None:
    """Serve until interrupted."""
    app = create_app(store, settings)
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=2)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        app.state.service.close()
        listening.close()
