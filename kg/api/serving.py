"""A port, and the application on it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import uvicorn

from kg.api.app import create_app
from kg.settings import Settings


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any that is free. OSError where the address is in use or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named because asyncio turns off Nagle's algorithm (40 ms an answer) only where it is
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def run(store: Path, settings: Settings, listening: socket.socket) -> None:
    """Serve until interrupted."""
    app = create_app(store, settings)
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=2)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        app.state.service.close()
        listening.close()
