"""A query from outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the dataset that it is asked of; None for the graphs means the store's own."""

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
