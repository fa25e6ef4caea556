"""The web interface over one store: entities, neighbours, SPARQL, map and network."""

from kg.api.app import create_app

__all__ = ["create_app"]
